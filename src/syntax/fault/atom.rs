//! Faults of bare values: GW0020, a comma after one; GW0021, `${..}` without quotes; GW0003, `{id}` in a path or URL;
//! GW0001, a brace glued to a word; GW0017, `//` for a comment.

use super::super::lower::{Lowering, offset};
use super::{item, reference, unexpected, variable};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const COMMA: Code = codes::COMMA_BETWEEN_VALUES;

/// Reports what is wrong with a bare value.
pub(in super::super) fn judge(cx: &mut Lowering<'_>, span: Span, written: &str) {
    if written.ends_with(',') {
        cx.report(comma(span));
    } else if written == "//" {
        cx.report(item::foreign_comment(Span {
            end: span.start + 2,
            ..span
        }));
    } else if let Some(at) = written.find('{') {
        let before = written.get(..at).unwrap_or("");
        if before.ends_with('$') {
            cx.report(reference::unquoted(span, written));
        } else if before.contains('/') {
            braces(cx, span, written);
        } else {
            cx.report(unexpected::glued_brace(at_offset(span, at)));
        }
    }
}

/// Reports each `{..}` of a path or URL.
fn braces(cx: &mut Lowering<'_>, span: Span, written: &str) {
    let mut at = 0;
    while let Some((before, rest)) = written.get(at..).and_then(|rest| rest.split_once('{')) {
        let start = at + before.len();
        at = start + 1 + rest.find('}').map_or(rest.len(), |end| end + 1);
        let braced = written.get(start..at).unwrap_or("");
        let end = at_offset(span, at).start;
        let span = Span {
            end,
            ..at_offset(span, start)
        };
        cx.report(variable::braced(span, braced));
    }
}

/// The part of a span from `at` on.
fn at_offset(span: Span, at: usize) -> Span {
    Span {
        start: span.start + offset(at),
        ..span
    }
}

fn comma(span: Span) -> Diagnostic {
    let comma = Span {
        start: span.end.saturating_sub(1),
        ..span
    };
    Diagnostic::error(COMMA, comma, "a comma between values")
        .help("separate values by spaces alone")
        .safe_fix("remove the comma", comma, "")
}
