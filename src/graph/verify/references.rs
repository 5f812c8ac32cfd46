//! Invariant: ids are unique, and every reference resolves.

use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::graph::resource::Read;
use crate::graph::verify::{View, broken};
use crate::graph::{Id, Num};

/// Reports duplicate ids, dangling references and unknown inputs.
pub(super) fn faults(view: &View<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let graph = view.graph;
    let neighbours = graph.resources.iter().zip(graph.resources.iter().skip(1));
    for (first, second) in neighbours {
        if first.id == second.id {
            let fault = broken(&second.origin, &second.id, "is two resources");
            diagnostics.push(fault.place(first.origin.span, "the other one"));
        }
    }
    let inputs: BTreeSet<&str> = graph
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    let mut ids: Vec<&Id> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for resource in &graph.resources {
        ids.clear();
        names.clear();
        ids.extend(&resource.depends_on);
        resource.body.each_read(&mut |read| match read {
            Read::Resource(id) => ids.push(id),
            Read::Value(expr) => {
                expr.reads(&mut ids);
                expr.inputs(&mut names);
            }
            Read::List(list) => {
                list.reads(&mut ids);
                list.inputs(&mut names);
            }
            Read::Number(Num::Input(name)) => names.push(name),
            Read::Number(Num::Known(_)) => {}
            Read::Input(name) => names.push(name),
        });
        for id in ids.iter().filter(|id| view.get(id).is_none()) {
            let what = format!("reads `{id}`, which does not exist");
            diagnostics.push(broken(&resource.origin, &resource.id, &what));
        }
        for name in names.iter().filter(|name| !inputs.contains(*name)) {
            let what = format!("reads the input `{name}`, which does not exist");
            diagnostics.push(broken(&resource.origin, &resource.id, &what));
        }
    }
    for output in &graph.outputs {
        let mut ids = Vec::new();
        output.value.reads(&mut ids);
        for id in ids {
            if view.get(id).is_none() {
                let message = format!("the output `{}` reads `{id}`", output.name);
                let fault = Diagnostic::error(super::BROKEN_GRAPH, output.span, message);
                diagnostics.push(fault.help(super::REPORT_IT));
            }
        }
    }
}
