//! Changes to a document, as sent by an editor.

use lsp_types::TextDocumentContentChangeEvent;

use crate::lsp::lines::Encoding;
use crate::source::LineIndex;

/// Applies changes to a text, one after the other.
pub(super) fn apply_changes(
    text: &str,
    changes: Vec<TextDocumentContentChangeEvent>,
    encoding: Encoding,
) -> String {
    let mut text = text.to_owned();
    for change in changes {
        let Some(range) = change.range else {
            text = change.text;
            continue;
        };
        let index = LineIndex::new(&text);
        let start = encoding.offset(&text, &index, range.start) as usize;
        let end = encoding.offset(&text, &index, range.end) as usize;
        if text.is_char_boundary(start) && text.is_char_boundary(end) && start <= end {
            text.replace_range(start..end, &change.text);
        }
    }
    text
}
