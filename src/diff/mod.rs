//! What a change of a spec does: to requests, and to resources.
//!
//! [`requests`] compares behaviour: it asks both gateways the same questions, one for every region of the path space
//! that either tells apart, so a difference cannot hide between two examples. [`resources`] compares plans. Both are
//! pure, and print nothing; the command line resolves revisions and draws.

mod behavior;
mod json;
mod markdown;
mod regions;
mod requests;
mod resources;
mod words;

pub use behavior::{Answer, Aspect, Behavior};
pub use json::object;
pub use markdown::document;
pub use regions::{Regions, regions};
pub use requests::{RequestChange, requests};
pub use resources::{Fate, Reason, ResourceChange, resources};
pub use words::{Line, Tone, lines};

/// All that changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Requests that are answered otherwise, the most dangerous first.
    pub requests: Vec<RequestChange>,
    /// Resources that come, go or change; `None` where one of the specs cannot be built.
    pub resources: Option<Vec<ResourceChange>>,
    /// Whether there were too many regions to ask about all of them.
    pub truncated: bool,
}

impl Difference {
    /// Whether nothing changes, as far as can be told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let resources = self.resources.as_ref();
        self.requests.is_empty() && resources.is_none_or(Vec::is_empty)
    }
}
