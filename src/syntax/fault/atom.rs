//! Faults of bare values: GW0020, a comma after one; GW0021, `${..}` without quotes; GW0001, a brace glued to one;
//! GW0017, `//` for a comment.

use super::super::lower::Lowering;
use super::{item, reference, unexpected};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

const COMMA: Code = Code(20);

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
        } else if !before.contains('/') {
            // Behind a slash it is a path variable of another notation, and whoever reads the path says so.
            cx.report(unexpected::glued_brace(Span {
                start: span.start + u32::try_from(at).unwrap_or(0),
                ..span
            }));
        }
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
