//! Faults of quoted strings: GW0006, one without its end; GW0007, an escape that does not exist.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

pub(super) const UNCLOSED: Code = codes::UNCLOSED_STRING;
const ESCAPE: Code = codes::UNKNOWN_ESCAPE;

/// `string` goes from its quote to where it breaks off.
pub(in super::super) fn unclosed(string: Span) -> Diagnostic {
    Diagnostic::error(UNCLOSED, string, "a string that is not closed on its line")
        .help("write `\"` where the string ends; a line break in it is `\\n`")
}

/// `\x`
pub(in super::super) fn unknown_escape(span: Span, letter: char) -> Diagnostic {
    Diagnostic::error(ESCAPE, span, format!("`\\{letter}` is no escape"))
        .help("the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{..}`; a backslash itself is `\\\\`")
        .fix("write the backslash itself", span, format!("\\\\{letter}"))
}

/// `\u` without a code point between braces.
pub(in super::super) fn bad_code_point(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(ESCAPE, span, format!("`{written}` is no character"))
        .help("write the number of a character in hexadecimal, e.g. `\\u{e9}`")
}
