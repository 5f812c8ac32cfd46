//! The life of a session: what is said in which order, and what every message leads to.

use std::collections::BTreeMap;
use std::io::{self, Write};

use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    InitializeParams, InitializeResult, ServerInfo,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::ide::{Further, Host, Workspace};
use crate::lsp::frame::{self, Incoming};
use crate::lsp::publish::Published;
use crate::lsp::{Ended, capabilities, document, features, refactor, uri};

/// A request that cannot be answered: a code of JSON-RPC or of the protocol, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    code: i32,
    message: String,
}

impl Fault {
    /// What was asked cannot be done.
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self {
            code: -32803,
            message: message.into(),
        }
    }

    fn params(error: &serde_json::Error) -> Self {
        Self {
            code: -32602,
            message: error.to_string(),
        }
    }
}

/// Where a session is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    Running,
    Leaving,
}

/// How far the findings of the last change have been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    /// Those that need no environment.
    WithoutEnvironments,
    /// Those, with some environments looked at and not told yet.
    Part,
    Everything,
}

/// One editor.
pub(super) struct Session<'s> {
    pub(super) workspace: Workspace<'s>,
    output: &'s mut dyn Write,
    stage: Stage,
    told: Told,
    published: Published,
    /// The URIs that the editor knows files by.
    uris: BTreeMap<String, String>,
}

impl<'s> Session<'s> {
    /// A session that nothing was said in.
    pub(super) fn new(host: &'s dyn Host, facts: &'s Facts, output: &'s mut dyn Write) -> Self {
        Self {
            workspace: Workspace::new(host, facts),
            output,
            stage: Stage::Greeting,
            told: Told::Everything,
            published: Published::default(),
            uris: BTreeMap::new(),
        }
    }

    /// How the session ended, when nothing more comes.
    pub(super) fn ended(&self) -> Ended {
        match self.stage {
            Stage::Leaving => Ended::Properly,
            Stage::Greeting | Stage::Running => Ended::Abruptly,
        }
    }

    /// Whether there are findings to tell.
    pub(super) fn has_work(&self) -> bool {
        self.told != Told::Everything
    }

    /// Tells findings: at first those that need no environment, then the rest.
    pub(super) fn work(&mut self) -> io::Result<()> {
        let news = match self.told {
            Told::Nothing => {
                self.workspace.refresh();
                self.told = Told::WithoutEnvironments;
                true
            }
            Told::WithoutEnvironments | Told::Part => match self.workspace.look_further() {
                Further::More => {
                    self.told = Told::Part;
                    false
                }
                Further::Done => {
                    let found = self.told == Told::Part;
                    self.told = Told::Everything;
                    found
                }
            },
            Told::Everything => false,
        };
        if news {
            let messages = self.published.changed(&self.workspace, &self.uris);
            for message in messages {
                self.notify("textDocument/publishDiagnostics", &message)?;
            }
        }
        Ok(())
    }

    /// Handles a message; the end of the session, where it is that.
    pub(super) fn take(&mut self, incoming: Incoming) -> io::Result<Option<Ended>> {
        let message = match incoming {
            Incoming::Message(message) => message,
            Incoming::Malformed(reason) => {
                let fault = Fault {
                    code: -32700,
                    message: reason,
                };
                self.answer(&Value::Null, Err(fault))?;
                return Ok(None);
            }
        };
        let id = message.get("id").cloned();
        let method = message.get("method").and_then(Value::as_str);
        let params = message.get("params").cloned().unwrap_or(Value::Null);
        match (method, id) {
            (Some("exit"), _) => return Ok(Some(self.ended())),
            (Some(method), None) => self.notice(method, params),
            (Some(method), Some(id)) => {
                let answer = self.request(method, params);
                self.answer(&id, answer)?;
            }
            // An answer to a question; none is asked that needs one.
            (None, Some(_))
                if message.get("result").is_some() || message.get("error").is_some() => {}
            (None, id) => {
                let fault = Fault {
                    code: -32600,
                    message: "a request names its `method`".to_owned(),
                };
                self.answer(&id.unwrap_or(Value::Null), Err(fault))?;
            }
        }
        Ok(None)
    }

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

