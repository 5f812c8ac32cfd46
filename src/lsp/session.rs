//! The state of a session: the documents, their URIs in the editor, and the client's capabilities.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ide::Workspace;
use crate::lsp::lines::{Encoding, Lines};
use crate::lsp::uri;
use crate::source::Sources;

/// A failed request: an error code of JSON-RPC or of the protocol, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestError {
    /// The code.
    pub(super) code: i32,
    /// The reason.
    pub(super) message: String,
}

impl RequestError {
    /// Creates the error of a valid request that cannot be fulfilled.
    pub(super) fn refusal(message: impl Into<String>) -> Self {
        Self {
            code: -32803,
            message: message.into(),
        }
    }
}

/// The client capabilities that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClientSupport {
    /// The unit of columns.
    pub(super) encoding: Encoding,
    /// It shows Markdown.
    pub(super) markdown: bool,
    /// It pulls diagnostics itself.
    pub(super) pulls_findings: bool,
    /// It supports snippets in completions.
    pub(super) snippets: bool,
    /// It can watch files.
    pub(super) watches_files: bool,
}

impl ClientSupport {
    /// Reads the capabilities that an editor sends with `initialize`.
    pub(super) fn read(params: &Value) -> Self {
        let capability = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let flag = |path: &str| capability(path).and_then(Value::as_bool) == Some(true);
        let formats = capability("textDocument/hover/contentFormat").and_then(Value::as_array);
        let encodings = capability("general/positionEncodings").cloned();
        let encodings: Vec<gen_lsp_types::PositionEncodingKind> = encodings
            .and_then(|encodings| serde_json::from_value(encodings).ok())
            .unwrap_or_default();
        Self {
            encoding: Encoding::choose(&encodings),
            markdown: formats.is_none_or(|formats| formats.iter().any(|it| it == "markdown")),
            pulls_findings: capability("textDocument/diagnostic").is_some_and(Value::is_object),
            snippets: flag("textDocument/completion/completionItem/snippetSupport"),
            watches_files: flag("workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}

/// The session with one editor.
pub(super) struct Session<'s> {
    /// The documents and their specs.
    pub(super) workspace: Workspace<'s>,
    /// The client's capabilities.
    pub(super) client: ClientSupport,
    /// The URIs by which the editor knows files.
    pub(super) uris: BTreeMap<String, String>,
}

impl Session<'_> {
    /// Returns the identity of the file of a URI.
    pub(super) fn identity(&self, uri: &str) -> String {
        match uri::path(uri) {
            Some(path) => self.workspace.host().identity("", &path),
            None => uri.to_owned(),
        }
    }

    /// Returns the URI by which the editor knows a file.
    pub(super) fn uri(&self, identity: &str) -> String {
        let known = self.uris.get(identity);
        known.cloned().unwrap_or_else(|| uri::of_path(identity))
    }

    /// Returns the line index of a spec's files.
    pub(super) fn lines<'t>(&self, sources: &'t Sources) -> Lines<'t> {
        Lines::new(sources, self.client.encoding)
    }
}
