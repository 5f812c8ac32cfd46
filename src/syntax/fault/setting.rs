//! GW0061: `=` or `:` between a setting and its value.

use crate::diag::{Code, Diagnostic, Edit, Fix, codes};
use crate::source::Span;

const CODE: Code = codes::ASSIGNED_SETTING;

/// A sign between a setting and its value; the fix replaces `gap` by a space.
pub(in super::super) fn assigned(sign: Span, written: &str, gap: Span) -> Diagnostic {
    let fix = Fix {
        title: format!("remove the `{written}`"),
        edits: vec![Edit {
            span: gap,
            text: " ".to_owned(),
        }],
        safe: true,
    };
    Diagnostic::error(
        CODE,
        sign,
        format!("unexpected `{written}` after a setting's name"),
    )
    .help("write the name, a space and the value")
    .with_fix(fix)
}
