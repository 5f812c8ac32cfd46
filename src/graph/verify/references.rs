//! Every id is one resource's, and everything that is read is there.

use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::graph::Sealed;
use crate::graph::verify::broken;

/// Ids that two resources have, references that lead nowhere, inputs that are none.
pub(super) fn faults(sealed: &Sealed, diagnostics: &mut Vec<Diagnostic>) {
    let graph = sealed.graph();
    let neighbours = graph.resources.iter().zip(graph.resources.iter().skip(1));
    for (first, second) in neighbours {
        if first.id == second.id {
            let fault = broken(&second.origin, &second.id, "is two resources");
            diagnostics.push(fault.related(first.origin.span, "the other one"));
        }
    }
    let inputs: BTreeSet<&str> = graph
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    for resource in &graph.resources {
        let body = resource.body.resources();
        for id in body.into_iter().chain(&resource.depends_on) {
            if sealed.get(id).is_none() {
                let what = format!("reads `{id}`, which is not there");
                diagnostics.push(broken(&resource.origin, &resource.id, &what));
            }
        }
        for name in resource.body.inputs() {
            if !inputs.contains(name) {
                let what = format!("reads the input `{name}`, which is not there");
                diagnostics.push(broken(&resource.origin, &resource.id, &what));
            }
        }
    }
    for output in &graph.outputs {
        let mut ids = Vec::new();
        output.value.reads(&mut ids);
        for id in ids {
            if sealed.get(id).is_none() {
                let message = format!("the output `{}` reads `{id}`", output.name);
                let fault = Diagnostic::error(super::BROKEN_GRAPH, output.span, message);
                diagnostics.push(fault.help(super::REPORT_IT));
            }
        }
    }
}
