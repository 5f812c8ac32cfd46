//! Transient faults and the delays between retries.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::apply::journal::Operation;

/// Returns the number of attempts. Deletions wait for network interfaces to disappear, which takes up to 20 minutes.
#[must_use]
pub(super) fn attempts(operation: Operation) -> u32 {
    match operation {
        Operation::Create | Operation::Update => 8,
        Operation::Delete => 40,
    }
}

/// The number of attempts for a read or status query without a response.
pub(super) const QUESTIONS: u32 = 6;

/// AWS's codes of transient faults.
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

/// Handlers' messages about transient faults whose code does not show it.
const PASSING_TEXTS: [&str; 7] = [
    "concurrent modification",
    // IAM is eventually consistent, with a delay of seconds.
    "cannot be assumed",
    "assuming access role",
    "sts:AssumeRole",
    "unable to assume",
    "Please ensure the role",
    "Too Many Requests",
];

/// Handlers' messages about a resource that is still in use.
const IN_USE: [&str; 6] = [
    "DependencyViolation",
    "has a dependent object",
    "is currently in use",
    "ResourceInUse",
    "is referenced by",
    "in the OPERATION_IN_PROGRESS",
];

/// Returns true for transient faults, after which the same mutation may succeed.
#[must_use]
pub(super) fn passes(operation: Operation, code: &str, message: &str) -> bool {
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    PASSING.contains(&code)
        || says(&PASSING_TEXTS)
        || operation == Operation::Delete && says(&IN_USE)
}

/// AWS's codes for a caller without valid credentials or rights.
const DENIALS: [&str; 9] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "NotAuthorized",
    "UnrecognizedClientException",
];

/// Returns true if AWS refused the caller, whatever the request says.
#[must_use]
pub(super) fn is_denial(code: &str) -> bool {
    DENIALS.contains(&code)
}

/// Returns the delay before an attempt, starting at 0: 1 s, 2 s .. 30 s.
#[must_use]
pub(super) fn pause(attempt: u32) -> Duration {
    Duration::from_secs(2_u64.saturating_pow(attempt).min(30))
}

/// Returns the delay until a time given by AWS in seconds since 1970, at least a moment and at most a minute.
#[must_use]
pub(super) fn until(time: f64) -> Duration {
    let wait = time - now().as_secs_f64();
    if wait.is_finite() {
        Duration::from_secs_f64(wait.clamp(0.05, 60.0))
    } else {
        Duration::from_secs(1)
    }
}

/// Returns the time since 1970.
#[must_use]
pub fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
