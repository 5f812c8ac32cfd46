//! Changes to a document, as sent by an editor.

use std::borrow::Cow;

use lsp_types::TextDocumentContentChangeEvent;

use crate::ide::Document;
use crate::lsp::lines::Encoding;
use crate::source::LineIndex;

/// Applies changes to a document, one after the other, and returns its new text.
pub(super) fn apply_changes(
    document: &Document,
    changes: Vec<TextDocumentContentChangeEvent>,
    encoding: Encoding,
) -> String {
    let mut text = document.text.to_string();
    let mut index = Some(Cow::Borrowed(&document.index));
    for change in changes {
        let known = index.take();
        let Some(range) = change.range else {
            text = change.text;
            continue;
        };
        let known = known.unwrap_or_else(|| Cow::Owned(LineIndex::new(&text)));
        let start = encoding.offset(&text, &known, range.start) as usize;
        let end = encoding.offset(&text, &known, range.end) as usize;
        if text.is_char_boundary(start) && text.is_char_boundary(end) && start <= end {
            text.replace_range(start..end, &change.text);
        }
    }
    text
}
