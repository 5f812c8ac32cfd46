//! Faults of path variables: GW0003, the notation of another language; GW0022, one that is malformed.

use super::super::ast::SegmentKind;
use super::super::path::variable_of;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const FOREIGN: Code = codes::FOREIGN_PATH_VARIABLE;
const MALFORMED: Code = codes::MALFORMED_PATH_VARIABLE;

/// What is wrong with a segment that is neither letters nor a variable, and what it means all the same.
pub(in super::super) fn judge(
    span: Span,
    written: &str,
) -> (Option<Diagnostic>, Option<SegmentKind>) {
    let braced = written
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let inner = braced.or_else(|| written.strip_prefix(':'));
    if let Some((inner, meant)) = inner.and_then(|inner| Some((inner, variable_of(inner)?))) {
        let fix = format!("<{inner}>");
        let fault = foreign(span, written)
            .help(format!("write `{fix}`"))
            .safe_fix(format!("write `{fix}`"), span, fix);
        return (Some(fault), Some(meant));
    }
    if matches!(written, "*" | "**") {
        let fault = foreign(span, written).help(
            "write `<id>` for one segment, `<rest+>` for one or more, `<rest*>` for any number",
        );
        return (Some(fault), Some(SegmentKind::Greedy("rest".to_owned())));
    }
    // A `*` among letters matches itself, as every other letter does.
    if !written.contains(['<', '>', '{', '}']) && !written.starts_with(':') {
        return (None, None);
    }
    let message = format!("`{written}` is no path variable");
    let fault = Diagnostic::error(MALFORMED, span, message).help(
        "a variable is a whole segment, `<name>`, `<name+>` or `<name*>`; its name begins with a letter and has letters, \
         digits, `_`, `-` and `.`",
    );
    (Some(fault), None)
}

/// What is wrong with a variable in braces inside of a path or URL that stands as a value.
pub(super) fn braced(span: Span, written: &str) -> Diagnostic {
    let inner = written.trim_matches(['{', '}']);
    let fault = foreign(span, written);
    if variable_of(inner).is_none() {
        return fault.help("write `<name>`, with the name of a variable of the route's path");
    }
    let fix = format!("<{inner}>");
    fault
        .help(format!("write `{fix}`"))
        .safe_fix(format!("write `{fix}`"), span, fix)
}

fn foreign(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        FOREIGN,
        span,
        format!("`{written}` is how other languages write a path variable"),
    )
}
