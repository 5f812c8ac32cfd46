//! Rules that find faults before a deployment, and the gate to lowering.
//!
//! Only [`check`] creates a [`Checked`], and only if no rule found an error. There is one rule per file, by family;
//! [`rules`] lists them. A rule reads the program and the facts, and never another rule.

mod arn;
mod auth;
mod containers;
mod deprecation;
mod expects;
mod guards;
mod hosts;
mod limits;
mod names;
mod network;
mod policy;
mod references;
mod routes;
mod shape;
mod variables;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::facts::Facts;
use crate::model::{Method, Program};

pub use network::attributes;

/// A program in which no rule found an error.
#[derive(Clone, Debug)]
pub struct Checked {
    program: Arc<Program>,
}

impl Checked {
    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }
}

/// The result of [`check`].
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The program, unless a rule found an error.
    pub checked: Option<Checked>,
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
}

/// The input of a rule.
#[derive(Clone, Copy, Debug)]
struct Spec<'s> {
    program: &'s Program,
    facts: &'s Facts,
    shapes: &'s shape::Table<'s>,
}

/// A rule: its code, and the function that finds the fault.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code; its slug names the rule's file.
    pub code: Code,
    find: fn(Code, Spec<'_>, &mut Vec<Diagnostic>),
}

/// All rules, by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        names::RULES,
        routes::RULES,
        expects::RULES,
        network::RULES,
        auth::RULES,
        limits::RULES,
        policy::RULES,
        deprecation::RULES,
    ];
    families.into_iter().flatten()
}

/// Checks a program against every rule.
#[must_use]
pub fn check(program: impl Into<Arc<Program>>, facts: &Facts) -> Outcome {
    let program = program.into();
    let shapes = shape::table(&program.routes);
    let spec = Spec {
        program: &program,
        facts,
        shapes: &shapes,
    };
    let mut found = Vec::new();
    for rule in rules() {
        (rule.find)(rule.code, spec, &mut found);
    }
    let diagnostics = remove_duplicates(found);
    let refused = diagnostics.iter().any(Diagnostic::is_error);
    Outcome {
        checked: (!refused).then_some(Checked { program }),
        diagnostics,
    }
}

/// Removes duplicate findings: a line can declare several routes, and a group's clause applies to many.
fn remove_duplicates(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    found.retain(|diagnostic| {
        let message = without_method(&diagnostic.message);
        seen.insert((diagnostic.code, diagnostic.primary.span, message))
    });
    found
}

/// A message without the method of the route that it starts with: `GET,HEAD /x` is one line.
fn without_method(message: &str) -> String {
    let quoted = Method::ALL.iter().find_map(|method| {
        let (before, after) = message.split_once(&format!("`{} /", method.word()))?;
        Some(format!("{before}`/{after}"))
    });
    quoted.unwrap_or_else(|| message.to_owned())
}
