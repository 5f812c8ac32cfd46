//! Invariant: with a listener per service, a load balancer has no more listeners than the quota allows.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::verify::{View, of_kind, past};
use crate::graph::{Id, Resource};

/// The rule for too many listeners.
const TOO_MANY_LISTENERS: Code = codes::TOO_MANY_LISTENERS;

/// Reports the first listener over the quota, per load balancer.
pub(super) fn faults(view: &View<'_>, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) {
    let quota = facts.quotas.load_balancer.listeners_per_nlb.limit;
    let mut by_balancer: BTreeMap<&Id, Vec<&Resource>> = BTreeMap::new();
    for (resource, listener) in of_kind!(view, Listener) {
        by_balancer
            .entry(&listener.balancer)
            .or_default()
            .push(resource);
    }
    for listeners in by_balancer.into_values() {
        if let Some((first, count)) = past(listeners.into_iter(), quota) {
            let message = format!(
                "this network needs {count} listeners, but a load balancer allows {quota}, which cannot be raised"
            );
            diagnostics.push(
                Diagnostic::error(TOO_MANY_LISTENERS, first.origin.span, message).help(
                    "leave out `listeners per-service`: one listener serves any number of services",
                ),
            );
        }
    }
}
