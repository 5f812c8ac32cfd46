//! Sorts resources by id, inputs and outputs by name, so that the order of declarations does not matter.
//!
//! ```text
//! before                        after
//! stage, api, route-get-root    api, route-get-root, stage
//! ```

use crate::graph::Graph;

/// Sorts the graph.
pub(super) fn sort(graph: &mut Graph) {
    // Ids are unique, and a stable sort would copy half of the graph.
    graph
        .resources
        .sort_unstable_by(|left, right| left.id.cmp(&right.id));
    graph
        .inputs
        .sort_by(|left, right| left.name.cmp(&right.name));
    graph
        .outputs
        .sort_by(|left, right| left.name.cmp(&right.name));
    graph
        .patches
        .sort_by(|left, right| place(left).cmp(&place(right)));
}

fn place(patch: &crate::graph::Patch) -> (&str, &str, bool) {
    let is_terraform = patch.target.value == crate::graph::PatchTarget::Terraform;
    (&patch.address.value, &patch.pointer.value, is_terraform)
}
