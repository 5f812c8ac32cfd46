//! GW0012: a line beyond the limit.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::LINE_TOO_LONG;

/// The whole line.
pub(in super::super) fn too_long(line: Span, limit: usize) -> Diagnostic {
    let length = line.end - line.start;
    let start = Span {
        end: line.start,
        ..line
    };
    Diagnostic::error(
        CODE,
        start,
        format!("line of {length} bytes; the limit is {limit}"),
    )
    .help("split it into several lines")
}
