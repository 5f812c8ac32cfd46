//! Times and request ids in API Gateway's formats.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use time::OffsetDateTime;

/// Returns milliseconds since 1970.
pub(super) fn epoch_ms(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Returns seconds since 1970.
pub(super) fn epoch_s(at: SystemTime) -> u64 {
    epoch_ms(at) / 1000
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Formats a time for the common log format: `10/Oct/2000:13:55:36 +0000`.
pub(super) fn log_time(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let month = usize::from(u8::from(at.month())).saturating_sub(1);
    let Some(month) = MONTHS.get(month) else {
        never!("no month {month}");
    };
    format!(
        "{:02}/{month}/{}:{:02}:{:02}:{:02} +0000",
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Formats a time for a signature: `20001010T135536Z`.
pub(super) fn basic_time(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// Generates request ids in API Gateway's form: 15 letters and a `=`.
#[derive(Debug)]
pub(super) struct Ids {
    seed: [u8; 3],
    next: AtomicU64,
}

impl Ids {
    /// Creates a generator whose ids differ from those of other runs.
    pub(super) fn new() -> Self {
        let mut seed = [0; 3];
        // If this fails, ids merely repeat those of another run.
        let _ = aws_lc_rs::rand::fill(&mut seed);
        Self {
            seed,
            next: AtomicU64::new(1),
        }
    }

    pub(super) fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut bytes = [0; 11];
        let parts = self.seed.iter().chain(&number);
        bytes
            .iter_mut()
            .zip(parts)
            .for_each(|(to, from)| *to = *from);
        URL_SAFE.encode(bytes)
    }
}
