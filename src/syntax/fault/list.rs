//! GW0019: a list without its end.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::UNCLOSED_LIST;

/// `list` goes from its `[` to where it breaks off.
pub(in super::super) fn unclosed(list: Span) -> Diagnostic {
    let bracket = Span {
        end: list.start.saturating_add(1),
        ..list
    };
    Diagnostic::error(CODE, bracket, "a list that is not closed on its line")
        .help("write `]` where the list ends, and keep the list on one line")
}
