//! GW0019: an unclosed list.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::UNCLOSED_LIST;

/// A list without its `]`; `list` spans from its `[` to the point where it breaks off.
pub(in super::super) fn unclosed(list: Span) -> Diagnostic {
    let bracket = Span {
        end: list.start.saturating_add(1),
        ..list
    };
    Diagnostic::error(CODE, bracket, "unclosed list").help("write `]` where the list ends")
}
