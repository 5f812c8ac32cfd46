//! A completion: its text, and what an editor shows with it.

/// The kind of a completion, for its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A word of the language.
    Keyword,
    /// A setting or a clause.
    Setting,
    /// A name that the spec declares.
    Name,
    /// A param or a variable.
    Param,
    /// Any other value.
    Value,
}

/// A completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The text.
    pub label: String,
    /// Its kind.
    pub kind: CompletionKind,
    /// A short description.
    pub detail: Option<String>,
    /// The documentation, in Markdown.
    pub docs: Option<String>,
    /// The text with placeholders, for editors that support snippets.
    pub snippet: Option<String>,
}

impl Completion {
    pub(super) fn new(label: impl Into<String>, kind: CompletionKind) -> Self {
        Self {
            label: label.into(),
            kind,
            detail: None,
            docs: None,
            snippet: None,
        }
    }

    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(super) fn snippet(mut self, snippet: Option<&str>) -> Self {
        self.snippet = snippet.map(str::to_owned);
        self
    }

    pub(super) fn docs(mut self, docs: Option<&str>) -> Self {
        self.docs = docs.map(str::to_owned);
        self
    }
}
