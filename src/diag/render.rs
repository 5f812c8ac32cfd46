//! Findings for people: snippets with the exact places marked, drawn by miette.
//!
//! The only room beside the command line that knows miette. It draws what a diagnostic says and adds nothing but the
//! lines that a fix would leave. Colours, width and characters are the caller's choice: no terminal is asked here.

use std::fmt::Write;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, Severity as Level,
    SourceCode, ThemeCharacters, ThemeStyles,
};

use super::fix::patched;
use super::visible::visible;
use super::{Code, Diagnostic, Label, Severity};
use crate::source::{FileId, Sources};
use snippet::Snippet;

mod clip;
mod snippet;

/// How findings are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether ANSI colours are used.
    pub color: bool,
    /// Whether lines are drawn with box characters; otherwise with ASCII.
    pub unicode: bool,
    /// The columns of the terminal.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: false,
            unicode: true,
            width: 80,
        }
    }
}

/// The findings, in the order given, an empty line after each.
#[must_use]
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], look: Look) -> String {
    let mut shown: Vec<Option<Snippet>> = sources.iter().map(|_| None).collect();
    let mut out = String::new();
    for finding in diagnostics {
        for report in reports(sources, finding) {
            if let Some(slot) = shown.get_mut(report.file.0 as usize) {
                let snippet = slot.get_or_insert_with(|| Snippet::new(sources, report.file));
                draw(&mut out, &report, snippet, look);
            }
        }
        out.push('\n');
    }
    out
}

/// How many findings there are, by severity: `1 error, 2 warnings`, or `no findings`.
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

/// The code whose page helps first: the lowest of the worst findings.
#[must_use]
pub fn first_code(diagnostics: &[Diagnostic]) -> Option<Code> {
    diagnostics
        .iter()
        .max_by_key(|it| (it.severity, std::cmp::Reverse(it.code)))
        .map(|it| it.code)
}

/// The line after all findings: how many there are, and where to read more. Empty where there is none.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    match first_code(diagnostics) {
        Some(code) => format!("{}; `gwc explain {code}` says more\n", totals(diagnostics)),
        None => String::new(),
    }
}

/// What miette draws at once: a heading, and places of one file.
struct Report {
    file: FileId,
    level: Level,
    icon: String,
    message: String,
    labels: Vec<(Label, bool)>,
    help: Option<String>,
}

/// A finding as one report for its own file, and one for each place in another file.
fn reports(sources: &Sources, finding: &Diagnostic) -> Vec<Report> {
    let file = finding.primary.span.file;
    let here = finding.related.iter().filter(|it| it.span.file == file);
    let mut labels = vec![(finding.primary.clone(), true)];
    labels.extend(here.map(|label| (label.clone(), false)));
    let mut reports = vec![Report {
        file,
        level: match finding.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Note => Level::Advice,
        },
        icon: format!("{}[{}]:", finding.severity.word(), finding.code),
        message: visible(&finding.text()),
        labels,
        help: None,
    }];
    for label in finding.related.iter().filter(|it| it.span.file != file) {
        reports.push(Report {
            file: label.span.file,
            level: Level::Advice,
            icon: "where:".to_owned(),
            message: visible(&label.text),
            // The heading says what the place is; the mark need not say it again.
            labels: vec![(unlabelled(label), true)],
            help: None,
        });
    }
    if let Some(last) = reports.last_mut() {
        last.help = advice(sources, finding);
    }
    reports
}

fn unlabelled(label: &Label) -> Label {
    Label {
        span: label.span,
        text: String::new(),
    }
}

/// The help, and the lines as the fix would leave them.
fn advice(sources: &Sources, finding: &Diagnostic) -> Option<String> {
    let mut text = finding.help.as_deref().map(visible).unwrap_or_default();
    if let Some(fix) = &finding.fix {
        if text.is_empty() {
            text = visible(&fix.title);
        }
        if let Some(lines) = patched(sources, fix) {
            for (mark, line) in lines {
                text.push_str(&format!("\n{mark} {}", visible(&line)));
            }
        }
    }
    (!text.is_empty()).then_some(text)
}

fn draw(out: &mut String, report: &Report, snippet: &Snippet, look: Look) {
    let mut characters = if look.unicode {
        ThemeCharacters::unicode()
    } else {
        ThemeCharacters::ascii()
    };
    // miette asks for an icon by severity; ours says the severity and the code in words, on the message's line.
    characters.error.clone_from(&report.icon);
    characters.warning.clone_from(&report.icon);
    characters.advice.clone_from(&report.icon);
    let styles = if look.color {
        ThemeStyles::ansi()
    } else {
        ThemeStyles::none()
    };
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_wrap_lines(false)
        .with_urls(false)
        .tab_width(4);
    let labels = report
        .labels
        .iter()
        .map(|(label, primary)| snippet.label(label, *primary));
    let taken = report.icon.chars().count() + 3;
    let message = wrapped(&report.message, look.width, taken);
    let mut drawn = MietteDiagnostic::new(message)
        .with_severity(report.level)
        .with_labels(labels);
    drawn.help = report.help.as_deref().map(|it| wrapped(it, look.width, 8));
    let located = Located { drawn, snippet };
    let mut text = String::new();
    // INVARIANT: writing to a string cannot fail, and a snippet serves every span; were it otherwise, the message stays.
    if handler.render_report(&mut text, &located).is_err() {
        text = format!("  {} {}\n", report.icon, report.message);
    }
    for line in clip::clipped(&text, look.width.max(120)).lines() {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// Breaks lines that do not fit, at spaces alone: paths, ARNs and host names stay in one piece. `taken` columns stand
/// before each line.
fn wrapped(text: &str, width: usize, taken: usize) -> String {
    let room = width.max(40).saturating_sub(taken + 1);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        // A changed line of a fix is quoted as it is.
        if line.starts_with("- ") || line.starts_with("+ ") {
            lines.push(line.to_owned());
            continue;
        }
        let mut current = String::new();
        for word in line.split(' ') {
            let length = current.chars().count() + word.chars().count();
            if !current.is_empty() && length >= room {
                lines.push(std::mem::take(&mut current));
            } else if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines.join("\n")
}

/// A report with its snippet, as miette wants the two.
#[derive(Debug)]
struct Located<'s> {
    drawn: MietteDiagnostic,
    snippet: &'s Snippet,
}

impl std::fmt::Display for Located<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.drawn.fmt(f)
    }
}

impl std::error::Error for Located<'_> {}

impl miette::Diagnostic for Located<'_> {
    fn severity(&self) -> Option<Level> {
        self.drawn.severity
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        miette::Diagnostic::help(&self.drawn)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.drawn.labels()
    }
}
