//! Converts byte spans to ranges of lines and columns, in the encoding negotiated with the editor.

use std::collections::BTreeMap;

use gen_lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{FileId, LineIndex, Sources, Span, offset_of};

/// The unit of columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, which every editor supports.
    #[default]
    Utf16,
}

impl Encoding {
    /// Chooses the best of the encodings that an editor offers.
    pub(super) fn choose(offered: &[PositionEncodingKind]) -> Self {
        match offered.contains(&PositionEncodingKind::UTF8) {
            true => Self::Utf8,
            false => Self::Utf16,
        }
    }

    /// Returns its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    /// Returns the length of a text in columns.
    pub(super) fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.chars().map(char::len_utf16).sum(),
        };
        offset_of(length)
    }

    /// Converts an offset to a position.
    pub(super) fn position(self, text: &str, index: &LineIndex, at: u32) -> Position {
        let (line, character) = index.utf16(text, at);
        let character = match self {
            Self::Utf16 => character,
            Self::Utf8 => {
                let start = index.line_start(line as usize).unwrap_or(0);
                at.min(offset_of(text.len())).saturating_sub(start)
            }
        };
        Position { line, character }
    }

    /// Converts two offsets to a range.
    pub(super) fn range(self, text: &str, index: &LineIndex, start: u32, end: u32) -> Range {
        Range::new(
            self.position(text, index, start),
            self.position(text, index, end),
        )
    }

    /// Converts a position to an offset; a column past the end of its line means the end.
    pub(super) fn offset(self, text: &str, index: &LineIndex, position: Position) -> u32 {
        if self == Self::Utf16 {
            return index.from_utf16(text, position.line, position.character);
        }
        let Some(start) = index.line_start(position.line as usize) else {
            return offset_of(text.len());
        };
        let rest = text.get(start as usize..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        let mut column = line.len().min(position.character as usize);
        while !line.is_char_boundary(column) {
            column -= 1;
        }
        start + offset_of(column)
    }
}

/// The lines of the files of a spec, indexed on demand.
pub(super) struct Lines<'s> {
    sources: &'s Sources,
    encoding: Encoding,
    indexes: BTreeMap<FileId, LineIndex>,
}

impl<'s> Lines<'s> {
    /// Creates it without any index.
    pub(super) fn new(sources: &'s Sources, encoding: Encoding) -> Self {
        Self {
            sources,
            encoding,
            indexes: BTreeMap::new(),
        }
    }

    /// Converts a span to a range.
    pub(super) fn range(&mut self, span: Span) -> Range {
        let text = self.sources.text(span.file);
        let index = self
            .indexes
            .entry(span.file)
            .or_insert_with(|| LineIndex::new(text));
        self.encoding.range(text, index, span.start, span.end)
    }
}
