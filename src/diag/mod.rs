//! Diagnostics: the type, the registry of codes, and the output formats.
//!
//! Knows nothing about the language: other modules create diagnostics, this one merges and renders them.

pub mod codes;
pub mod fix;
pub mod github;
pub mod json;
pub mod near;
mod place;
pub mod render;
pub mod report;
pub mod sarif;
pub mod short;
mod site;
mod visible;

pub use codes::Code;
pub use site::Site;
pub use visible::{escape, escape_json};

use crate::source::{FileId, Span};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Information; never fails a run.
    Note,
    /// Fails a run with `--deny warnings`.
    Warning,
    /// Fails a run; nothing is built.
    Error,
}

impl Severity {
    /// Returns its name in every format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a file, with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The text, e.g. `first declared here`; may be empty for the primary place.
    pub text: String,
}

/// A replacement of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The replaced text; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A change that removes the fault, for `gwc check --fix` and editors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// A short description, e.g. ``write `<id>` ``.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
    /// True if it preserves the meaning, so that `--fix` applies it.
    pub safe: bool,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// One line, lower case, no full stop, user text in backticks.
    pub message: String,
    /// The exact place of the fault.
    pub primary: Label,
    /// Other places that explain the fault.
    pub related: Vec<Label>,
    /// How to fix it.
    pub help: Option<String>,
    /// A change that fixes it.
    pub fix: Option<Fix>,
    /// The environments that have it; empty if it does not depend on the environment.
    pub environments: Vec<String>,
    /// True if the text at the primary place may be a secret, which is not shown then.
    pub masked: bool,
    /// The place in gwc's own source that made it.
    pub site: Site,
}

impl Diagnostic {
    /// Creates an error at a place.
    #[track_caller]
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// Creates a warning at a place.
    #[track_caller]
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    /// Creates a note at a place.
    #[track_caller]
    pub fn note(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, span, message.into())
    }

    #[track_caller]
    fn new(severity: Severity, code: Code, span: Span, message: String) -> Self {
        let primary = Label {
            span,
            text: String::new(),
        };
        Self {
            code,
            severity,
            message,
            primary,
            related: Vec::new(),
            help: None,
            fix: None,
            environments: Vec::new(),
            masked: false,
            site: Site::here(),
        }
    }

    /// Labels the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a place that explains the fault.
    #[must_use]
    pub fn place(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds help.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a fix that replaces one span and preserves the meaning.
    #[must_use]
    pub fn safe_fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(Fix {
            title: title.into(),
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
            safe: true,
        })
    }

    /// Adds a fix that replaces one span, for the author to review.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(Fix {
            title: title.into(),
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
            safe: false,
        })
    }

    /// Adds a fix that replaces one span, for the author to review, with the same help.
    #[must_use]
    pub fn instead(self, span: Span, text: &str) -> Self {
        let write = format!("write `{text}`");
        self.help(write.clone()).fix(write, span, text)
    }

    /// Adds a fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Hides the text at the primary place, which may be a secret.
    #[must_use]
    pub fn mask(mut self) -> Self {
        self.masked = true;
        self
    }

    /// Returns the message for people, followed by the environments that it is limited to, e.g. `[prod]`.
    #[must_use]
    pub fn text(&self) -> String {
        match self.environments.as_slice() {
            [] => self.message.clone(),
            environments => format!("{} [{}]", self.message, environments.join(", ")),
        }
    }

    /// Returns the files of all places, that of the primary place first.
    #[must_use]
    pub fn files(&self) -> Vec<FileId> {
        let mut files = vec![self.primary.span.file];
        for label in &self.related {
            if !files.contains(&label.span.file) {
                files.push(label.span.file);
            }
        }
        files
    }

    /// Returns true for an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
