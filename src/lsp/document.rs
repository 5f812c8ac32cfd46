//! Changes to a document, as sent by an editor.

use std::borrow::Cow;

use gen_lsp_types::{TextDocumentContentChangeEvent, TextDocumentContentChangePartial};

use crate::ide::Document;
use crate::lsp::lines::Encoding;
use crate::source::LineIndex;

/// Applies changes to a document, one after the other, and returns its new text.
///
/// # Errors
/// When the range of a change ends before it starts.
pub(super) fn apply_changes(
    document: &Document,
    changes: Vec<TextDocumentContentChangeEvent>,
    encoding: Encoding,
) -> Result<String, String> {
    let mut text = document.text.to_string();
    let mut index = Some(Cow::Borrowed(&document.index));
    for change in changes {
        let known = index.take();
        let TextDocumentContentChangePartial {
            range,
            text: inserted,
            ..
        } = match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => change,
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                text = whole.text;
                continue;
            }
        };
        let known = known.unwrap_or_else(|| Cow::Owned(LineIndex::new(&text)));
        let start = encoding.offset(&text, &known, range.start) as usize;
        let end = encoding.offset(&text, &known, range.end) as usize;
        if end < start {
            return Err(format!("the change of {range:?} ends before it starts"));
        }
        // INVARIANT: the offsets of positions are between characters.
        text.replace_range(start..end, &inserted);
    }
    Ok(text)
}
