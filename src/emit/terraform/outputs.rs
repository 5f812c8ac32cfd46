//! Outputs.

use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::id::snake;
use crate::graph::{Expr, InputKind, Output};

/// Returns a block for each output.
pub(super) fn outputs(scope: &Scope<'_>) -> Vec<Block> {
    let outputs = scope.graph().outputs.iter();
    outputs.map(|output| block(scope, output)).collect()
}

fn block(scope: &Scope<'_>, output: &Output) -> Block {
    let Output {
        name,
        description,
        value,
        // Terraform has no export names: other modules read a module's outputs.
        export: _,
        span: _,
    } = output;
    let described = (!description.is_empty()).then(|| Value::text(description));
    let secret = is_secret(scope, value).then_some(Value::Bool(true));
    Block::new("output", &[&snake(name)])
        .maybe("description", described)
        .set("value", scope.expr(value))
        .maybe("sensitive", secret)
}

/// Returns true if a value contains a secret input, which Terraform shows only if the output is marked sensitive.
fn is_secret(scope: &Scope<'_>, value: &Expr) -> bool {
    match value {
        Expr::Input(name) => {
            let mut inputs = scope.graph().inputs.iter();
            inputs.any(|input| input.name == *name && input.kind == InputKind::Secret)
        }
        Expr::Join(pieces) => pieces.iter().any(|piece| is_secret(scope, piece)),
        Expr::Literal(_) | Expr::Get(..) => false,
        Expr::Region | Expr::Account | Expr::Partition | Expr::Deployment => false,
    }
}
