//! What the program has to say about a spec: one plain [`Diagnostic`], and the ways to show it.
//!
//! Owns the type and its renderings. It must not decide anything about the language: rules make diagnostics, this room
//! carries them.

pub mod codes;
pub mod fix;
pub mod github;
pub mod json;
pub mod near;
mod place;
pub mod render;
pub mod sarif;
pub mod short;
mod visible;

pub use codes::Code;
pub use visible::escaped;

use crate::source::Span;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; never fails a run.
    Note,
    /// Fails a run only with `--deny warnings`.
    Warning,
    /// Nothing is built.
    Error,
}

impl Severity {
    /// The word that every format shows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place, and what it has to do with the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What it is, e.g. `first declared here`; may be empty for the primary place.
    pub text: String,
}

/// Text to put in the place of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A change that mends the fault, for `gwc check --fix` and for editors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, e.g. ``write `<id>` ``.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it cannot change what the author meant, so that it may be applied unasked.
    pub safe: bool,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which fault.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// One line, lower case, no full stop, user text in backticks.
    pub message: String,
    /// Exactly what is wrong.
    pub primary: Label,
    /// Places that say why.
    pub related: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
    /// The change that mends it.
    pub fix: Option<Fix>,
    /// The environments in which it is found; empty where it does not depend on the environment.
    pub environments: Vec<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A warning at a place.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    /// A note at a place.
    pub fn note(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, span, message.into())
    }

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
        }
    }

    /// Says what the primary place is.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a place that says why.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to write.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a fix that replaces one span, and that cannot change what the author meant.
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

    /// Adds a fix that replaces one span, for the author to look at.
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

    /// Says what to write in place of a span, and adds that as a fix for the author to look at.
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

    /// The message for people: it ends in the environments that the finding is limited to, e.g. `[prod]`.
    #[must_use]
    pub fn text(&self) -> String {
        match self.environments.as_slice() {
            [] => self.message.clone(),
            environments => format!("{} [{}]", self.message, environments.join(", ")),
        }
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
