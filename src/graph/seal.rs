//! From a checked program to a sealed graph: lower it, run the passes, verify.

use crate::check::Checked;
use crate::diag::Diagnostic;
use crate::facts::Facts;
use crate::graph::from_program::{self, Draft};
use crate::graph::{Sealed, passes, verify};
use crate::source::Sources;

/// The result of [`seal`].
#[derive(Clone, Debug, Default)]
pub struct Lowered {
    /// The graph, unless it breaks an invariant.
    pub sealed: Option<Sealed>,
    /// Faults that only show in the graph, e.g. too many integrations even after sharing.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lowers a checked program and verifies the graph against every invariant.
#[must_use]
pub fn seal(checked: &Checked, facts: &Facts, sources: &Sources) -> Lowered {
    let program = checked.program();
    let Draft {
        mut graph,
        settings,
        diagnostics,
    } = from_program::draft(program, facts, sources);
    passes::run(&mut graph, &settings);
    let mut lowered = verify::verify(graph, facts);
    if diagnostics.iter().any(Diagnostic::is_error) {
        lowered.sealed = None;
    }
    lowered.diagnostics.splice(0..0, diagnostics);
    lowered
}
