//! Byte spans as ranges of lines and UTF-16 columns.

use std::collections::BTreeMap;

use lsp_types::{Position, Range};

use crate::source::{FileId, LineIndex, Sources, Span};

/// The lines of the files of a spec, indexed as they are asked about.
pub(super) struct Lines<'s> {
    sources: &'s Sources,
    indexes: BTreeMap<FileId, LineIndex>,
}

impl<'s> Lines<'s> {
    /// Nothing indexed yet.
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self {
            sources,
            indexes: BTreeMap::new(),
        }
    }

    /// The range of a span.
    pub(super) fn range(&mut self, span: Span) -> Range {
        let text = self.sources.text(span.file);
        let index = self
            .indexes
            .entry(span.file)
            .or_insert_with(|| LineIndex::new(text));
        range(text, index, span.start, span.end)
    }
}

/// The range of two offsets.
pub(super) fn range(text: &str, index: &LineIndex, start: u32, end: u32) -> Range {
    Range::new(position(text, index, start), position(text, index, end))
}

/// The position of an offset.
pub(super) fn position(text: &str, index: &LineIndex, at: u32) -> Position {
    let (line, character) = index.utf16(text, at);
    Position { line, character }
}

/// The offset of a position.
pub(super) fn offset(text: &str, index: &LineIndex, position: Position) -> u32 {
    index.from_utf16(text, position.line, position.character)
}
