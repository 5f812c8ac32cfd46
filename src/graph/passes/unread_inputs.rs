//! Removes inputs that nothing reads.
//!
//! ```text
//! before                                    after
//! inputs: subnet-ids, svc-service-arn       inputs: subnet-ids
//! (an `ingress` makes the ARN unnecessary)
//! ```

use std::collections::BTreeSet;

use crate::graph::resource::Read;
use crate::graph::{Graph, Num};

/// Removes the inputs.
pub(super) fn drop(graph: &mut Graph) {
    let mut names = Vec::new();
    for resource in &graph.resources {
        resource.body.each_read(&mut |read| match read {
            Read::Value(expr) => expr.inputs(&mut names),
            Read::List(list) => list.inputs(&mut names),
            Read::Number(Num::Input(name)) => names.push(name),
            Read::Input(name) => names.push(name),
            Read::Number(Num::Known(_)) | Read::Resource(_) => {}
        });
    }
    for output in &graph.outputs {
        output.value.inputs(&mut names);
        if let Some(export) = &output.export {
            export.inputs(&mut names);
        }
    }
    let read: BTreeSet<String> = names.into_iter().map(str::to_owned).collect();
    graph.inputs.retain(|input| read.contains(&input.name));
}
