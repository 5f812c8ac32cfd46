//! Inputs: the program's, and those that lowering finds to be needed.

use crate::graph::from_program::Builder;
use crate::graph::{Expr, Input, InputKind, Origin};

/// An input that lowering needs.
pub(super) struct NewInput<'n> {
    /// Its name as words.
    pub(super) name: String,
    /// The kind of its value.
    pub(super) kind: InputKind,
    /// A sentence for the person who fills it in.
    pub(super) description: &'n str,
    /// The place in the spec that requires it.
    pub(super) origin: Origin,
}

impl Builder<'_> {
    /// Returns the value given on the command line under that name, or an input: the program's own (e.g. a param in
    /// which the author describes it), or a new one.
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
    /// Returns the program's inputs, with their origins.
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
