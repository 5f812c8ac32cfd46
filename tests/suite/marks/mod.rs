//! Marks: the expected diagnostics of a fixture, written in comments below the lines that they refer to.
//!
//! ```text
//! get /x -> orders
//! #^^ error[GW0008] not in capitals
//! ```
//! A mark is below its line, possibly after other marks of that line. Its carets are the columns of the primary span;
//! `#^` at the start of a line is the first column, and carets further right mark their own columns. A single `|`
//! instead of carets marks an empty span. The text, if there is one, is part of the message.

use gwc::diag::Diagnostic;
use gwc::source::LineIndex;

/// A mark, or a diagnostic in the form of a mark. Lines and columns are from 1; `end` is after the last column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    line: u32,
    start: u32,
    end: u32,
    severity: String,
    code: String,
    text: String,
}

/// Asserts that the marks of a text are exactly its diagnostics.
pub(crate) fn check(name: &str, text: &str, diagnostics: &[Diagnostic]) {
    let marks = marks(text);
    let mut found: Vec<Mark> = diagnostics.iter().map(|one| mark_of(text, one)).collect();
    let mut missing = Vec::new();
    for mark in marks {
        let fits = found.iter().position(|one| fits(&mark, one));
        match fits {
            Some(at) => {
                found.remove(at);
            }
            None => missing.push(mark),
        }
    }
    assert!(
        missing.is_empty() && found.is_empty(),
        "{name}\nmarked, but not reported: {missing:#?}\nreported, but not marked: {found:#?}"
    );
}

/// Returns the `.gw` files of a folder, by name, with their texts.
pub(crate) fn folder(path: &str) -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<std::path::PathBuf> = std::fs::read_dir(&root)
        .expect("the folder is part of the project")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "gw"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a fixture is a text");
            let name = path.file_name().expect("a file has a name");
            (name.to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn fits(mark: &Mark, found: &Mark) -> bool {
    mark.line == found.line
        && mark.start == found.start
        && mark.end == found.end
        && mark.severity == found.severity
        && mark.code == found.code
        && found.text.contains(&mark.text)
}

/// Returns the marks of a text.
fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut about = 0;
    for (index, line) in text.lines().enumerate() {
        match mark(line) {
            Some(mark) => marks.push(Mark {
                line: about,
                ..mark
            }),
            None => about = u32::try_from(index + 1).expect("a fixture is small"),
        }
    }
    marks
}

/// Parses a mark, without the line that it refers to.
fn mark(line: &str) -> Option<Mark> {
    let after = line.trim_start().strip_prefix('#')?;
    let carets = after.trim_start();
    if !carets.starts_with(['^', '|']) {
        return None;
    }
    let column = line.chars().count() - carets.chars().count();
    // `#^` at the start of a line: a mark of the first column has no room for its `#`.
    let margin = line.starts_with("#^") || line.starts_with("#|");
    let length = if carets.starts_with('|') {
        0
    } else {
        carets.chars().take_while(|letter| *letter == '^').count()
    };
    let start = if margin { 0 } else { column };
    let length = if margin && length > 0 {
        length + 1
    } else {
        length
    };
    let rest = carets.trim_start_matches(['^', '|']).trim();
    let (severity, rest) = rest.split_once('[')?;
    let (code, message) = rest.split_once(']')?;
    Some(Mark {
        line: 0,
        start: u32::try_from(start + 1).expect("a fixture is small"),
        end: u32::try_from(start + length + 1).expect("a fixture is small"),
        severity: severity.to_owned(),
        code: code.to_owned(),
        text: message.trim().to_owned(),
    })
}

fn mark_of(text: &str, diagnostic: &Diagnostic) -> Mark {
    let index = LineIndex::new(text);
    let span = diagnostic.primary.span;
    let start = index.position(text, span.start);
    let end = index.position(text, span.end);
    // A span over several lines is marked on its first one.
    let end = if end.line == start.line {
        end.column
    } else {
        let line = text.lines().nth(start.line as usize - 1).unwrap_or("");
        u32::try_from(line.chars().count() + 1).expect("a fixture is small")
    };
    Mark {
        line: start.line,
        start: start.column,
        end,
        severity: diagnostic.severity.word().to_owned(),
        code: diagnostic.code.to_string(),
        text: diagnostic.message.clone(),
    }
}
