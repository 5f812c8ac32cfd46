//! GW0060: a route or a group inside the block of another item.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::MISPLACED_ROUTE;

/// A route or group in a block that holds settings.
pub(in super::super) fn route(span: Span, noun: &str) -> Diagnostic {
    Diagnostic::error(CODE, span, format!("{noun} inside a block of settings")).help(format!(
        "move the {noun} out of the block, to the top level or into a `group`"
    ))
}
