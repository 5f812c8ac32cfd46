//! Points at which a test kills the program: `GWC_KILL_AT=n` stops it at the nth one. Only in debug builds.

use std::cell::Cell;

/// Counts the failpoints that a run reaches.
#[derive(Debug, Default)]
pub struct Failpoint {
    left: Cell<Option<u64>>,
}

impl Failpoint {
    /// Reads the environment variable.
    #[must_use]
    pub fn from_environment() -> Self {
        let setting = std::env::var("GWC_KILL_AT").ok();
        let setting = setting.filter(|_| cfg!(debug_assertions));
        Self {
            left: Cell::new(setting.and_then(|text| text.parse().ok())),
        }
    }

    /// Marks a failpoint: aborts the process without cleanup if a test selected this one.
    pub fn hit(&self) {
        if let Some(left) = self.left.get() {
            if left <= 1 {
                std::process::abort();
            }
            self.left.set(Some(left - 1));
        }
    }
}
