//! The lifecycle of a session, and the handler of every message.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, InitializeResult, ServerInfo,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::ide::{CheckStatus, Host, Workspace};
use crate::lsp::frame::{self, Incoming};
use crate::lsp::publish::{self, Published};
use crate::lsp::session::{ClientSupport, RequestError, Session};
use crate::lsp::{SessionEnd, capabilities, document, features, lenses, links, refactor, uri};

/// The stage of a session's lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Uninitialized,
    Running,
    ShutDown,
}

/// The findings of the last change that have been published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Nothing,
    /// Those that do not depend on an environment.
    WithoutEnvironments,
    /// Those; some environments have been checked, but their findings are not published yet.
    Part,
    Everything,
}

/// A session with its output.
pub(super) struct Server<'s> {
    session: Session<'s>,
    output: &'s mut dyn Write,
    stage: Stage,
    progress: Progress,
    published: Published,
    /// The folders of the workspace, by path.
    folders: Vec<String>,
    /// The number of requests sent to the editor.
    sent: u32,
}

impl<'s> Server<'s> {
    /// Creates a session before its first message.
    pub(super) fn new(host: &'s dyn Host, facts: &'s Facts, output: &'s mut dyn Write) -> Self {
        Self {
            session: Session {
                workspace: Workspace::new(host, facts),
                client: ClientSupport::default(),
                uris: BTreeMap::new(),
            },
            output,
            stage: Stage::Uninitialized,
            progress: Progress::Everything,
            published: Published::default(),
            folders: Vec::new(),
            sent: 0,
        }
    }

    /// Returns how the session ended.
    pub(super) fn end(&self) -> SessionEnd {
        match self.stage {
            Stage::ShutDown => SessionEnd::Clean,
            Stage::Uninitialized | Stage::Running => SessionEnd::Abrupt,
        }
    }

    /// Returns true if there are findings to publish.
    pub(super) fn has_work(&self) -> bool {
        self.progress != Progress::Everything
    }

    /// Publishes findings: first those that do not depend on an environment, then the rest.
    pub(super) fn work(&mut self) -> io::Result<()> {
        let step = catch_unwind(AssertUnwindSafe(|| self.advance()));
        let Ok(news) = step else {
            self.progress = Progress::Everything;
            return self.log(
                "internal error while checking the spec: this is a bug in gwc, please report it",
            );
        };
        if news && !self.session.client.pulls_findings {
            let messages = self.published.changed_files(&self.session);
            for message in messages {
                self.notify("textDocument/publishDiagnostics", &message)?;
            }
        } else if news && self.progress == Progress::Everything {
            // The editor pulled findings before the environments were checked.
            self.request_client("workspace/diagnostic/refresh", &Value::Null)?;
        }
        Ok(())
    }

    /// Takes the next step of checking; returns true if there is something to publish.
    fn advance(&mut self) -> bool {
        match self.progress {
            Progress::Nothing => match self.session.workspace.check_first() {
                CheckStatus::More => false,
                CheckStatus::Done => {
                    self.progress = Progress::WithoutEnvironments;
                    true
                }
            },
            Progress::WithoutEnvironments | Progress::Part => {
                match self.session.workspace.check_next() {
                    CheckStatus::More => {
                        self.progress = Progress::Part;
                        false
                    }
                    CheckStatus::Done => {
                        let found = self.progress == Progress::Part;
                        self.progress = Progress::Everything;
                        found
                    }
                }
            }
            Progress::Everything => false,
        }
    }

    /// Handles a message; returns the end of the session for the last one.
    pub(super) fn take(&mut self, incoming: Incoming) -> io::Result<Option<SessionEnd>> {
        let message = match incoming {
            Incoming::Message(message) => message,
            Incoming::Malformed(message) => {
                let error = RequestError {
                    code: -32700,
                    message,
                };
                self.answer(&Value::Null, Err(error))?;
                return Ok(None);
            }
        };
        let id = message.get("id").cloned();
        let method = message.get("method").and_then(Value::as_str);
        let params = message.get("params").cloned().unwrap_or(Value::Null);
        match (method, id) {
            (Some("exit"), _) => return Ok(Some(self.end())),
            (Some(method), None) => self.guard_notice(method, params)?,
            (Some(method), Some(id)) => {
                let answer = self.guard_request(method, params);
                self.answer(&id, answer)?;
            }
            // A response to a request of the server. None of them needs handling.
            (None, Some(_))
                if message.get("result").is_some() || message.get("error").is_some() => {}
            (None, id) => {
                let error = RequestError {
                    code: -32600,
                    message: "expected a `method` in the request".to_owned(),
                };
                self.answer(&id.unwrap_or(Value::Null), Err(error))?;
            }
        }
        Ok(None)
    }

