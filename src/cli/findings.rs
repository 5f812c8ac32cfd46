//! The findings of one run, over several specs and their files, each finding once.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::args::FindingsFormat;
use crate::cli::exit::Failure;
use crate::cli::terminal::{self, Console, Stream};
use crate::diag::{self, Code, Diagnostic, Severity, codes};
use crate::source::{FileId, Sources, Span};

/// The number of findings to print for each file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bound {
    /// The first hundred.
    #[default]
    PerFile,
    /// All of them.
    None,
}

const MOST_PER_FILE: usize = 100;

/// The identity of a finding: file, start, end, code, and message with environments.
type Key = (FileId, u32, u32, Code, String);

/// Findings, and the source texts that they refer to.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The texts, each once, however many specs include it.
    pub sources: Sources,
    /// The findings, in the order they were added.
    pub diagnostics: Vec<Diagnostic>,
    files: BTreeMap<String, FileId>,
    seen: BTreeSet<Key>,
}

impl Findings {
    /// Adds findings that refer to `sources`, each once.
    pub(super) fn add<'d>(
        &mut self,
        sources: &Sources,
        found: impl IntoIterator<Item = &'d Diagnostic>,
    ) {
        let mut ids: BTreeMap<FileId, FileId> = BTreeMap::new();
        for (id, file) in sources.iter() {
            let known = self.files.get(&file.identity).copied();
            let merged = known.unwrap_or_else(|| self.sources.add_file(file.clone()));
            self.files.insert(file.identity.clone(), merged);
            ids.insert(id, merged);
        }
        let move_span = |span: &mut Span| match ids.get(&span.file) {
            Some(merged) => span.file = *merged,
            None => never!("a finding in file {} of {}", span.file.0, ids.len()),
        };
        for diagnostic in found {
            let mut diagnostic = diagnostic.clone();
            move_span(&mut diagnostic.primary.span);
            let labels = diagnostic.related.iter_mut();
            labels.for_each(|label| move_span(&mut label.span));
            let edits = diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| move_span(&mut edit.span));
            let span = diagnostic.primary.span;
            if diagnostic.code == codes::SECRET_IN_SPEC {
                self.sources.hide(span);
            }
            let (code, text) = (diagnostic.code, diagnostic.text());
            if self
                .seen
                .insert((span.file, span.start, span.end, code, text))
            {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Returns the worst severity.
    #[must_use]
    pub(super) fn worst(&self) -> Option<Severity> {
        let found = self.diagnostics.iter();
        found.map(|diagnostic| diagnostic.severity).max()
    }

    /// Renders the number of findings: `1 error, 2 warnings`.
    #[must_use]
    pub(super) fn totals(&self) -> String {
        diag::render::totals(&self.diagnostics)
    }

    /// Returns a line that points to the page of the worst finding.
    #[must_use]
    pub(super) fn explain_pointer(&self) -> Option<String> {
        let code = diag::render::first_code(&self.diagnostics)?;
        Some(format!("for details, see `gwc explain {code}`\n"))
    }

    /// Prints the findings of commands other than `check` to stderr, with their number.
    pub(super) fn print_human(&self, console: Console) {
        let (printed, omitted) = self.select(Bound::PerFile);
        terminal::message(&(self.human(&printed, console) + &omitted));
        console.status(&diag::render::summary(&self.diagnostics));
    }

    /// Prints the findings in a format: to stderr for people, to stdout for programs.
    ///
    /// # Errors
    /// When stdout cannot be written.
    pub(super) fn show(
        &self,
        format: FindingsFormat,
        bound: Bound,
        console: Console,
    ) -> Result<(), Failure> {
        let (printed, omitted) = self.select(bound);
        let sources = &self.sources;
        match format {
            FindingsFormat::Human => terminal::message(&self.human(&printed, console)),
            FindingsFormat::Short => terminal::print_text(&diag::short::lines(sources, &printed))?,
            FindingsFormat::Json => terminal::print_json(&diag::json::lines(sources, &printed))?,
            FindingsFormat::Sarif => terminal::print_json(&diag::sarif::log(sources, &printed))?,
            FindingsFormat::Github => terminal::print(&diag::github::commands(sources, &printed))?,
        }
        terminal::message(&omitted);
        Ok(())
    }

    fn human(&self, printed: &[Diagnostic], console: Console) -> String {
        let capabilities = console.capabilities(Stream::Err);
        let look = diag::render::Options {
            color: capabilities.color,
            unicode: capabilities.unicode,
            width: capabilities.width,
        };
        diag::render::human(&self.sources, printed, look)
    }

    /// Selects the findings to print, with a line for each file that has more.
    fn select(&self, bound: Bound) -> (Vec<Diagnostic>, String) {
        let mut counts: BTreeMap<FileId, usize> = BTreeMap::new();
        let mut printed = Vec::new();
        for finding in &self.diagnostics {
            let count = counts.entry(finding.primary.span.file).or_default();
            *count += 1;
            if bound == Bound::None || *count <= MOST_PER_FILE {
                printed.push(finding.clone());
            }
        }
        let mut omitted = String::new();
        for (file, count) in counts {
            if bound == Bound::PerFile && count > MOST_PER_FILE {
                let more = count - MOST_PER_FILE;
                let name = diag::escape(self.sources.name(file));
                omitted.push_str(&format!(
                    "{more} more in `{name}`; `gwc check --all` prints them\n"
                ));
            }
        }
        (printed, omitted)
    }
}
