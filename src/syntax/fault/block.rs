//! Faults of braces: GW0004, an unclosed block; GW0005, an unmatched `}`, or a `{` that is missing; GW0018, a `{` on its own line.

use super::super::lower::TreeBuilder;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

pub(super) const UNCLOSED: Code = codes::UNCLOSED_BLOCK;
const STRAY: Code = codes::STRAY_BRACE;
const OWN_LINE: Code = codes::BRACE_ON_ITS_OWN_LINE;

/// A block without its `}`; `brace` is its `{`.
pub(in super::super) fn unclosed(brace: Span) -> Diagnostic {
    Diagnostic::error(UNCLOSED, brace, "unclosed block").help("write `}` where the block ends")
}

/// Reports a block that is still open at the end of the text, unless the scan reported it already.
pub(in super::super) fn unclosed_unless_known(cx: &mut TreeBuilder<'_>, block: Span) {
    if !cx.knows_unclosed(block.start) {
        let end = block.start.saturating_add(1);
        cx.report(unclosed(Span { end, ..block }));
    }
}

/// Returns true if a diagnostic is for an unclosed block.
pub(in super::super) fn is_unclosed(diagnostic: &Diagnostic) -> bool {
    diagnostic.code == UNCLOSED
}

/// A `}` without a `{`.
pub(in super::super) fn stray(span: Span) -> Diagnostic {
    Diagnostic::error(STRAY, span, "unmatched `}`")
        .help("remove it, or open a block with `{` before it")
        .fix("remove the `}`", span, "")
}

/// A block without its `{`; the place is the end of the line that should open it.
pub(in super::super) fn missing(end: Span) -> Diagnostic {
    Diagnostic::error(STRAY, end, "no `{` before this block")
        .help("write `{` at the end of the line")
        .fix("write `{`", end, " {")
}

/// A `{` that begins a line.
pub(super) fn on_its_own_line(brace: Span) -> Diagnostic {
    Diagnostic::error(OWN_LINE, brace, "`{` on a line of its own")
        .help("move it to the end of the line above")
}