    /// Answers a request that was cancelled before it was handled.
    pub(super) fn answer_cancelled(&mut self, id: &Value) -> io::Result<()> {
        let error = RequestError {
            code: -32800,
            message: "cancelled".to_owned(),
        };
        self.answer(id, Err(error))
    }

    fn guard_request(&mut self, method: &str, params: Value) -> Result<String, RequestError> {
        let answer = catch_unwind(AssertUnwindSafe(|| self.request(method, params)));
        answer.unwrap_or_else(|_| {
            self.session.workspace.invalidate_files();
            Err(RequestError {
                code: -32603,
                message: format!("internal error while answering `{method}`: this is a bug in gwc, please report it"),
            })
        })
    }

    fn guard_notice(&mut self, method: &str, params: Value) -> io::Result<()> {
        if method == "initialized" && self.stage == Stage::Running {
            return self.watch_files();
        }
        let handled = catch_unwind(AssertUnwindSafe(|| self.notice(method, params)));
        match handled {
            Ok(Ok(())) => Ok(()),
            // A notification has no response, so the reason goes to the editor's log.
            Ok(Err(error)) => self.log(&format!("cannot handle `{method}`: {}", error.message)),
            Err(_) => self.log(&format!(
                "internal error while handling `{method}`: this is a bug in gwc, please report it"
            )),
        }
    }

