//! Resources by id, inputs and outputs by name: the order that no line of the spec can change.
//!
//! ```text
//! before                        after
//! stage, api, route-get-root    api, route-get-root, stage
//! ```

use crate::graph::Graph;

/// Sorts the graph.
pub(super) fn sort(graph: &mut Graph) {
    // Ids are unique; a sort that kept equals in order would copy half of the graph.
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
