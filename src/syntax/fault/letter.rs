//! GW0016: characters that cannot be seen, or that change how others are seen.

use super::super::lower::offset;
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{FileId, Span};

const CODE: Code = codes::UNPRINTABLE_CHARACTER;
/// How many are reported; a file with more is no text.
const MOST: usize = 20;

/// Finds all of them in a text. A byte order mark at the start is none.
pub(in super::super) fn unprintable(file: FileId, text: &str) -> Vec<Diagnostic> {
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let skipped = text.len() - body.len();
    suspects(body)
        .map(|(at, letter)| {
            let start = offset(skipped + at);
            let end = start.saturating_add(offset(letter.len_utf8()));
            judge(Span::new(file, start, end), letter)
        })
        .take(MOST)
        .collect()
}

fn judge(span: Span, letter: char) -> Diagnostic {
    let number = u32::from(letter);
    let fault = Diagnostic::error(
        CODE,
        span,
        format!("the character U+{number:04X}, which cannot be seen"),
    );
    if letter == '\r' {
        return fault
            .help("end lines with a line feed, or with a carriage return and a line feed")
            .fix("end the line here", span, "\n");
    }
    if is_space(letter) {
        return fault
            .help("write an ordinary space")
            .safe_fix("write a space", span, " ");
    }
    fault
        .help(format!(
            "remove it; inside a quoted string it may be written as `\\u{{{number:x}}}`"
        ))
        .fix("remove it", span, "")
}

fn suspects(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    // Most texts are ASCII from end to end: look at bytes first, and decode only what is none.
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at).copied() {
            let here = at;
            if byte.is_ascii() {
                at += 1;
                let harmless = byte >= b' ' && byte != 0x7F
                    || matches!(byte, b'\n' | b'\t')
                    || byte == b'\r' && bytes.get(at) == Some(&b'\n');
                if !harmless {
                    return Some((here, char::from(byte)));
                }
                continue;
            }
            let letter = text.get(here..).and_then(|rest| rest.chars().next())?;
            at += letter.len_utf8();
            if is_invisible(letter) {
                return Some((here, letter));
            }
        }
        None
    })
}

/// White space beyond the ASCII one.
fn is_space(letter: char) -> bool {
    matches!(
        letter,
        '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Whether it cannot be seen. The grammar knows them not: it takes everything beyond U+00A0 for letters.
fn is_invisible(letter: char) -> bool {
    is_space(letter)
        || matches!(
            letter,
            '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}'
            | '\u{E0000}'..='\u{10FFFF}'
        )
}

/// Whether a text has a character in it that is reported on its own, so that what follows from it need not be.
pub(in super::super) fn has_unprintable(text: &str) -> bool {
    !text.is_ascii() && suspects(text).next().is_some()
}

/// Whether a text begins with a character that is reported on its own.
pub(super) fn begins_unprintable(text: &str) -> bool {
    suspects(text).next().is_some_and(|(at, _)| at == 0)
}
