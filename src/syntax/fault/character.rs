//! GW0016: characters that are invisible, or that change the display of others.
//!
//! Comments and strings may have them: emoji, joiners and the ideographic space are allowed there.

use std::ops::Range;

use crate::diag::{Code, Diagnostic, codes};
use crate::source::{FileId, Span, offset_of};

const CODE: Code = codes::UNPRINTABLE_CHARACTER;
/// The maximum number of reports; a file with more is not text.
const MAX_REPORTED: usize = 20;

/// Reports all of them in a text, except for a byte order mark at the start; `free_text` contains its comments and strings,
/// in order.
pub(in super::super) fn unprintable(
    file: FileId,
    text: &str,
    free_text: &[Range<usize>],
) -> Vec<Diagnostic> {
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let is_allowed = |at: usize, letter: char| {
        let after = free_text.partition_point(|range| range.end <= at);
        let within = free_text
            .get(after)
            .is_some_and(|range| range.contains(&at));
        within && is_allowed_in_free_text(letter)
    };
    find_invisible(body)
        .filter(|(at, letter)| !is_allowed(skipped + at, *letter))
        .map(|(at, letter)| {
            let start = offset_of(skipped + at);
            let end = start.saturating_add(offset_of(letter.len_utf8()));
            fault(Span::new(file, start, end), letter)
        })
        .take(MAX_REPORTED)
        .collect()
}

fn fault(span: Span, letter: char) -> Diagnostic {
    let number = u32::from(letter);
    let fault = Diagnostic::error(CODE, span, format!("invisible character U+{number:04X}"));
    if letter == '\r' {
        return fault
            .help("end lines with LF or CRLF")
            .fix("end the line here", span, "\n");
    }
    if is_space(letter) {
        return fault
            .help("write an ordinary space")
            .safe_fix("write a space", span, " ");
    }
    fault
        .help(format!(
            "remove it; inside a quoted string, write `\\u{{{number:x}}}`"
        ))
        .fix("remove it", span, "")
}

fn find_invisible(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    // Most texts are ASCII from end to end: look at bytes first, and decode only the rest.
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

/// Returns true for white space beyond ASCII.
fn is_space(letter: char) -> bool {
    matches!(
        letter,
        '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Returns true if an invisible character is allowed in comments and strings: parts of emoji, joiners, and the ideographic space.
fn is_allowed_in_free_text(letter: char) -> bool {
    matches!(
        letter,
        '\u{200C}' | '\u{200D}' | '\u{3000}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0020}'..='\u{E007F}'
    )
}

/// Returns true if a character is invisible. The grammar treats everything beyond U+00A0 as letters.
fn is_invisible(letter: char) -> bool {
    is_space(letter)
        || matches!(
            letter,
            '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}'
            | '\u{E0000}'..='\u{10FFFF}'
        )
}

/// Returns true if a text contains a character that is reported separately, so that its consequences are not.
pub(in super::super) fn has_unprintable(text: &str) -> bool {
    !text.is_ascii() && find_invisible(text).next().is_some()
}

/// Returns true if a text begins with a character that is reported separately.
pub(super) fn begins_unprintable(text: &str) -> bool {
    find_invisible(text).next().is_some_and(|(at, _)| at == 0)
}
