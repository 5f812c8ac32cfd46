//! Spans as people and machines read them: a file's name, lines and columns. Shared by all formats of this room.
//!
//! Owns the line indexes of one run, each built once. It must not look at what a diagnostic says.

use std::cell::OnceCell;

use serde_json::{Value, json};

use crate::source::{LineIndex, Position, Sources, Span};

/// Where a span lies.
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
}

impl<'s> Places<'s> {
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self {
            sources,
            indexes: sources.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// The place of a span; the first character of nowhere for a span of a file that is not there.
    pub(super) fn of(&self, span: Span) -> Place<'s> {
        let file = self.sources.name(span.file);
        let text = self.sources.text(span.file);
        let origin = Position { line: 1, column: 1 };
        match self.indexes.get(span.file.0 as usize) {
            Some(cell) => {
                let index = cell.get_or_init(|| LineIndex::new(text));
                Place {
                    file,
                    start: index.position(text, span.start),
                    end: index.position(text, span.end),
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

/// A position as an object of `line` and `column`.
pub(super) fn position_json(position: Position) -> Value {
    json!({ "line": position.line, "column": position.column })
}
