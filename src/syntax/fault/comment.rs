//! GW0017: `//` or `/* */` in place of a `#` comment.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Span, offset_of};

const CODE: Code = codes::FOREIGN_COMMENT;

/// The marks of other languages that start a comment.
const MARKS: [&str; 2] = ["//", "/*"];

/// Returns true if a word starts a comment in other languages. `//` can be directly followed by text.
pub(in super::super) fn is_foreign(word: &str) -> bool {
    word.starts_with("//") || word == "/*" || word.starts_with("/**")
}

/// A comment in another language's notation, if a text begins with one; `span` covers the whole text.
pub(in super::super) fn foreign(span: Span, written: &str) -> Option<Diagnostic> {
    let mark = MARKS.into_iter().find(|mark| written.starts_with(mark))?;
    let length = offset_of(mark.len());
    let place = Span {
        end: span.start.saturating_add(length),
        ..span
    };
    let fault = Diagnostic::error(CODE, place, format!("`{mark}` does not start a comment"))
        .help("comments start with `#`");
    Some(if mark == "//" {
        fault.safe_fix("write `#`", place, "#")
    } else {
        fault.safe_fix("write `#`", span, translate(written))
    })
}

/// A block comment as lines that each start with `#`.
fn translate(written: &str) -> String {
    let inner = written.trim_start_matches(['/', '*']);
    let inner = inner.trim_end().trim_end_matches(['*', '/']);
    let lines = inner
        .lines()
        .map(|line| line.trim().trim_start_matches('*'));
    let lines: Vec<&str> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return "#".to_owned();
    }
    let lines: Vec<String> = lines.iter().map(|line| format!("# {line}")).collect();
    lines.join("\n")
}
