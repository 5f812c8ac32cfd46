//! Token buckets, with a route's steady rate and burst.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::model::{Arg, Program, Route, Throttle};

/// The bucket of one route.
#[derive(Debug)]
pub(super) struct Bucket {
    /// Tokens per second.
    rate: f64,
    /// The capacity.
    burst: f64,
    level: Mutex<Level>,
}

#[derive(Debug)]
struct Level {
    tokens: f64,
    at: Instant,
}

impl Bucket {
    /// Creates the bucket of a route from its own limit or the gateway's, which applies to each route separately.
    /// Returns `None` if the spec sets no limit, or the rate is unknown. `burst` is the account's, used if the limit
    /// has none.
    pub(super) fn of(program: &Program, route: &Route, burst: u32) -> Option<Self> {
        let throttle: &Throttle = route
            .throttle
            .as_ref()
            .or(program.gateway.throttle.as_ref())?;
        let rate = throttle.rate.known()?.0 as f64 / 1000.0;
        let burst = f64::from(throttle.burst.and_then(Arg::known).unwrap_or(burst));
        Some(Self::new(rate, burst))
    }

    fn new(rate: f64, burst: f64) -> Self {
        Self {
            rate,
            burst,
            level: Mutex::new(Level {
                tokens: burst,
                at: Instant::now(),
            }),
        }
    }

    /// Takes a token at a time; returns `false` if there is none.
    pub(super) fn take(&self, now: Instant) -> bool {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let since = now.saturating_duration_since(level.at).as_secs_f64();
        level.tokens = (level.tokens + since * self.rate).min(self.burst);
        level.at = now.max(level.at);
        if level.tokens < 1.0 {
            return false;
        }
        level.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::Bucket;
    use std::time::{Duration, Instant};

    #[test]
    fn a_bucket_lets_its_burst_through_and_then_its_rate() {
        let bucket = Bucket::new(10.0, 3.0);
        let start = Instant::now() + Duration::from_secs(1);
        let taken = |after: u64, requests: u32| {
            let at = start + Duration::from_millis(after);
            (0..requests).filter(|_| bucket.take(at)).count()
        };
        assert_eq!(taken(0, 5), 3, "a full bucket holds the burst");
        assert_eq!(taken(100, 5), 1, "a tenth of a second is one token");
        assert_eq!(taken(10_000, 9), 3, "it never holds more than the burst");
    }
}
