//! Findings as workflow commands, which GitHub shows as annotations on a pull request.
//!
//! The syntax follows the Actions toolkit (`packages/core/src/command.ts`): data escapes `%`, CR and LF, properties also
//! escape `:` and `,`. Columns are only allowed within one line.

use super::place::Places;
use super::visible::visible;
use super::{Diagnostic, Severity};
use crate::source::Sources;

/// Renders the findings, one command each, in the order given.
#[must_use]
pub fn commands(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let places = Places::new(sources);
    diagnostics
        .iter()
        .map(|finding| command(&places, finding))
        .collect()
}

fn command(places: &Places<'_>, finding: &Diagnostic) -> String {
    let place = places.of(finding.primary.span);
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let columns = if place.start.line == place.end.line {
        format!(",col={},endColumn={}", place.start.column, place.end.column)
    } else {
        String::new()
    };
    let mut message = finding.text();
    for label in &finding.related {
        let there = places.of(label.span);
        message.push_str(&format!(
            "\n{}:{}:{}: {}",
            there.file, there.start.line, there.start.column, label.text
        ));
    }
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    format!(
        "::{level} file={},line={},endLine={}{columns},title={}::{}\n",
        property(&place.file.replace('\\', "/")),
        place.start.line,
        place.end.line,
        property(&finding.code.to_string()),
        data(&message),
    )
}

fn data(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
