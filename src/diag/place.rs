//! File names, lines and columns of spans, for all output formats.
//!
//! Owns the line indexes of one run, each built once.

use std::cell::{Cell, OnceCell};

use serde_json::{Value, json};

use crate::source::{FileId, LineIndex, Position, Sources, Span};

/// The place of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'s> {
    /// The file's display name.
    pub(super) file: &'s str,
    /// The first character.
    pub(super) start: Position,
    /// The character after the last.
    pub(super) end: Position,
}

/// The places of the files of one run.
pub(super) struct Places<'s> {
    sources: &'s Sources,
    indexes: Vec<OnceCell<LineIndex>>,
    /// The last computed position: file, offset and column.
    last: Cell<(FileId, u32, u32)>,
}

impl<'s> Places<'s> {
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self {
            sources,
            indexes: sources.iter().map(|_| OnceCell::new()).collect(),
            last: Cell::new((FileId(u32::MAX), 0, 1)),
        }
    }

    /// Returns the place of a span; line 1, column 1 for an unknown file.
    pub(super) fn of(&self, span: Span) -> Place<'s> {
        let file = self.sources.name(span.file);
        let text = self.sources.text(span.file);
        let origin = Position { line: 1, column: 1 };
        match self.indexes.get(span.file.0 as usize) {
            Some(cell) => {
                let index = cell.get_or_init(|| LineIndex::new(text));
                Place {
                    file,
                    start: self.position(index, text, span.file, span.start),
                    end: self.position(index, text, span.file, span.end),
                }
            }
            None => Place {
                file,
                start: origin,
                end: origin,
            },
        }
    }
}

impl Places<'_> {
    /// Returns the position of an offset. Findings are in the order of the text, so columns in one long line are
    /// counted from the last position instead of the start of the line.
    fn position(&self, index: &LineIndex, text: &str, file: FileId, at: u32) -> Position {
        let line = index.line_of(at);
        let start = index.line_start(line).unwrap_or(0);
        let (known_file, known_at, known_column) = self.last.get();
        let (from, column) = if known_file == file && (start..=at).contains(&known_at) {
            (known_at, known_column)
        } else {
            (start, 1)
        };
        let end = (at as usize).min(text.len());
        let Some(between) = text.get(from as usize..end) else {
            return index.position(text, at);
        };
        let length = between.chars().count();
        let column = column + u32::try_from(length).unwrap_or(u32::MAX - column);
        self.last.set((file, at, column));
        Position {
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column,
        }
    }
}

/// Renders a position as an object with `line` and `column`.
pub(super) fn position_json(position: Position) -> Value {
    json!({ "line": position.line, "column": position.column })
}
