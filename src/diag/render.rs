//! Findings for people: message, the marked lines, help, and the lines that a fix would change.
//!
//! It shows a diagnostic and adds nothing. Colours, width and characters are the caller's choice; nothing here asks the
//! terminal. A finding costs no more than the screen that it fills, however long its file is.

mod cells;
mod fixed;
mod paint;
mod section;

use std::borrow::Cow;

use super::visible::visible;
use super::{Code, Diagnostic, Severity};
use crate::source::{FileId, LineIndex, Sources};
use paint::{Part, paint};
use section::{Mark, Text};

/// How findings are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Whether to draw with box characters; otherwise with ASCII.
    pub unicode: bool,
    /// Columns of the terminal; fewer than 40 count as 40.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            unicode: true,
            width: 80,
        }
    }
}

impl Options {
    fn columns(self) -> usize {
        self.width.max(40)
    }
}

/// Renders all findings, in the order given, an empty line after each.
#[must_use]
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], options: Options) -> String {
    let mut indexes: Vec<Option<LineIndex>> = sources.iter().map(|_| None).collect();
    let shown: Vec<Cow<'_, str>> = sources.iter().map(|(id, _)| sources.shown(id)).collect();
    let mut out = String::new();
    for finding in diagnostics {
        let files = files(finding);
        for file in &files {
            if let Some(slot) = indexes.get_mut(file.0 as usize) {
                slot.get_or_insert_with(|| LineIndex::new(sources.text(*file)));
            }
        }
        draw(
            &mut out, sources, &shown, &indexes, finding, &files, options,
        );
        out.push('\n');
    }
    out
}

/// The number of findings by severity: `1 error, 2 warnings`, or `no findings`.
#[must_use]
pub fn totals(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity| {
        let found = diagnostics.iter().filter(|it| it.severity == severity);
        match found.count() {
            0 => None,
            1 => Some(format!("1 {}", severity.word())),
            many => Some(format!("{many} {}s", severity.word())),
        }
    };
    let order = [Severity::Error, Severity::Warning, Severity::Note];
    let counts: Vec<String> = order.into_iter().filter_map(count).collect();
    if counts.is_empty() {
        "no findings".to_owned()
    } else {
        counts.join(", ")
    }
}

/// The code whose page to read first: the lowest of the worst findings.
#[must_use]
pub fn first_code(diagnostics: &[Diagnostic]) -> Option<Code> {
    diagnostics
        .iter()
        .max_by_key(|it| (it.severity, std::cmp::Reverse(it.code)))
        .map(|it| it.code)
}

/// The line after all findings: their number, and where to read more. Empty where there are none.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    match first_code(diagnostics) {
        Some(code) => format!("{}; see `gwc explain {code}`\n", totals(diagnostics)),
        None => String::new(),
    }
}

/// The files that a finding points into, that of the fault first.
fn files(finding: &Diagnostic) -> Vec<FileId> {
    let mut files = vec![finding.primary.span.file];
    for label in &finding.related {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

fn draw(
    out: &mut String,
    sources: &Sources,
    shown: &[Cow<'_, str>],
    indexes: &[Option<LineIndex>],
    finding: &Diagnostic,
    files: &[FileId],
    options: Options,
) {
    title(out, finding, options);
    let frame = paint::frame(options);
    let primary = Mark {
        label: &finding.primary,
        part: section::primary(finding.severity),
        masked: finding.masked,
    };
    let related = finding.related.iter().map(|label| Mark {
        label,
        part: Part::Related,
        masked: false,
    });
    let marks: Vec<Mark<'_>> = std::iter::once(primary).chain(related).collect();
    let text = |file: FileId| {
        let index = indexes.get(file.0 as usize)?.as_ref()?;
        Some(Text {
            text: shown.get(file.0 as usize)?,
            index,
        })
    };
    let highest = marks
        .iter()
        .filter_map(|mark| {
            Some(
                text(mark.label.span.file)?
                    .index
                    .line_of(mark.label.span.start)
                    + 1,
            )
        })
        .max();
    let gutter = highest.unwrap_or(1).to_string().len();
    for (number, file) in files.iter().enumerate() {
        let Some(text) = text(*file) else {
            continue;
        };
        let here: Vec<Mark<'_>> = marks
            .iter()
            .filter(|it| it.label.span.file == *file)
            .copied()
            .collect();
        let Some(first) = here.first() else {
            continue;
        };
        let position = text
            .index
            .position(text.text, section::offset(text, first.label.span));
        let corner = if number == 0 { frame.top } else { frame.middle };
        let place = format!(
            "{:gutter$}  {corner}[{}:{}:{}]",
            "",
            visible(sources.name(*file)),
            position.line,
            position.column
        );
        out.push_str(&paint(options, Part::Frame, &place));
        out.push('\n');
        section::draw(out, options, gutter, text, &here);
    }
    let bottom = format!("{:gutter$}  {}", "", frame.bottom);
    out.push_str(&paint(options, Part::Frame, &bottom));
    out.push('\n');
    advice(out, sources, finding, options);
}

/// `error[GW0201]: ..`, wrapped and never cut.
fn title(out: &mut String, finding: &Diagnostic, options: Options) {
    let head = format!("{}[{}]:", finding.severity.word(), finding.code);
    let message = visible(&finding.text()).replace(['\n', '\r'], " ");
    let indent = " ".repeat(2);
    let lines = wrap(&format!("{head} {message}"), options.columns(), &indent);
    for (number, line) in lines.iter().enumerate() {
        match line.strip_prefix(&head).filter(|_| number == 0) {
            Some(rest) => {
                out.push_str(&paint(options, Part::Severity(finding.severity), &head));
                out.push_str(&paint(options, Part::Message, rest));
            }
            None => out.push_str(&paint(options, Part::Message, line)),
        }
        out.push('\n');
    }
}

/// The help, and the lines that the fix would change.
fn advice(out: &mut String, sources: &Sources, finding: &Diagnostic, options: Options) {
    let help = finding.help.as_deref();
    let title = finding.fix.as_ref().map(|fix| fix.title.as_str());
    let Some(text) = help.or(title) else {
        return;
    };
    let indent = " ".repeat("  help: ".len());
    for (number, paragraph) in visible(text).lines().enumerate() {
        let start = if number == 0 {
            "  help: "
        } else {
            indent.as_str()
        };
        let room = options.columns().saturating_sub(start.len());
        for (line_number, line) in wrap(paragraph, room, "").iter().enumerate() {
            let start = if line_number == 0 {
                start
            } else {
                indent.as_str()
            };
            let part = if start == indent {
                Part::Frame
            } else {
                Part::Help
            };
            out.push_str(&paint(options, part, start));
            out.push_str(line);
            out.push('\n');
        }
    }
    if let Some(fix) = finding.fix.as_ref().filter(|_| !finding.masked) {
        let room = options.columns().saturating_sub(indent.len() + 2);
        for line in fixed::lines(sources, fix, room) {
            let (part, sign) = if line.added {
                (Part::Added, '+')
            } else {
                (Part::Removed, '-')
            };
            let text = paint(options, part, format!("{sign} {}", line.text).trim_end());
            out.push_str(&format!("{indent}{text}\n"));
        }
    }
}

/// Breaks a text at spaces; paths, ARNs and host names stay in one piece. Later lines start with `indent`.
fn wrap(text: &str, width: usize, indent: &str) -> Vec<String> {
    let options = textwrap::Options::new(width)
        .subsequent_indent(indent)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(text, options);
    lines
        .into_iter()
        .map(std::borrow::Cow::into_owned)
        .collect()
}
