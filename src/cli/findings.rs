//! Findings of one run: of several specs, each of several files, every finding once.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::args::FindingsFormat;
use crate::cli::exit::Failure;
use crate::cli::terminal::{self, Console, Stream};
use crate::diag::{self, Diagnostic, Severity};
use crate::source::{FileId, Sources, Span};

/// Findings, and the texts that they point into.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The texts, each once however many specs include it.
    pub sources: Sources,
    /// The findings, in the order in which they were added.
    pub diagnostics: Vec<Diagnostic>,
    files: BTreeMap<String, FileId>,
    seen: BTreeSet<(FileId, u32, u32, diag::Code, String)>,
}

impl Findings {
    /// Takes in findings that point into `sources`, each once.
    pub(super) fn add<'d>(
        &mut self,
        sources: &Sources,
        found: impl IntoIterator<Item = &'d Diagnostic>,
    ) {
        let mut ids: BTreeMap<FileId, FileId> = BTreeMap::new();
        for (id, file) in sources.iter() {
            let known = self.files.get(&file.name).copied();
            let mine =
                known.unwrap_or_else(|| self.sources.add(file.name.clone(), file.text.clone()));
            self.files.insert(file.name.clone(), mine);
            ids.insert(id, mine);
        }
        let moved = |span: &mut Span| span.file = ids.get(&span.file).copied().unwrap_or(span.file);
        for diagnostic in found {
            let mut diagnostic = diagnostic.clone();
            moved(&mut diagnostic.primary.span);
            diagnostic
                .related
                .iter_mut()
                .for_each(|label| moved(&mut label.span));
            let edits = diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| moved(&mut edit.span));
            let span = diagnostic.primary.span;
            let key = (
                span.file,
                span.start,
                span.end,
                diagnostic.code,
                diagnostic.message.clone(),
            );
            if self.seen.insert(key) {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// The worst finding.
    #[must_use]
    pub(super) fn worst(&self) -> Option<Severity> {
        self.diagnostics
            .iter()
            .map(|diagnostic| diagnostic.severity)
            .max()
    }

    /// Shows the findings to people, on standard error.
    pub(super) fn print_human(&self, console: Console) {
        if self.diagnostics.is_empty() {
            return;
        }
        let capabilities = console.capabilities(Stream::Err);
        let capabilities = diag::render::Look {
            color: capabilities.color,
            unicode: capabilities.unicode,
            width: capabilities.width,
        };
        let mut text = diag::render::human(&self.sources, &self.diagnostics, capabilities);
        text.push_str(&diag::render::summary(&self.diagnostics));
        terminal::message(&text);
    }

    /// Shows the findings in a form: for people on standard error, for machines on standard output.
    ///
    /// # Errors
    /// When standard output cannot be written.
    pub(super) fn show(&self, format: FindingsFormat, console: Console) -> Result<(), Failure> {
        match format {
            FindingsFormat::Human => {
                self.print_human(console);
                Ok(())
            }
            FindingsFormat::Short => {
                terminal::print(&diag::short::lines(&self.sources, &self.diagnostics))
            }
            FindingsFormat::Json => {
                terminal::print(&diag::json::lines(&self.sources, &self.diagnostics))
            }
            FindingsFormat::Sarif => {
                terminal::print(&diag::sarif::log(&self.sources, &self.diagnostics))
            }
            FindingsFormat::Github => {
                terminal::print(&diag::github::commands(&self.sources, &self.diagnostics))
            }
        }
    }
}
