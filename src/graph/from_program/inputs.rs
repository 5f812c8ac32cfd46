//! Inputs: those of the program, and those that only lowering can see the need of.

use crate::graph::from_program::Builder;
use crate::graph::{Expr, Input, InputKind, Origin};

/// What a deploy must give.
pub(super) struct NewInput<'n> {
    /// Its name in words.
    pub(super) name: String,
    /// What it holds.
    pub(super) kind: InputKind,
    /// A sentence for whoever fills it in.
    pub(super) description: &'n str,
    /// The place that made it necessary.
    pub(super) origin: Origin,
}

impl Builder<'_> {
    /// What the command line gives under that name, or else an input: the program's own, e.g. a param by which the author says more about it, or a new one.
    pub(super) fn need(&mut self, need: NewInput<'_>) -> Expr {
        if let Some(text) = self.program.given.get(&need.name) {
            return Expr::text(text.as_str());
        }
        let known = self
            .graph
            .inputs
            .iter()
            .any(|input| input.name == need.name);
        if !known {
            self.graph.inputs.push(Input {
                name: need.name.clone(),
                kind: need.kind,
                description: need.description.to_owned(),
                origin: need.origin,
            });
        }
        Expr::Input(need.name)
    }
}

impl Builder<'_> {
    /// The program's inputs, with their origins.
    pub(super) fn program_inputs(&self) -> Vec<Input> {
        let inputs = self.program.inputs.iter().map(|input| Input {
            name: input.name.clone(),
            kind: input.kind,
            description: input.description.clone(),
            origin: self.origins.place(input.origin),
        });
        inputs.collect()
    }
}
