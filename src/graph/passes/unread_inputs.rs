//! Inputs that nothing reads ask for nothing.
//!
//! ```text
//! before                                    after
//! inputs: subnet-ids, svc-service-arn       inputs: subnet-ids
//! (an `ingress` makes the ARN unnecessary)
//! ```

use std::collections::BTreeSet;

use crate::graph::Graph;

/// Drops the inputs.
pub(super) fn drop(graph: &mut Graph) {
    let mut read: BTreeSet<String> = BTreeSet::new();
    for resource in &graph.resources {
        let names = resource.body.inputs();
        read.extend(names.into_iter().map(str::to_owned));
    }
    let mut names = Vec::new();
    for output in &graph.outputs {
        output.value.inputs(&mut names);
        if let Some(export) = &output.export {
            export.inputs(&mut names);
        }
    }
    read.extend(names.into_iter().map(str::to_owned));
    graph.inputs.retain(|input| read.contains(&input.name));
}
