//! Findings on one line each, in the common format of compilers: `file:line:column: error[GW0201]: message`.

use super::Diagnostic;
use super::place::Places;
use super::visible::visible;
use crate::source::Sources;

/// Renders the findings, one line each, in the order given.
#[must_use]
pub fn lines(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let places = Places::new(sources);
    let line = |finding: &Diagnostic| {
        let place = places.of(finding.primary.span);
        format!(
            "{}:{}:{}: {}[{}]: {}\n",
            visible(place.file),
            place.start.line,
            place.start.column,
            finding.severity.word(),
            finding.code,
            visible(&finding.text()).replace(['\n', '\r'], " "),
        )
    };
    diagnostics.iter().map(line).collect()
}
