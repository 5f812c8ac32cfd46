//! The `Outputs` section.

use crate::emit::cfn::intrinsic::{Intrinsics, inert};
use crate::emit::cfn::tree::{Entries, Tree};
use crate::emit::properties::text::within;
use crate::graph::id::pascal;
use crate::graph::{Graph, Output};

/// The maximum length of an output's description, in bytes.
const DESCRIPTION: usize = 1024;

/// Returns the `Outputs` section.
pub(super) fn outputs<'g>(graph: &'g Graph, intrinsics: &mut Intrinsics<'g>) -> Entries<'g> {
    let mut outputs = Entries::new();
    for output in &graph.outputs {
        outputs.push(pascal(&output.name), entry(output, intrinsics));
    }
    outputs
}

fn entry<'g>(output: &'g Output, intrinsics: &mut Intrinsics<'g>) -> Tree<'g> {
    let Output {
        name: _,
        description,
        value,
        export,
        span,
    } = output;
    let mut entry = Entries::new();
    if !description.is_empty() {
        entry.push(
            "Description",
            within(&inert(description), DESCRIPTION).into_owned(),
        );
    }
    entry.push("Value", intrinsics.value(value.into(), *span));
    if let Some(export) = export {
        let name = intrinsics.value(export.into(), *span);
        entry.push("Export", Entries::new().with("Name", name));
    }
    entry.into()
}
