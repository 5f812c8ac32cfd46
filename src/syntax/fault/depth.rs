//! GW0011: blocks or lists nested deeper than the parser goes.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::NESTED_TOO_DEEP;

/// The bracket that is one too many.
pub(in super::super) fn too_deep(bracket: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(
        CODE,
        bracket,
        format!("blocks and lists nested more than {limit} deep"),
    )
    .help("write it flatter; no part of the language needs more than a few levels")
}

/// The parser gave up on a part of the text.
pub(in super::super) fn exhausted(span: Span) -> Diagnostic {
    Diagnostic::error(
        CODE,
        span,
        "nested too deep for the space that the program has",
    )
    .help("write it flatter")
}
