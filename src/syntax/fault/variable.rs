//! Faults of path variables: GW0003, another language's notation; GW0022, a malformed variable.

use super::super::ast::SegmentKind;
use super::super::path::variable_of;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const FOREIGN: Code = codes::FOREIGN_PATH_VARIABLE;
const MALFORMED: Code = codes::MALFORMED_PATH_VARIABLE;

/// Reads a segment that is neither literal nor a variable of `.gw`: the fault, and what the author probably intended.
pub(in super::super) fn check(
    span: Span,
    written: &str,
) -> (Option<Diagnostic>, Option<SegmentKind>) {
    let braced = written
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let inner = braced.or_else(|| written.strip_prefix(':'));
    if let Some((inner, intended)) = inner.and_then(|inner| Some((inner, variable_of(inner)?))) {
        let fault = foreign(span, written, &format!("<{inner}>"));
        return (Some(fault), Some(intended));
    }
    if matches!(written, "*" | "**") {
        let message = format!("`{written}` is not a path variable");
        let fault = Diagnostic::error(FOREIGN, span, message)
            .help(
                "write `<id>` for one segment, `<rest+>` for one or more, `<rest*>` for any number",
            )
            .fix("write `<rest*>`", span, "<rest*>");
        return (Some(fault), Some(SegmentKind::Optional("rest".to_owned())));
    }
    // A `*` among letters is literal.
    if !written.contains(['<', '>', '{', '}']) && !written.starts_with(':') {
        return (None, None);
    }
    let fault = Diagnostic::error(
        MALFORMED,
        span,
        format!("invalid path variable `{written}`"),
    );
    let inner = written.trim_matches(['<', '>', '{', '}', ':']);
    // A type, a pattern or a question mark of another tool.
    let inner = inner.split([':', '?', '=', '(']).next().unwrap_or(inner);
    let fault = match variable_of(inner) {
        Some(_) => {
            let fix = format!("<{inner}>");
            fault.instead(span, &fix)
        }
        None => fault.help(
            "a variable is a whole segment: `<name>`, `<name+>` or `<name*>`; names start with a letter and use letters, \
             digits, `_`, `-` and `.`",
        ),
    };
    // A unique name, so that the placeholder causes no further faults.
    let intended =
        innermost(written).unwrap_or_else(|| SegmentKind::Variable(format!("v{}", span.start)));
    (Some(fault), Some(intended))
}

/// The variable inside a malformed segment: `x` of `pre-<x>`.
fn innermost(written: &str) -> Option<SegmentKind> {
    let mut parts = written.split(['<', '>', '{', '}', ':']).skip(1);
    parts.find_map(variable_of)
}

/// A variable in braces inside a path or URL that is a value.
pub(super) fn braced(span: Span, written: &str) -> Diagnostic {
    let inner = written.trim_matches(['{', '}']);
    if variable_of(inner).is_none() {
        return Diagnostic::error(FOREIGN, span, format!("`{written}` is not a path variable"))
            .help("write `<name>`, with the name of a variable of the route's path");
    }
    foreign(span, written, &format!("<{inner}>"))
}

fn foreign(span: Span, written: &str, ours: &str) -> Diagnostic {
    Diagnostic::error(
        FOREIGN,
        span,
        format!("expected `{ours}`, found `{written}`"),
    )
    .help(format!("write `{ours}`"))
    .safe_fix(format!("write `{ours}`"), span, ours)
}
