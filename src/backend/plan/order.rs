//! The order of steps: what is needed comes first, and among what could come next, what people expect next.

use std::collections::{BTreeMap, BTreeSet};

use crate::backend::plan::steps::Step;
use crate::graph::Kind;

/// Sorts steps so that each comes after all that it depends on. Nothing but the steps themselves decides the order.
pub(super) fn sort(steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    let mut waiting: BTreeMap<(usize, String), Step<'_>> = steps
        .into_iter()
        .map(|step| ((rank(step.kind), step.id.clone()), step))
        .collect();
    let keys: BTreeMap<String, usize> = waiting
        .keys()
        .map(|(rank, id)| (id.clone(), *rank))
        .collect();
    let mut missing: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut needed_by: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for (key, step) in &waiting {
        let known = step.depends_on.iter().filter(|id| keys.contains_key(*id));
        missing.insert(key.clone(), known.clone().count());
        for id in known {
            needed_by.entry(id.clone()).or_default().push(key.clone());
        }
    }
    let ready = missing.iter().filter(|(_, count)| **count == 0);
    let mut ready: BTreeSet<(usize, String)> = ready.map(|(key, _)| key.clone()).collect();
    let mut sorted = Vec::with_capacity(waiting.len());
    while let Some(key) = ready.pop_first() {
        for other in needed_by.remove(&key.1).unwrap_or_default() {
            if let Some(count) = missing.get_mut(&other) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(other);
                }
            }
        }
        sorted.extend(waiting.remove(&key));
    }
    // INVARIANT: `graph::verify` lets no circle through, so nothing waits any more.
    sorted.extend(waiting.into_values());
    sorted
}

/// When a kind's steps are expected: the way from the inside out, and the stage after all that it deploys.
fn rank(kind: Kind) -> usize {
    match kind {
        Kind::SecurityGroup => 0,
        Kind::Ingress => 1,
        Kind::Egress => 2,
        Kind::Endpoint => 3,
        Kind::EndpointTargets => 4,
        Kind::Balancer => 5,
        Kind::TargetGroup => 6,
        Kind::Listener => 7,
        Kind::VpcLink => 8,
        Kind::Role => 9,
        Kind::AutoScaling => 10,
        Kind::VpcConnector => 11,
        Kind::AppRunnerService => 12,
        Kind::VpcIngress => 13,
        Kind::ExpressService => 14,
        Kind::Api => 15,
        Kind::Authorizer => 16,
        Kind::Permission => 17,
        Kind::Integration => 18,
        Kind::Route => 19,
        Kind::LogGroup => 20,
        Kind::Stage => 21,
        Kind::Certificate => 22,
        Kind::Domain => 23,
        Kind::Mapping => 24,
        Kind::Record => 25,
    }
}
