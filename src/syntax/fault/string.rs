//! Faults of quoted strings: GW0006, an unclosed string; GW0007, an unknown escape.

use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

pub(super) const UNCLOSED: Code = codes::UNCLOSED_STRING;
const ESCAPE: Code = codes::UNKNOWN_ESCAPE;

/// A string without its closing quote; `string` spans to the point where it breaks off.
pub(in super::super) fn unclosed(string: Span) -> Diagnostic {
    Diagnostic::error(UNCLOSED, string, "unclosed string")
        .help("write `\"` where the string ends; a line break inside it is `\\n`")
}

/// `\x`
pub(in super::super) fn unknown_escape(span: Span, letter: char) -> Diagnostic {
    Diagnostic::error(ESCAPE, span, format!("unknown escape `\\{letter}`"))
        .help("the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{..}`; for a backslash, write `\\\\`")
        .fix("write a literal backslash", span, format!("\\\\{letter}"))
}

/// `\u` without a code point between braces.
pub(in super::super) fn bad_code_point(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(ESCAPE, span, format!("`{written}` is not a character"))
        .help("write a hexadecimal code point, such as `\\u{e9}`")
}
