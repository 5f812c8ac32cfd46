//! GW0021: a malformed or misplaced `$..`.

use super::super::ast::Word;
use super::name::is_name;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::Span;

const CODE: Code = codes::INVALID_REFERENCE;

/// The target of a `$..`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Reference {
    /// A param of the spec.
    Param,
    /// A variable that API Gateway fills in.
    Variable,
}

/// Reads the text after a `$`, or between `${` and `}`; `None` if it is malformed.
pub(in super::super) fn read(name: &str) -> Option<Reference> {
    if is_name(name) {
        return Some(Reference::Param);
    }
    // A dot distinguishes a variable from a param: `$request.body` is a variable, `$default` is not.
    let mut parts = name.split('.');
    let source = parts.next().is_some_and(|source| {
        !source.is_empty() && source.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let mut rest = parts.peekable();
    let keys =
        rest.peek().is_some() && rest.all(|part| !part.is_empty() && part.bytes().all(is_key_byte));
    (source && keys).then_some(Reference::Variable)
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'[' | b']')
}

/// `$..` as a bare value.
pub(in super::super) fn malformed_atom(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(CODE, span, format!("invalid reference `{written}`")).help(
        "write `$param`, a variable such as `$request.header.x`, or quote the text if the `$` is literal",
    )
}

/// `${..}` in a quoted string.
pub(in super::super) fn malformed(span: Span, written: &str, closed: bool) -> Diagnostic {
    if closed {
        let fault = Diagnostic::error(CODE, span, format!("invalid reference `{written}`"));
        return fault.help(
            "write `${param}` or a variable such as `${request.header.x}`; for a literal `${`, write `\\u{24}{`",
        );
    }
    Diagnostic::error(CODE, span, "unclosed `${`")
        .help("write `${param}`; for a literal `${`, write `\\u{24}{`")
}

/// `${..}` in a text that must be literal.
pub(in super::super) fn misplaced(name: &Word) -> Diagnostic {
    // The name's span is between the braces.
    let span = Span {
        start: name.span.start.saturating_sub(2),
        end: name.span.end.saturating_add(1),
        ..name.span
    };
    let message = format!("`${{{}}}` cannot be used here", name.value);
    Diagnostic::error(CODE, span, message).help("write plain text")
}

/// `${..}` in a value without quotes.
pub(super) fn unquoted(span: Span, written: &str) -> Diagnostic {
    let quoted = format!("\"{written}\"");
    Diagnostic::error(CODE, span, "`${..}` outside quotes")
        .help(format!("write `{quoted}`"))
        .safe_fix("add the quotes", span, quoted)
}

/// `$name` inside a bare value, where it is not resolved.
pub(super) fn embedded(span: Span, written: &str) -> Option<Diagnostic> {
    let mut quoted = String::from("\"");
    let mut first = None;
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('$') {
        quoted.push_str(before);
        let name = name_after(after);
        if name.is_empty() {
            quoted.push('$');
        } else {
            quoted.push_str(&format!("${{{name}}}"));
            first.get_or_insert(name);
        }
        rest = after.get(name.len()..).unwrap_or("");
    }
    quoted.push_str(rest);
    quoted.push('"');
    let name = first?;
    Some(
        Diagnostic::error(CODE, span, format!("`${name}` inside a bare value"))
            .help(format!(
                "write `{quoted}`; if the `$` is literal, quote the value as it is"
            ))
            .safe_fix("write `${..}` in quotes", span, quoted),
    )
}

/// The name that follows a `$`: a param's, or a variable's with its dots.
fn name_after(after: &str) -> &str {
    if !after.starts_with(|first: char| first.is_ascii_lowercase()) {
        return "";
    }
    let end = after.find(|letter: char| !letter.is_ascii_lowercase() && !letter.is_ascii_digit());
    let mut end = end.unwrap_or(after.len());
    if after.get(end..).is_some_and(|rest| rest.starts_with('.'))
        && matches!(after.get(..end), Some("request" | "context" | "stage"))
    {
        let key =
            |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
        end = after.find(|letter| !key(letter)).unwrap_or(after.len());
    } else {
        // A name can contain hyphens, but the one in `$a-` is literal.
        while let Some(rest) = after.get(end..).and_then(|rest| rest.strip_prefix('-')) {
            let part =
                rest.find(|letter: char| !letter.is_ascii_lowercase() && !letter.is_ascii_digit());
            let part = part.unwrap_or(rest.len());
            if part == 0 {
                break;
            }
            end += 1 + part;
        }
    }
    let name = after.get(..end).unwrap_or("");
    name.trim_end_matches('.')
}
