//! Finds the extents of a text's top-level items, even if the text is malformed, and the words of its lines.

use std::ops::Range;

use crate::syntax::statements::statements;

/// The start of each item of a text.
#[derive(Debug)]
pub(super) struct Items {
    starts: Vec<usize>,
    end: usize,
}

impl Items {
    /// Finds the items of a text: the statements at the margin outside blocks. If a brace is missing, an indented line can
    /// seem to be outside the block that it belongs to.
    pub(super) fn of(text: &str) -> Self {
        let all = statements(text).all;
        let outer = all.iter().filter(|statement| statement.parent.is_none());
        let starts = outer.filter_map(|statement| {
            let word = statement.words.first().map(|word| word.start);
            let block = statement.block.map(|(start, _)| start);
            Some(word.into_iter().chain(block).min()? as usize)
        });
        let starts = starts.filter(|start| {
            let before = text.get(..*start);
            before.is_some_and(|before| before.is_empty() || before.ends_with('\n'))
        });
        Self {
            starts: starts.collect(),
            end: text.len(),
        }
    }

    /// Returns the extent of the item that contains an offset.
    pub(super) fn extent(&self, at: u32) -> Range<usize> {
        let next = self.starts.partition_point(|start| *start <= at as usize);
        let start = next.checked_sub(1).and_then(|it| self.starts.get(it));
        let end = self.starts.get(next);
        start.copied().unwrap_or(0)..end.copied().unwrap_or(self.end)
    }
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
