//! GW0063: white space between a number and its unit.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::SPLIT_UNIT;

/// The units of the language, without foreign ones.
const UNITS: [&str; 10] = ["ms", "s", "m", "h", "d", "MB", "GB", "vcpu", "/s", "%"];

/// Units as other tools and people write them. Such a number is joined in silence, and the model reports its unit.
const FOREIGN: [&str; 24] = [
    "msec", "millis", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes",
    "hour", "hours", "day", "days", "rps", "req/s", "/sec", "/second", "gb", "mb", "Gi", "Mi",
    "GiB", "MiB",
];

/// Returns true if the second word is a foreign unit of the number before it.
pub(in super::super) fn is_foreign(unit: &str) -> bool {
    FOREIGN.contains(&unit)
}

/// Returns true if two words are a number and its unit.
pub(in super::super) fn is_split(number: &str, unit: &str) -> bool {
    let digits = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits
        && number.starts_with(|first: char| first.is_ascii_digit())
        && (UNITS.contains(&unit) || is_foreign(unit))
}

/// Reports a number and a unit with a gap between them.
pub(in super::super) fn split(gap: Span, number: &str, unit: &str) -> Diagnostic {
    Diagnostic::error(
        CODE,
        gap,
        format!("white space between `{number}` and its unit `{unit}`"),
    )
    .help(format!("write `{number}{unit}`"))
    .safe_fix(format!("write `{number}{unit}`"), gap, "")
}
