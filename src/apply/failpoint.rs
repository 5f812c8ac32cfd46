//! A place where a test kills the program: `GWC_KILL_AT=n` stops it at the nth such place. Only in debug builds.

use std::cell::Cell;

/// Counts the places that a run comes by.
#[derive(Debug, Default)]
pub struct Failpoint {
    left: Cell<Option<u64>>,
}

impl Failpoint {
    /// Reads the environment.
    #[must_use]
    pub fn from_environment() -> Self {
        let asked = std::env::var("GWC_KILL_AT").ok();
        let asked = asked.filter(|_| cfg!(debug_assertions));
        Self {
            left: Cell::new(asked.and_then(|text| text.parse().ok())),
        }
    }

    /// The program came by: it ends here, at once and without cleaning up, where a test asked for this place.
    pub fn reached(&self) {
        if let Some(left) = self.left.get() {
            if left <= 1 {
                std::process::abort();
            }
            self.left.set(Some(left - 1));
        }
    }
}
