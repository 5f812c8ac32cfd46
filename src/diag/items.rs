//! Finds the extents of a text's top-level items, even if the text is malformed, and the words of its lines.
//!
//! An item begins at the margin, outside braces, and ends where the next one begins. If a brace is missing, every line
//! at the margin begins an item, so that an unclosed block does not extend over everything that follows. Knows nothing
//! about the language.

use std::ops::Range;

/// The start of each item of a text.
#[derive(Debug)]
pub(super) struct Items {
    starts: Vec<usize>,
    end: usize,
}

impl Items {
    /// Finds the items of a text.
    pub(super) fn of(text: &str) -> Self {
        let (items, is_balanced) = Self::read(text, true);
        match is_balanced {
            true => items,
            false => Self::read(text, false).0,
        }
    }

    /// Finds the items by braces and margin, or by the margin alone. Also returns true if every block is closed.
    fn read(text: &str, by_braces: bool) -> (Self, bool) {
        let mut starts = vec![0];
        let mut depth = 0_usize;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let begins = !line.starts_with(|letter: char| letter.is_whitespace() || letter == '}');
            if begins && at > 0 && (depth == 0 || !by_braces) {
                starts.push(at);
            }
            for brace in braces(line) {
                depth = if brace == b'{' {
                    depth + 1
                } else {
                    depth.saturating_sub(1)
                };
            }
            at += line.len();
        }
        let items = Self {
            starts,
            end: text.len(),
        };
        (items, depth == 0)
    }

    /// Returns the extent of the item that contains an offset.
    pub(super) fn extent(&self, at: u32) -> Range<usize> {
        let next = self.starts.partition_point(|start| *start <= at as usize);
        let start = next.checked_sub(1).and_then(|it| self.starts.get(it));
        let end = self.starts.get(next);
        start.copied().unwrap_or(0)..end.copied().unwrap_or(self.end)
    }
}

/// Returns the braces of a line that are neither in a string nor in a comment.
fn braces(line: &str) -> impl Iterator<Item = u8> {
    let mut quoted = false;
    let mut before = b' ';
    let code = line.bytes().take_while(move |byte| {
        let is_comment = *byte == b'#' && !quoted && before.is_ascii_whitespace();
        quoted ^= *byte == b'"' && before != b'\\';
        before = *byte;
        !is_comment
    });
    let mut quoted = false;
    let mut before = b' ';
    code.filter(move |byte| {
        quoted ^= *byte == b'"' && before != b'\\';
        before = *byte;
        !quoted && matches!(byte, b'{' | b'}')
    })
}

/// Returns the line at an offset.
pub(super) fn line_at(text: &str, at: u32) -> &str {
    let before = text.get(..at as usize).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    line.unwrap_or("")
}

/// Returns the words of a text that can be names.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    let words = text.split(move |letter| !is_word(letter));
    words.filter(|word| !word.is_empty())
}
