//! The order of steps: what is needed comes first, and among what could come next, what people expect next.

use std::collections::{BTreeSet, HashMap};

use crate::emit::plan::steps::Step;
use crate::graph::Kind;

/// Sorts steps so that each comes after all that it depends on. Nothing but the steps themselves decides the order.
pub(super) fn sort(mut steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    steps.sort_by(|one, other| (rank(one.kind), &one.id).cmp(&(rank(other.kind), &other.id)));
    let order = order(&steps);
    let mut steps: Vec<Option<Step<'_>>> = steps.into_iter().map(Some).collect();
    let next = |index: usize| steps.get_mut(index).and_then(Option::take);
    let mut sorted: Vec<Step<'_>> = order.into_iter().filter_map(next).collect();
    // INVARIANT: `graph::verify` lets no circle through, so nothing waits any more.
    sorted.extend(steps.into_iter().flatten());
    sorted
}

/// The places of steps, each after those of all that it depends on; of several that could come next, the least.
fn order(steps: &[Step<'_>]) -> Vec<usize> {
    let by_id: HashMap<&str, usize> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| (&*step.id, index))
        .collect();
    let mut missing = vec![0_usize; steps.len()];
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (step, missing) in steps.iter().enumerate().zip(&mut missing) {
        let (index, step) = step;
        for first in step.depends_on.iter().filter_map(|id| by_id.get(&**id)) {
            *missing += 1;
            needed_by
                .get_mut(*first)
                .into_iter()
                .for_each(|it| it.push(index));
        }
    }
    let ready = missing.iter().enumerate().filter(|(_, count)| **count == 0);
    let mut ready: BTreeSet<usize> = ready.map(|(index, _)| index).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(index) = ready.pop_first() {
        for other in needed_by
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default()
        {
            if let Some(count) = missing.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(other);
                }
            }
        }
        order.push(index);
    }
    order
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
        Kind::ExpressService | Kind::ExpressLookup => 14,
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
