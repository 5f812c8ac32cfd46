//! Renders findings for people: message, marked lines, help, and the lines that a fix changes.
//!
//! Adds nothing to a diagnostic. The caller chooses colours, width and characters; nothing here inspects the terminal.
//! The cost of a finding is bounded by the size of its output, however long its file is.

mod cells;
mod fixed;
mod paint;
mod section;

use std::borrow::Cow;
use std::fmt;

use miette::ReportHandler;

use super::report::{Excerpt, Report};
use super::visible::visible;
use super::{Code, Diagnostic, Severity};
use crate::source::{FileId, LineIndex, Sources};
use paint::{Part, paint};
use section::File;

/// The prefix of the help.
const HELP: &str = "  help: ";

/// The layout of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Use ANSI colours.
    pub color: bool,
    /// Draw with box characters instead of ASCII.
    pub unicode: bool,
    /// The width of the terminal in columns, at least 40.
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

/// Renders all findings in the order given, each followed by an empty line.
#[must_use]
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], options: Options) -> String {
    let mut indexes: Vec<Option<LineIndex>> = sources.iter().map(|_| None).collect();
    for file in diagnostics.iter().flat_map(Diagnostic::files) {
        if let Some(slot) = indexes.get_mut(file.0 as usize) {
            slot.get_or_insert_with(|| LineIndex::new(sources.text(file)));
        }
    }
    let shown: Vec<Cow<'_, str>> = sources
        .iter()
        .map(|(id, _)| sources.visible_text(id))
        .collect();
    let excerpt = |file: FileId| {
        Some(Excerpt {
            name: sources.name(file),
            text: shown.get(file.0 as usize)?,
            index: indexes.get(file.0 as usize)?.as_ref()?,
        })
    };
    let mut out = String::new();
    for finding in diagnostics {
        let handler = Human {
            options,
            masked: finding.masked,
        };
        handler.draw(&mut out, &Report::new(finding, &excerpt));
        fixed_lines(&mut out, sources, finding, options);
        out.push('\n');
    }
    out
}

/// A [`ReportHandler`] of miette for people, whose lines fit the terminal.
#[derive(Clone, Copy, Debug)]
struct Human {
    options: Options,
    /// True if the text at the primary place is hidden.
    masked: bool,
}

impl ReportHandler for Human {
    fn debug(&self, report: &dyn miette::Diagnostic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.draw(&mut out, report);
        f.write_str(&out)
    }
}

impl Human {
    fn draw(self, out: &mut String, report: &dyn miette::Diagnostic) {
        let severity = severity(report);
        title(out, report, severity, self.options);
        let files: Vec<File<'_>> = std::iter::once(report)
            .chain(report.related().into_iter().flatten())
            .filter_map(|part| File::of(part, severity, self.masked))
            .collect();
        let frame = paint::frame(self.options);
        let highest = files.iter().filter_map(File::last_line).max();
        let gutter = (highest.unwrap_or(0) + 1).to_string().len();
        for (number, file) in files.iter().enumerate() {
            let corner = if number == 0 { frame.top } else { frame.middle };
            let place = format!("{:gutter$}  {corner}[{}]", "", file.position());
            out.push_str(&paint(self.options, Part::Frame, &place));
            out.push('\n');
            file.draw(out, self.options, gutter);
        }
        let bottom = format!("{:gutter$}  {}", "", frame.bottom);
        out.push_str(&paint(self.options, Part::Frame, &bottom));
        out.push('\n');
        help(out, report, self.options);
    }
}

/// Converts a severity of miette.
fn severity(report: &dyn miette::Diagnostic) -> Severity {
    match report.severity() {
        Some(miette::Severity::Advice) => Severity::Note,
        Some(miette::Severity::Warning) => Severity::Warning,
        Some(miette::Severity::Error) | None => Severity::Error,
    }
}

/// Renders the number of findings by severity: `1 error, 2 warnings`, or `no findings`.
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

/// Returns the code whose page to read first: the lowest of the worst findings.
#[must_use]
pub fn first_code(diagnostics: &[Diagnostic]) -> Option<Code> {
    diagnostics
        .iter()
        .max_by_key(|it| (it.severity, std::cmp::Reverse(it.code)))
        .map(|it| it.code)
}

/// Renders the line after all findings: their number, and a pointer to more information. Empty if there are none.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    match first_code(diagnostics) {
        Some(code) => format!("{}; see `gwc explain {code}`\n", totals(diagnostics)),
        None => String::new(),
    }
}

/// Renders `error[GW0201]: ..`, wrapped and never cut.
fn title(out: &mut String, report: &dyn miette::Diagnostic, severity: Severity, options: Options) {
    let code = report.code().map(|code| format!("[{code}]"));
    let head = format!("{}{}:", severity.word(), code.unwrap_or_default());
    let message = visible(&report.to_string()).replace(['\n', '\r'], " ");
    let indent = " ".repeat(2);
    let lines = wrap(&format!("{head} {message}"), options.columns(), &indent);
    for (number, line) in lines.iter().enumerate() {
        match line.strip_prefix(&head).filter(|_| number == 0) {
            Some(rest) => {
                out.push_str(&paint(options, Part::Severity(severity), &head));
                out.push_str(&paint(options, Part::Message, rest));
            }
            None => out.push_str(&paint(options, Part::Message, line)),
        }
        out.push('\n');
    }
}

/// Renders the help, or else the title of the fix.
fn help(out: &mut String, report: &dyn miette::Diagnostic, options: Options) {
    let Some(text) = report.help() else {
        return;
    };
    let text = text.to_string();
    let indent = " ".repeat(HELP.len());
    for (number, paragraph) in visible(&text).lines().enumerate() {
        let start = if number == 0 { HELP } else { indent.as_str() };
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
}

/// Renders the lines that the fix changes, before and after.
fn fixed_lines(out: &mut String, sources: &Sources, finding: &Diagnostic, options: Options) {
    let indent = " ".repeat(HELP.len());
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

/// Wraps a text at spaces; paths, ARNs and host names are not broken. Continuation lines start with `indent`.
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
