//! The places in gwc's own source that make findings.
//!
//! Used only by the tests, which demand a fixture for each place. It must not be shown: it means nothing to a user.

use std::panic::Location;

/// The place of a call that made a finding. Not a part of what the finding says, so all sites are equal.
#[derive(Clone, Copy, Debug)]
pub struct Site(&'static Location<'static>);

impl Site {
    /// Returns the place that called this function's caller.
    #[track_caller]
    pub(super) fn here() -> Self {
        Self(Location::caller())
    }

    /// Returns the place.
    #[must_use]
    pub fn location(self) -> &'static Location<'static> {
        self.0
    }
}

impl PartialEq for Site {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Site {}
