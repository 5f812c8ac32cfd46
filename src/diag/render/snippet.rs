//! One file as miette reads it: every span can be served, at the end of the file and in an empty one too.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::diag::Label;
use crate::diag::visible::visible;
use crate::source::{FileId, LineIndex, Sources, Span};

/// The most lines of one span that are drawn; of a longer one, the first line stands for all.
const MOST_LINES: usize = 8;

/// A file's text, its lines and its name.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    /// Visible, and with a newline at its end, for miette draws no mark after the last byte.
    text: String,
    index: LineIndex,
}

impl Snippet {
    pub(super) fn new(sources: &Sources, file: FileId) -> Self {
        let mut text = visible(sources.text(file));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Self {
            name: visible(sources.name(file)),
            index: LineIndex::new(&text),
            text,
        }
    }

    /// A label as miette takes it.
    pub(super) fn label(&self, label: &Label, primary: bool) -> LabeledSpan {
        let (start, end) = self.drawn(label.span);
        let text = (!label.text.is_empty()).then(|| visible(&label.text));
        let length = end - start;
        if primary {
            LabeledSpan::new_primary_with_span(text, (start, length))
        } else {
            LabeledSpan::new_with_span(text, (start, length))
        }
    }

    /// The bytes to mark: inside the text, on letters' bounds, without white space at the end.
    fn drawn(&self, span: Span) -> (usize, usize) {
        // The newline that closes the text is no place of its own: nothing is drawn on the line after it.
        let last = self.text.len().saturating_sub(1);
        let mut start = self.bound((span.start as usize).min(last));
        let mut end = self.bound((span.end as usize).clamp(start, last));
        if start == end && start == last {
            // Something is missing at the end of the file: the mark goes behind the last thing that is there.
            start = self.text.trim_end().len().min(start);
            return (start, start);
        }
        let marked = self.text.get(start..end).unwrap_or("");
        let (first, lines) = (marked.lines().next().unwrap_or(""), marked.lines().count());
        if lines > MOST_LINES {
            end = start + first.len();
        }
        let marked = self.text.get(start..end).unwrap_or("");
        let trimmed = marked.trim_end().len();
        if trimmed > 0 {
            end = start + trimmed;
        }
        (start, end)
    }

    fn bound(&self, at: usize) -> usize {
        (0..=at)
            .rev()
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(0)
    }
}

impl SourceCode for Snippet {
    /// miette's own reader walks the whole text for each label, counts columns in bytes, and fails past the end.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let end = span.offset() + span.len();
        let first = self.index.line_of(offset(span.offset()));
        let last = self.index.line_of(offset(end.max(span.offset() + 1) - 1));
        let top = first.saturating_sub(before);
        let line_start = |line: usize| {
            let start = self.index.line_start(line);
            start.map_or(self.text.len(), |start| start as usize)
        };
        let (from, to) = (line_start(top), line_start(last + after + 1));
        let text = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        // Without context lines, miette asks for the place that it writes above the snippet.
        let column = if before == 0 {
            let place = self.index.position(&self.text, offset(span.offset()));
            place.column.saturating_sub(1) as usize
        } else {
            0
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            text.as_bytes(),
            (from, text.len()).into(),
            top,
            column,
            text.lines().count(),
        )))
    }
}
