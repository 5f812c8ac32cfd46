//! GW0063: white space between a number and its unit.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::PARTED_UNIT;

/// The units of the language, without foreign ones.
const UNITS: [&str; 10] = ["ms", "s", "m", "h", "d", "MB", "GB", "vcpu", "/s", "%"];

/// Returns true if two words are a number and its unit.
pub(in super::super) fn is_parted(number: &str, unit: &str) -> bool {
    let digits = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits && number.starts_with(|first: char| first.is_ascii_digit()) && UNITS.contains(&unit)
}

/// A number and a unit with a gap between them.
pub(in super::super) fn parted(gap: Span, number: &str, unit: &str) -> Diagnostic {
    Diagnostic::error(
        CODE,
        gap,
        format!("white space between `{number}` and its unit `{unit}`"),
    )
    .help(format!("write `{number}{unit}`"))
    .safe_fix(format!("write `{number}{unit}`"), gap, "")
}
