//! Faults that go away by themselves, and the time to wait for that.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::apply::journal::Operation;

/// How often a mutation is tried. Deletions wait for network interfaces to go, which takes up to 20 minutes.
#[must_use]
pub(super) fn attempts(operation: Operation) -> u32 {
    match operation {
        Operation::Create | Operation::Update => 8,
        Operation::Delete => 40,
    }
}

/// How often a question is repeated that got no answer.
pub(super) const QUESTIONS: u32 = 6;

/// Faults of AWS that pass.
const PASSING: [&str; 17] = [
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "NotStabilized",
    "NotStabilizedException",
    "NetworkFailure",
    "NetworkFailureException",
    "ServiceInternalError",
    "ServiceInternalErrorException",
    "ServiceTimeout",
    "InternalFailure",
    "HandlerInternalFailureException",
    "HandlerFailureException",
    "ConcurrentOperationException",
    "ConcurrentModificationException",
    "ResourceConflict",
    "ResourceConflictException",
];

/// Messages of handlers about faults that pass although their class does not.
const PASSING_TEXTS: [&str; 7] = [
    "concurrent modification",
    // IAM's answers are seconds behind its writes.
    "cannot be assumed",
    "assuming access role",
    "sts:AssumeRole",
    "unable to assume",
    "Please ensure the role",
    "Too Many Requests",
];

/// Messages of handlers about a resource that is still in use.
const IN_USE: [&str; 6] = [
    "DependencyViolation",
    "has a dependent object",
    "is currently in use",
    "ResourceInUse",
    "is referenced by",
    "in the OPERATION_IN_PROGRESS",
];

/// True for faults that may pass, so that the same mutation may succeed later.
#[must_use]
pub(super) fn passes(operation: Operation, code: &str, message: &str) -> bool {
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    PASSING.contains(&code)
        || says(&PASSING_TEXTS)
        || operation == Operation::Delete && says(&IN_USE)
}

/// How long to wait before an attempt, the first being 0: 1 s, 2 s .. 30 s.
#[must_use]
pub(super) fn pause(attempt: u32) -> Duration {
    Duration::from_secs(2_u64.saturating_pow(attempt).min(30))
}

/// How long to wait until a time that AWS named, in seconds since 1970: at least a moment, at most a minute.
#[must_use]
pub(super) fn until(time: f64) -> Duration {
    let wait = time - now().as_secs_f64();
    if wait.is_finite() {
        Duration::from_secs_f64(wait.clamp(0.05, 60.0))
    } else {
        Duration::from_secs(1)
    }
}

/// The time since 1970.
#[must_use]
pub fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
