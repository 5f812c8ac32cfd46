//! Converts byte offsets to lines and columns, and back.

/// A human-readable position: line and column from 1, columns in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// The distance between two counts of an index in bytes, which limits the cost of a position in a long line.
const CHUNK: usize = 256;

/// The starts of a text's lines. Built on demand, once per text, in one pass.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// The counts of the text before each multiple of [`CHUNK`].
    counts: Vec<Count>,
}

/// A number of characters, and of their UTF-16 units.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    characters: u32,
    units: u32,
}

impl Count {
    /// Adds the characters that begin in a part of a text.
    fn add(self, part: &[u8]) -> Self {
        let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
        // Four bytes of UTF-8 are two units of UTF-16.
        let pairs = part.iter().filter(|byte| **byte >= 0b1111_0000).count();
        let characters = part.iter().filter(begins).count();
        Self {
            characters: self.characters + offset_of(characters),
            units: self.units + offset_of(characters + pairs),
        }
    }
}

impl LineIndex {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| offset_of(at + 1)))
            .collect();
        let mut counts = Vec::with_capacity(text.len() / CHUNK + 1);
        let mut count = Count::default();
        for part in text.as_bytes().chunks(CHUNK) {
            counts.push(count);
            count = count.add(part);
        }
        Self { starts, counts }
    }

    /// Returns the number of lines; a text that ends in a newline has an empty last line.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Returns the offset at which a line (from 0) starts; `None` past the last.
    #[must_use]
    pub fn line_start(&self, line: usize) -> Option<u32> {
        self.starts.get(line).copied()
    }

    /// Returns the line (from 0) that contains `at`.
    #[must_use]
    pub fn line_of(&self, at: u32) -> usize {
        self.starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1)
    }

    /// Returns the position of a byte offset in `text`, which must be the text that was indexed.
    #[must_use]
    pub fn position(&self, text: &str, at: u32) -> Position {
        let line = self.line_of(at);
        Position {
            line: offset_of(line + 1),
            column: self.before(text, line, at).characters + 1,
        }
    }

    /// Returns the position in the convention of the language server protocol: line from 0, and column from 0 in UTF-16
    /// units.
    #[must_use]
    pub fn utf16(&self, text: &str, at: u32) -> (u32, u32) {
        let line = self.line_of(at);
        (offset_of(line), self.before(text, line, at).units)
    }

    /// Returns the byte offset of a line and UTF-16 column, both from 0; a column past the end of the line is its end.
    #[must_use]
    pub fn from_utf16(&self, text: &str, line: u32, column: u32) -> u32 {
        let Some(start) = self.line_start(line as usize) else {
            return offset_of(text.len());
        };
        let rest = text.get(start as usize..).unwrap_or("");
        let mut left = column as usize;
        let mut at = start as usize;
        for letter in rest.chars() {
            if letter == '\n' || left < letter.len_utf16() {
                break;
            }
            left -= letter.len_utf16();
            at += letter.len_utf8();
        }
        offset_of(at)
    }

    /// Counts what begins in a line before `at`.
    fn before(&self, text: &str, line: usize, at: u32) -> Count {
        let (start, end) = (self.line_start(line).unwrap_or(0), self.count(text, at));
        let start = self.count(text, start);
        Count {
            characters: end.characters.saturating_sub(start.characters),
            units: end.units.saturating_sub(start.units),
        }
    }

    /// Counts what begins in the text before `at`.
    fn count(&self, text: &str, at: u32) -> Count {
        let at = (at as usize).min(text.len());
        let chunk = (at / CHUNK).min(self.counts.len().saturating_sub(1));
        let known = self.counts.get(chunk).copied().unwrap_or_default();
        known.add(text.as_bytes().get(chunk * CHUNK..at).unwrap_or_default())
    }
}

/// Returns a place in a text, or a count of its parts, as spans have it.
#[must_use]
pub fn offset_of(at: usize) -> u32 {
    // INVARIANT: a file is at most 64 MiB.
    u32::try_from(at).unwrap_or_else(|_| never!("a text of {at} bytes"))
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, LineIndex};

    #[test]
    fn columns_are_those_of_a_count_from_the_line_start() {
        let wide = "aé漢😀".repeat(CHUNK);
        let text = format!("first\n{wide}\nlast é\n");
        let index = LineIndex::new(&text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = text.get(..at).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default();
            let offset = super::offset_of(at);
            let position = index.position(&text, offset);
            assert_eq!(position.column as usize, line.chars().count() + 1);
            let (_, units) = index.utf16(&text, offset);
            assert_eq!(units as usize, line.encode_utf16().count());
        }
    }
}
