//! GW0021: `$..` that names nothing, or that stands where nothing can be filled in.

use super::super::ast::Word;
use super::name::is_name;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::INVALID_REFERENCE;

/// What a `$..` refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// A param of the spec.
    Param,
    /// A variable that API Gateway fills in.
    Variable,
}

/// What the text after a `$`, or between `${` and `}`, refers to; nothing if it is malformed.
pub(in super::super) fn kind(name: &str) -> Option<Kind> {
    if is_name(name) {
        return Some(Kind::Param);
    }
    // A dot is what tells a variable from a param; `$request.body` is one, `$default` is none.
    let mut parts = name.split('.');
    let source = parts.next().is_some_and(|source| {
        !source.is_empty() && source.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let mut rest = parts.peekable();
    let keys =
        rest.peek().is_some() && rest.all(|part| !part.is_empty() && part.bytes().all(is_key_byte));
    (source && keys).then_some(Kind::Variable)
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'[' | b']')
}

/// `$..` as a bare value.
pub(in super::super) fn malformed_atom(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(CODE, span, format!("`{written}` refers to nothing")).help(
        "write `$param`, a variable such as `$request.header.x`, or quotes around a text that begins with `$`",
    )
}

/// `${..}` in a quoted string.
pub(in super::super) fn malformed(span: Span, written: &str, closed: bool) -> Diagnostic {
    if closed {
        let fault = Diagnostic::error(CODE, span, format!("`{written}` refers to nothing"));
        return fault.help(
            "write `${param}` or a variable such as `${request.header.x}`; the two characters themselves are `\\u{24}{`",
        );
    }
    Diagnostic::error(CODE, span, "a `${` without its `}`")
        .help("write `${param}`; the two characters themselves are `\\u{24}{`")
}

/// `${..}` in a text that has to stand as it is.
pub(in super::super) fn misplaced(name: &Word) -> Diagnostic {
    // The name's span is between the braces.
    let span = Span {
        start: name.span.start.saturating_sub(2),
        end: name.span.end.saturating_add(1),
        ..name.span
    };
    let message = format!("`${{{}}}` where nothing can be filled in", name.value);
    Diagnostic::error(CODE, span, message).help("write the text itself")
}

/// `${..}` in a value without quotes.
pub(super) fn unquoted(span: Span, written: &str) -> Diagnostic {
    let quoted = format!("\"{written}\"");
    Diagnostic::error(CODE, span, "`${..}` outside of quotes")
        .help(format!("write `{quoted}`"))
        .safe_fix("add the quotes", span, quoted)
}