    fn notice(&mut self, method: &str, params: Value) {
        if self.stage != Stage::Running {
            return;
        }
        // What cannot be read is left out: a notice has no answer.
        let changed = match method {
            "textDocument/didOpen" => read(params).map(|params| self.opened(params)).is_ok(),
            "textDocument/didChange" => read(params).map(|params| self.changed(params)).is_ok(),
            "textDocument/didClose" => read(params).map(|params| self.closed(params)).is_ok(),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.workspace.disk_changed();
                true
            }
            _ => false,
        };
        if changed {
            self.told = Told::Nothing;
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let identity = self.identity(document.uri.as_str());
        self.uris
            .insert(identity.clone(), document.uri.as_str().to_owned());
        self.workspace
            .open(identity, document.text, document.version);
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let identity = self.identity(params.text_document.uri.as_str());
        if let Some(document) = self.workspace.document(&identity) {
            let text = document::changed(&document.text, params.content_changes);
            self.workspace
                .change(&identity, text, params.text_document.version);
        }
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let identity = self.identity(params.text_document.uri.as_str());
        self.workspace.close(&identity);
    }

    fn request(&mut self, method: &str, params: Value) -> Result<String, Fault> {
        match (self.stage, method) {
            (Stage::Greeting, "initialize") => return self.initialize(params),
            (Stage::Greeting, _) => {
                return Err(Fault {
                    code: -32002,
                    message: "the first request is `initialize`".to_owned(),
                });
            }
            (Stage::Running, "initialize") | (Stage::Leaving, _) => {
                return Err(Fault {
                    code: -32600,
                    message: format!("`{method}` cannot be asked at this point"),
                });
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::Leaving;
                self.told = Told::Everything;
                return Ok("null".to_owned());
            }
            (Stage::Running, _) => {}
        }
        self.workspace.refresh();
        let session = &*self;
        match method {
            "textDocument/completion" => reply(params, |it| Ok(features::completion(session, it))),
            "textDocument/hover" => reply(params, |it| Ok(features::hover(session, it))),
            "textDocument/definition" => reply(params, |it| Ok(features::definition(session, it))),
            "textDocument/references" => reply(params, |it| Ok(features::references(session, it))),
            "textDocument/documentHighlight" => {
                reply(params, |it| Ok(features::highlights(session, it)))
            }
            "textDocument/documentSymbol" => reply(params, |it| Ok(features::outline(session, it))),
            "workspace/symbol" => reply(params, |it| Ok(features::workspace_symbols(session, it))),
            "textDocument/foldingRange" => reply(params, |it| Ok(features::folds(session, it))),
            "textDocument/inlayHint" => reply(params, |it| Ok(features::hints(session, it))),
            "textDocument/signatureHelp" => {
                reply(params, |it| Ok(features::signature(session, it)))
            }
            "textDocument/semanticTokens/full" => {
                reply(params, |it| Ok(features::tokens(session, it)))
            }
            "textDocument/formatting" => reply(params, |it| refactor::format(session, it)),
            "textDocument/codeAction" => reply(params, |it| Ok(refactor::actions(session, it))),
            "textDocument/prepareRename" => reply(params, |it| refactor::prepare(session, it)),
            "textDocument/rename" => reply(params, |it| refactor::rename(session, it)),
            _ => Err(Fault {
                code: -32601,
                message: format!("there is no `{method}`"),
            }),
        }
    }

    fn initialize(&mut self, params: Value) -> Result<String, Fault> {
        // An editor may say more, and other things, than these types know; only the folders matter.
        let folders = match read::<InitializeParams>(params.clone()) {
            Ok(params) => {
                let folders = params.workspace_folders.into_iter().flatten();
                folders
                    .map(|folder| folder.uri.as_str().to_owned())
                    .collect()
            }
            Err(_) => Vec::new(),
        };
        let root = params.get("rootUri").and_then(Value::as_str);
        let folders: Vec<String> = match (folders.is_empty(), root) {
            (true, Some(root)) => vec![root.to_owned()],
            _ => folders,
        };
        let paths = folders.iter().filter_map(|folder| uri::path(folder));
        self.workspace.set_folders(paths.collect());
        self.stage = Stage::Running;
        written(InitializeResult {
            capabilities: capabilities::all(),
            server_info: Some(ServerInfo {
                name: "gwc".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    fn answer(&mut self, id: &Value, answer: Result<String, Fault>) -> io::Result<()> {
        let body = match answer {
            Ok(result) => format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#),
            Err(fault) => {
                let error = json!({ "code": fault.code, "message": fault.message });
                format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#)
            }
        };
        frame::write(self.output, &body)
    }

    fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        let body = format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#);
        frame::write(self.output, &body)
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, Fault> {
    serde_json::from_value(params).map_err(|error| Fault::params(&error))
}

/// The JSON of a result; not a tree of values, which would cost more than the answer.
fn written(result: impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(&result).map_err(|error| Fault {
        code: -32603,
        message: error.to_string(),
    })
}

fn reply<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> Result<R, Fault>,
) -> Result<String, Fault> {
    written(answer(read(params)?)?)
}
