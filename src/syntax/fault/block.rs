//! Faults of braces: GW0004, a block without its end; GW0005, an end without its block; GW0018, a block on a line of its
//! own.

use super::super::lower::Lowering;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

pub(super) const UNCLOSED: Code = codes::UNCLOSED_BLOCK;
const STRAY: Code = codes::STRAY_BRACE;
const APART: Code = codes::BRACE_ON_ITS_OWN_LINE;

/// A block that nothing closes; `brace` is its `{`.
pub(in super::super) fn unclosed(brace: Span) -> Diagnostic {
    Diagnostic::error(UNCLOSED, brace, "a block that is not closed")
        .help("write `}` where the block ends")
}

/// The parser met the end of the text in a block; silent where the scan has said so.
pub(in super::super) fn unclosed_unless_known(cx: &mut Lowering<'_>, block: Span) {
    if !cx.knows_unclosed(block.start) {
        let end = block.start.saturating_add(1);
        cx.report(unclosed(Span { end, ..block }));
    }
}

/// Whether a diagnostic is that of an unclosed block.
pub(in super::super) fn is_unclosed(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == UNCLOSED
}

/// A `}` without a `{`.
pub(in super::super) fn stray(span: Span) -> Diagnostic {
    Diagnostic::error(STRAY, span, "a `}` that closes no block")
        .help("remove it, or write the `{` that it should close")
        .fix("remove the `}`", span, "")
}

/// A `{` that begins a line.
pub(super) fn apart(brace: Span) -> Diagnostic {
    Diagnostic::error(APART, brace, "a `{` on a line of its own")
        .help("write it at the end of the line that the block belongs to")
}
