//! Compares two specs: their behaviour for requests, and their resources.
//!
//! [`requests`] compares behaviour: it traces one request for every pattern that either gateway distinguishes, so no
//! difference can hide between two examples. [`resources`] compares sealed graphs. Both are pure; the command line
//! resolves revisions and prints.

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
pub use resources::{Action, PropertyChange, Reason, ResourceChange, UpdateFacts, resources};

use crate::driver::Analysis;
use crate::facts::{Deployer, Facts, Prices};
use crate::graph::Sealed;

/// The difference between two specs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Requests that are answered differently, the most dangerous first.
    pub requests: Vec<RequestChange>,
    /// Resources that change; `None` if one of the specs cannot be built.
    pub resources: Option<Vec<ResourceChange>>,
    /// The change of the estimated fixed cost; `None` if it stays the same.
    pub cost: Option<CostChange>,
    /// True if there were too many patterns to compare all of them.
    pub truncated: bool,
}

impl Difference {
    /// Returns true if nothing changes, as far as is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let resources = self.resources.as_ref();
        self.requests.is_empty() && resources.is_none_or(Vec::is_empty)
    }
}

/// Compares two specs.
#[must_use]
pub fn difference(old: &Analysis, new: &Analysis, facts: &Facts, deployer: Deployer) -> Difference {
    let (mut changes, complete) = requests(&old.program, &new.program, facts);
    changes.extend(hosts(&old.program, &new.program));
    changes.sort_by_key(RequestChange::danger);
    let sealed = |analysis: &Analysis| crate::driver::lower(analysis, facts)?.sealed;
    let sealed = sealed(old).zip(sealed(new));
    let compare =
        |(old, new): &(Sealed, Sealed)| resources(old, new, &UpdateFacts::load(), deployer);
    Difference {
        requests: changes,
        resources: sealed.as_ref().map(compare),
        cost: sealed.and_then(|(old, new)| cost(&old, &new, &Prices::load())),
        truncated: !complete,
    }
}
