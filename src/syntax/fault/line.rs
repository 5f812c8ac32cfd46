//! GW0012: a line longer than the program reads.

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
        format!("a line of {length} bytes, more than {limit}"),
    )
    .help("break it into lines, one setting on each")
}
