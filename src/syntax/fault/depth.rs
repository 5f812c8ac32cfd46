//! GW0011: blocks or lists nested deeper than the parser supports.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::NESTED_TOO_DEEP;

/// The bracket that exceeds the limit.
pub(in super::super) fn too_deep(bracket: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(
        CODE,
        bracket,
        format!("blocks and lists are nested more than {limit} deep"),
    )
    .help("flatten it: nothing in the language needs more than a few levels")
}