    fn notice(&mut self, method: &str, params: Value) -> Result<(), RequestError> {
        if self.stage != Stage::Running {
            return Ok(());
        }
        match method {
            "textDocument/didOpen" => self.open(read(params)?),
            "textDocument/didChange" => self.change(read(params)?)?,
            "textDocument/didClose" => self.close(read(params)?),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.session.workspace.invalidate_files();
            }
            "workspace/didChangeWorkspaceFolders" => self.change_folders(read(params)?),
            // The protocol allows a server to ignore all others.
            _ => return Ok(()),
        }
        self.progress = Progress::Nothing;
        Ok(())
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let identity = self.session.identity(document.uri.as_ref());
        self.session
            .uris
            .insert(identity.clone(), document.uri.as_ref().to_owned());
        self.session
            .workspace
            .open(identity, document.text, document.version);
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) -> Result<(), RequestError> {
        let session = &mut self.session;
        let uri = params.text_document.text_document_identifier.uri.as_ref();
        let identity = session.identity(uri);
        let document = session.workspace.document(&identity);
        let document =
            document.ok_or_else(|| RequestError::refusal(format!("`{uri}` is not open")))?;
        let encoding = session.client.encoding;
        let text = document::apply_changes(document, params.content_changes, encoding);
        let text = text.map_err(RequestError::refusal)?;
        session
            .workspace
            .change(&identity, text, params.text_document.version);
        Ok(())
    }

    fn close(&mut self, params: DidCloseTextDocumentParams) {
        let identity = self.session.identity(params.text_document.uri.as_ref());
        self.session.workspace.close(&identity);
    }

    fn change_folders(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let path = |folder: &gen_lsp_types::WorkspaceFolder| uri::path(folder.uri.as_ref());
        let removed: Vec<String> = params.event.removed.iter().filter_map(path).collect();
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders
            .extend(params.event.added.iter().filter_map(path));
        self.session.workspace.set_folders(self.folders.clone());
    }

    fn request(&mut self, method: &str, params: Value) -> Result<String, RequestError> {
        match (self.stage, method) {
            (Stage::Uninitialized, "initialize") => return self.initialize(params),
            (Stage::Uninitialized, _) => {
                return Err(RequestError {
                    code: -32002,
                    message: "expected `initialize` as the first request".to_owned(),
                });
            }
            (Stage::Running, "initialize") | (Stage::ShutDown, _) => {
                return Err(RequestError {
                    code: -32600,
                    message: format!("`{method}` is not allowed at this point"),
                });
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                self.progress = Progress::Everything;
                return Ok("null".to_owned());
            }
            (Stage::Running, _) => {}
        }
        match method {
            // Requests that show findings wait for the checks; all others need only the program.
            "textDocument/codeAction" | "textDocument/codeLens" | "textDocument/diagnostic" => {
                self.session.workspace.check();
            }
            _ => self.session.workspace.refresh(),
        }
        answer(&self.session, method, params)
    }

    fn initialize(&mut self, params: Value) -> Result<String, RequestError> {
        self.session.client = ClientSupport::read(&params);
        // Only the folders matter. They are read one by one, as an editor may send fields that the types do not know.
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let folders = folders.into_iter().flatten();
        let folders: Vec<&str> = folders
            .filter_map(|folder| folder.get("uri")?.as_str())
            .collect();
        let root = params.get("rootUri").and_then(Value::as_str);
        let root = root.filter(|_| folders.is_empty());
        // Folders that are not on a disk have no specs to read.
        self.folders = folders
            .into_iter()
            .chain(root)
            .filter_map(uri::path)
            .collect();
        self.session.workspace.set_folders(self.folders.clone());
        self.stage = Stage::Running;
        to_json(InitializeResult {
            capabilities: capabilities::all(self.session.client),
            server_info: Some(ServerInfo {
                name: "gwc".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    /// Asks the editor to report changes to specs on disk.
    fn watch_files(&mut self) -> io::Result<()> {
        if !self.session.client.watches_files {
            return Ok(());
        }
        let watchers = json!([{ "globPattern": "**/*.gw" }]);
        let registration = json!({
            "id": "watch-specs",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        let params = json!({ "registrations": [registration] });
        self.request_client("client/registerCapability", &params)
    }

    fn answer(&mut self, id: &Value, answer: Result<String, RequestError>) -> io::Result<()> {
        let body = match answer {
            Ok(result) => format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#),
            Err(error) => {
                let error = json!({ "code": error.code, "message": error.message });
                format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#)
            }
        };
        frame::write(self.output, &body)
    }

    fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        let body = format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#);
        frame::write(self.output, &body)
    }

    fn request_client(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.sent += 1;
        let id = format!("gwc-{}", self.sent);
        let body =
            format!(r#"{{"jsonrpc":"2.0","id":"{id}","method":"{method}","params":{params}}}"#);
        frame::write(self.output, &body)
    }

    fn log(&mut self, message: &str) -> io::Result<()> {
        self.notify(
            "window/logMessage",
            &json!({ "type": 1, "message": message }),
        )
    }
}

/// Answers a read-only request.
fn answer(session: &Session<'_>, method: &str, params: Value) -> Result<String, RequestError> {
    match method {
        "textDocument/completion" => reply(params, |it| Ok(features::completion(session, it))),
        "textDocument/hover" => reply(params, |it| Ok(features::hover(session, it))),
        "textDocument/definition" => reply(params, |it| Ok(links::definition(session, it))),
        "textDocument/references" => reply(params, |it| Ok(links::references(session, it))),
        "textDocument/documentHighlight" => reply(params, |it| Ok(links::highlights(session, it))),
        "textDocument/documentLink" => reply(params, |it| Ok(links::includes(session, it))),
        "textDocument/selectionRange" => reply(params, |it| Ok(links::selections(session, it))),
        "textDocument/documentSymbol" => reply(params, |it| Ok(features::outline(session, it))),
        "workspace/symbol" => reply(params, |it| Ok(features::workspace_symbols(session, it))),
        "textDocument/foldingRange" => reply(params, |it| Ok(features::folds(session, it))),
        "textDocument/inlayHint" => reply(params, |it| Ok(features::hints(session, it))),
        "textDocument/signatureHelp" => reply(params, |it| Ok(features::signature(session, it))),
        "textDocument/semanticTokens/full" => reply(params, |it| Ok(features::tokens(session, it))),
        "textDocument/codeLens" => reply(params, |it| Ok(lenses::lenses(session, it))),
        "workspace/executeCommand" => reply(params, |it| lenses::execute(session, it)),
        "textDocument/diagnostic" => reply(params, |it| Ok(publish::pull(session, it))),
        "textDocument/formatting" => reply(params, |it| refactor::format(session, it)),
        "textDocument/rangeFormatting" => reply(params, |it| refactor::format_range(session, it)),
        "textDocument/codeAction" => reply(params, |it| Ok(refactor::actions(session, it))),
        "textDocument/prepareRename" => reply(params, |it| refactor::prepare(session, it)),
        "textDocument/rename" => reply(params, |it| refactor::rename(session, it)),
        "workspace/willRenameFiles" => reply(params, |it| Ok(refactor::rename_files(session, it))),
        _ => Err(RequestError {
            code: -32601,
            message: format!("unknown method `{method}`"),
        }),
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, RequestError> {
    serde_json::from_value(params).map_err(|error| RequestError {
        code: -32602,
        message: error.to_string(),
    })
}

/// Serializes a result directly; a tree of values would cost more than the answer itself.
fn to_json(result: impl Serialize) -> Result<String, RequestError> {
    serde_json::to_string(&result).map_err(|error| RequestError {
        code: -32603,
        message: error.to_string(),
    })
}

fn reply<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> Result<R, RequestError>,
) -> Result<String, RequestError> {
    to_json(answer(read(params)?)?)
}
