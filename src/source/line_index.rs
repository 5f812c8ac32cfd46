//! Converts byte offsets to lines and columns, and back.

/// A human-readable position: line and column from 1, columns in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

/// The starts of a text's lines. Built on demand, once per text, in one pass.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| offset(at + 1)))
            .collect();
        Self { starts }
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
        let column = self.before(text, line, at).chars().count();
        Position {
            line: offset(line + 1),
            column: offset(column + 1),
        }
    }

    /// Returns the position in the convention of the language server protocol: line from 0, and column from 0 in UTF-16
    /// units.
    #[must_use]
    pub fn utf16(&self, text: &str, at: u32) -> (u32, u32) {
        let line = self.line_of(at);
        let units = self
            .before(text, line, at)
            .chars()
            .map(char::len_utf16)
            .sum::<usize>();
        (offset(line), offset(units))
    }

    /// Returns the byte offset of a line and UTF-16 column, both from 0; a column past the end of the line is its end.
    #[must_use]
    pub fn from_utf16(&self, text: &str, line: u32, column: u32) -> u32 {
        let Some(start) = self.line_start(line as usize) else {
            return offset(text.len());
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
        offset(at)
    }

    fn before<'t>(&self, text: &'t str, line: usize, at: u32) -> &'t str {
        let start = self.line_start(line).unwrap_or(0) as usize;
        let end = (at as usize).clamp(start, text.len().max(start));
        text.get(start..end).unwrap_or("")
    }
}

// INVARIANT: a file is at most 64 MiB.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or_else(|_| never!("a text of {at} bytes"))
}
