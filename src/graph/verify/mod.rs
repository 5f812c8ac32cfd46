//! The verifier: turns a graph that holds every invariant into a [`Sealed`], which cannot be created in any other way.
//!
//! Each invariant is a file. Some can be violated by a spec (quotas that show only after sharing, patches); the others
//! are guaranteed by lowering and the passes, so violating one is a bug in the compiler.

mod attributes;
mod integration_quota;
mod listener_quota;
mod patched_chain;
mod private_flows;
mod references;
mod route_quota;
mod sealed;
mod server_names;
mod template_quota;
#[cfg(test)]
mod tests;

pub use sealed::Sealed;
pub use template_quota::{template_quota, template_resources};

use std::collections::HashMap;

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::{Graph, Id, Lowered, Origin, Resource};
use crate::source::Span;

/// The rule for graphs that lowering must not create.
const BROKEN_GRAPH: Code = codes::INTERNAL_FAULT;

const REPORT_IT: &str = "this is a fault of gwc, and the spec may be fine: please report it";

/// A graph and its resources by id, for invariants that follow references.
struct View<'g> {
    graph: &'g Graph,
    // Only looked up, never iterated: hash order must not reach the output.
    by_id: HashMap<&'g Id, &'g Resource>,
}

impl<'g> View<'g> {
    fn of(graph: &'g Graph) -> Self {
        let resources = graph.resources.iter();
        Self {
            graph,
            by_id: resources.map(|resource| (&resource.id, resource)).collect(),
        }
    }

    fn get(&self, id: &Id) -> Option<&'g Resource> {
        self.by_id.get(id).copied()
    }
}

/// Verifies a graph against every invariant.
pub(super) fn verify(graph: Graph, facts: &Facts) -> Lowered {
    let mut diagnostics = Vec::new();
    let view = View::of(&graph);
    references::faults(&view, &mut diagnostics);
    attributes::faults(&view, &mut diagnostics);
    server_names::faults(&view, &mut diagnostics);
    private_flows::faults(&view, &mut diagnostics);
    integration_quota::faults(&view, facts, &mut diagnostics);
    route_quota::faults(&view, facts, &mut diagnostics);
    listener_quota::faults(&view, facts, &mut diagnostics);
    patched_chain::faults(&view, &mut diagnostics);
    let broken = diagnostics.iter().any(Diagnostic::is_error);
    Lowered {
        sealed: (!broken).then(|| Sealed::new(graph)),
        diagnostics,
    }
}

/// Returns the finding for a violated guarantee, a bug in the compiler.
fn broken(origin: &Origin, id: &Id, what: &str) -> Diagnostic {
    Diagnostic::error(BROKEN_GRAPH, origin.span, format!("`{id}` {what}")).help(REPORT_IT)
}

/// Returns the finding for a route that passed every check but has no connection in lowering.
pub(super) fn unreachable(route: &str, span: Span) -> Diagnostic {
    let message = format!("`{route}` leads to a backend that nothing reaches");
    Diagnostic::error(BROKEN_GRAPH, span, message).help(REPORT_IT)
}

/// The resources of a kind, with their bodies.
macro_rules! of_kind {
    ($view:expr, $kind:ident) => {
        $view.graph.resources.iter().filter_map(|resource| {
            let $crate::graph::Body::$kind(body) = &resource.body else {
                return None;
            };
            Some((resource, body))
        })
    };
}
use of_kind;

/// Returns the first resource over its kind's quota, by id: the one that the finding points at.
fn past<'s>(
    resources: impl Iterator<Item = &'s Resource>,
    quota: u64,
) -> Option<(&'s Resource, u64)> {
    let mut count = 0;
    let mut first = None;
    for resource in resources {
        count += 1;
        if count == quota + 1 {
            first = Some(resource);
        }
    }
    first.map(|resource| (resource, count))
}
