//! Adapts a finding to [`miette::Diagnostic`], which every handler of miette can show.
//!
//! Reads only the lines that a handler asks for, and never copies a file. Places in other files are related reports.

use std::fmt;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::visible::visible;
use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, LineIndex};

/// The displayable text of a file, with its lines.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'s> {
    /// The file's name.
    pub name: &'s str,
    /// The text, with secrets hidden.
    pub text: &'s str,
    /// The lines of the text.
    pub index: &'s LineIndex,
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let at = |offset: usize| u32::try_from(offset).map_err(|_| MietteError::OutOfBounds);
        let last = span.offset() + span.len().saturating_sub(1);
        let first = self
            .index
            .line_of(at(span.offset())?)
            .saturating_sub(before);
        let last = (self.index.line_of(at(last)?) + after).min(self.index.lines() - 1);
        let line_start = |line: usize| self.index.line_start(line).map(|start| start as usize);
        let start = line_start(first).ok_or(MietteError::OutOfBounds)?;
        let end = line_start(last + 1).unwrap_or(self.text.len());
        let lines = self.text.get(start..end).ok_or(MietteError::OutOfBounds)?;
        let name = visible(self.name);
        let span = SourceSpan::new(start.into(), lines.len());
        let contents =
            MietteSpanContents::new_named(name, lines.as_bytes(), span, first, 0, last + 1 - first);
        Ok(Box::new(contents.with_language("gw")))
    }
}

/// A finding, or its part about another file.
#[derive(Debug)]
pub struct Report<'s> {
    finding: &'s Diagnostic,
    /// The explanation in another file; `None` in the report of the fault itself.
    message: Option<&'s str>,
    excerpt: Option<Excerpt<'s>>,
    labels: Vec<LabeledSpan>,
    related: Vec<Report<'s>>,
}

impl<'s> Report<'s> {
    /// Creates the report of a finding. `excerpt` returns the files that it refers to.
    #[must_use]
    pub fn new(finding: &'s Diagnostic, excerpt: &dyn Fn(FileId) -> Option<Excerpt<'s>>) -> Self {
        let mut files = finding.files().into_iter();
        let mut report = Self::of_file(finding, files.next(), excerpt);
        report.message = None;
        report.related = files
            .map(|file| Self::of_file(finding, Some(file), excerpt))
            .collect();
        report
    }

    fn of_file(
        finding: &'s Diagnostic,
        file: Option<FileId>,
        excerpt: &dyn Fn(FileId) -> Option<Excerpt<'s>>,
    ) -> Self {
        let excerpt = file.and_then(excerpt);
        let length = excerpt.map_or(0, |it| it.text.trim_end().len());
        let primary = std::iter::once((&finding.primary, true));
        let labels = primary.chain(finding.related.iter().map(|label| (label, false)));
        let here: Vec<(&Label, bool)> = labels
            .filter(|(label, _)| Some(label.span.file) == file)
            .collect();
        Self {
            finding,
            message: here.first().map(|(label, _)| label.text.as_str()),
            excerpt,
            labels: here
                .iter()
                .map(|(label, primary)| to_label(label, *primary, length))
                .collect(),
            related: Vec::new(),
        }
    }
}

/// Converts a label for miette. A label at the end of a file is moved to the last character.
fn to_label(label: &Label, primary: bool, length: usize) -> LabeledSpan {
    let range = label.span.range();
    let start = range.start.min(length);
    let span = SourceSpan::new(start.into(), range.end.saturating_sub(start));
    let text = Some(label.text.clone()).filter(|text| !text.is_empty());
    if primary {
        LabeledSpan::new_primary_with_span(text, span)
    } else {
        LabeledSpan::new_with_span(text, span)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message {
            Some(message) => f.write_str(message),
            None => f.write_str(&self.finding.text()),
        }
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let code = self.finding.code;
        self.message
            .is_none()
            .then(|| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        let severity = match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        };
        Some(self.message.map_or(severity, |_| miette::Severity::Advice))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let fix = self.finding.fix.as_ref().map(|fix| &fix.title);
        let help = self.finding.help.as_ref().or(fix);
        let help = help.filter(|_| self.message.is_none())?;
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|it| it as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let related = self.related.iter();
        Some(Box::new(related.map(|it| it as &dyn miette::Diagnostic)))
    }
}
