//! The gate: a graph that breaks no invariant becomes a [`Sealed`], and nothing else can make one.
//!
//! An invariant is a file. Some can be broken by a spec (quotas that show only after sharing, patches); the others say
//! what lowering and the passes promise, and a graph that breaks one is a fault of this program.

mod attributes;
mod integration_quota;
mod listener_quota;
mod patched_chain;
mod private_ways;
mod references;
mod route_quota;
mod server_names;
mod template_quota;

pub use template_quota::{template_quota, template_resources};

use crate::diag::{Code, Diagnostic};
use crate::facts::Facts;
use crate::graph::{Graph, Id, Lowered, Origin, Resource, Sealed};

/// A graph that lowering must not make.
const BROKEN_GRAPH: Code = Code(703);

const REPORT_IT: &str = "this is a fault of gwc, and the spec may be fine: please report it";

/// Holds a graph against every invariant.
pub(super) fn verify(graph: Graph, facts: &Facts) -> Lowered {
    let sealed = Sealed { graph };
    let mut diagnostics = Vec::new();
    references::faults(&sealed, &mut diagnostics);
    attributes::faults(&sealed, &mut diagnostics);
    server_names::faults(&sealed, &mut diagnostics);
    private_ways::faults(&sealed, &mut diagnostics);
    integration_quota::faults(&sealed, facts, &mut diagnostics);
    route_quota::faults(&sealed, facts, &mut diagnostics);
    listener_quota::faults(&sealed, facts, &mut diagnostics);
    patched_chain::faults(&sealed, &mut diagnostics);
    let broken = diagnostics.iter().any(Diagnostic::is_error);
    Lowered {
        sealed: (!broken).then_some(sealed),
        diagnostics,
    }
}

/// A promise of this program that it did not keep.
fn broken(origin: &Origin, id: &Id, what: &str) -> Diagnostic {
    Diagnostic::error(BROKEN_GRAPH, origin.span, format!("`{id}` {what}")).help(REPORT_IT)
}

/// The resources of a kind, with their bodies.
macro_rules! of_kind {
    ($sealed:expr, $kind:ident) => {
        $sealed.graph().resources.iter().filter_map(|resource| {
            let $crate::graph::Body::$kind(body) = &resource.body else {
                return None;
            };
            Some((resource, body))
        })
    };
}
use of_kind;

/// The first resource of a kind past its quota, by id: what a quota's finding points at.
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
