//! A check that pauses after every stage, so that an editor never waits for a whole one.

use crate::diag::Diagnostic;
use crate::driver::{Analysis, Files, Resolved, check_resolved, lower, lowered_findings};
use crate::facts::Facts;
use crate::graph::Lowered;

/// The last finished stage of a check.
#[derive(Clone, Debug)]
pub enum CheckStage {
    /// The names are resolved.
    Resolved(Resolved),
    /// The rules have run.
    Checked(Analysis),
    /// The resource graph exists.
    Lowered(Analysis, Box<Lowered>),
    /// All findings are known, including those of the targets.
    Done(Vec<Diagnostic>),
}

impl CheckStage {
    /// Executes the next stage, if there is one.
    #[must_use]
    pub fn next(self, files: &Files, facts: &Facts) -> Self {
        match self {
            Self::Resolved(resolved) => Self::Checked(check_resolved(files, facts, resolved)),
            Self::Checked(analysis) => match lower(&analysis, facts) {
                Some(lowered) => Self::Lowered(analysis, Box::new(lowered)),
                None => Self::Done(analysis.diagnostics),
            },
            Self::Lowered(analysis, lowered) => {
                Self::Done(lowered_findings(&analysis, *lowered, facts))
            }
            Self::Done(found) => Self::Done(found),
        }
    }
}
