//! What a change of a spec does: to requests, and to resources.
//!
//! [`requests`] compares behaviour: it asks both gateways the same questions, one for every pattern of requests that
//! either tells apart, so a difference cannot hide between two examples. [`resources`] compares sealed graphs. Both are
//! pure, and print nothing; the command line resolves revisions and paints.

mod aspect;
mod behavior;
mod cost;
mod hosts;
mod human;
mod json;
mod markdown;
mod regions;
mod requests;
mod resources;

pub use aspect::{Aspect, AspectChange, Danger};
pub use cost::{CostChange, cost};
pub use hosts::hosts;
pub use human::{Line, Tone, lines};
pub use json::object;
pub use markdown::document;
pub use regions::{Probe, Region, Regions, meet, regions};
pub use requests::{RequestChange, RequestPattern, requests};
pub use resources::{Action, Known, NamesOf, PropertyChange, Reason, ResourceChange, resources};

use crate::driver::Analysis;
use crate::facts::{Facts, Prices};
use crate::graph::Sealed;

/// All that changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Requests that are answered in another way, the most dangerous first.
    pub requests: Vec<RequestChange>,
    /// Resources that change; `None` where one of the specs cannot be built.
    pub resources: Option<Vec<ResourceChange>>,
    /// The change of what the gateway costs before its first request, an estimate; `None` where it stays.
    pub cost: Option<CostChange>,
    /// Whether there were too many patterns to compare all of them.
    pub truncated: bool,
}

impl Difference {
    /// Whether nothing changes, as far as is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let resources = self.resources.as_ref();
        self.requests.is_empty() && resources.is_none_or(Vec::is_empty)
    }
}

/// Compares two specs.
#[must_use]
pub fn difference(old: &Analysis, new: &Analysis, facts: &Facts, names: NamesOf) -> Difference {
    let (mut changes, complete) = requests(&old.program, &new.program, facts);
    changes.extend(hosts(&old.program, &new.program));
    changes.sort_by_key(RequestChange::danger);
    let sealed = |analysis: &Analysis| crate::driver::lower(analysis, facts)?.sealed;
    let sealed = sealed(old).zip(sealed(new));
    let compare = |(old, new): &(Sealed, Sealed)| resources(old, new, &Known::load(), names);
    Difference {
        requests: changes,
        resources: sealed.as_ref().map(compare),
        cost: sealed.and_then(|(old, new)| cost(&old, &new, &Prices::load())),
        truncated: !complete,
    }
}
