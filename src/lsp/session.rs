//! The state of a session: the documents, the addresses that the editor knows them by, and how it counts columns.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ide::Workspace;
use crate::lsp::lines::{Encoding, Lines};
use crate::lsp::uri;
use crate::source::Sources;

/// A request that cannot be answered: a code of JSON-RPC or of the protocol, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestError {
    /// The code.
    pub(super) code: i32,
    /// The reason.
    pub(super) message: String,
}

impl RequestError {
    /// The request is sound, but cannot be done.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self {
            code: -32803,
            message: message.into(),
        }
    }
}

/// What the editor can do, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ClientSupport {
    /// The units of columns.
    pub(super) encoding: Encoding,
    /// Whether it shows Markdown.
    pub(super) markdown: bool,
    /// Whether it asks for findings by itself.
    pub(super) pulls_findings: bool,
    /// Whether it takes snippets in completions.
    pub(super) snippets: bool,
    /// Whether it watches files on demand.
    pub(super) watches_files: bool,
}

impl ClientSupport {
    /// Reads the capabilities that an editor sends with `initialize`.
    pub(super) fn read(params: &Value) -> Self {
        let capability = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let flag = |path: &str| capability(path).and_then(Value::as_bool) == Some(true);
        let formats = capability("textDocument/hover/contentFormat").and_then(Value::as_array);
        let encodings = capability("general/positionEncodings").cloned();
        let encodings: Vec<lsp_types::PositionEncodingKind> = encodings
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

/// One editor.
pub(super) struct Session<'s> {
    /// The documents and their specs.
    pub(super) workspace: Workspace<'s>,
    /// What the editor can do.
    pub(super) client: ClientSupport,
    /// The addresses that the editor knows files by.
    pub(super) uris: BTreeMap<String, String>,
}

impl Session<'_> {
    /// The identity of the file that a URI names.
    pub(super) fn identity(&self, uri: &str) -> String {
        match uri::path(uri) {
            Some(path) => self.workspace.host().identity("", &path),
            None => uri.to_owned(),
        }
    }

    /// The URI of a file, as the editor knows it.
    pub(super) fn uri(&self, identity: &str) -> String {
        let known = self.uris.get(identity);
        known.cloned().unwrap_or_else(|| uri::of_path(identity))
    }

    /// The lines of the files of a spec.
    pub(super) fn lines<'t>(&self, sources: &'t Sources) -> Lines<'t> {
        Lines::new(sources, self.client.encoding)
    }
}
