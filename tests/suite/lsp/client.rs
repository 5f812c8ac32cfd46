//! An editor for the tests: it runs the program and talks to it over pipes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tools::Scratch;

/// The time to wait for an answer before a test fails; much longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// Represents the cursor in the texts of the tests.
const CURSOR: char = '‸';

/// An editor with its own folder.
pub(super) struct Client {
    pub(super) folder: Scratch,
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    asked: i64,
    findings: BTreeMap<String, Value>,
}

impl Client {
    /// Starts the server on a folder with these files, and initializes it.
    pub(super) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let mut client = Self::silent(name, files);
        let root = client.uri("");
        let greeting = json!({ "processId": null, "rootUri": root, "capabilities": {} });
        client.ask("initialize", greeting).expect("a welcome");
        client.tell("initialized", json!({}));
        client
    }

    /// Starts the server without initializing it.
    pub(super) fn silent(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Scratch::with_files(&format!("lsp-{name}"), []);
        for (file, text) in files {
            let place = folder.path().join(file);
            std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            folder.write(file, text);
        }
        // Ends the search for specs that include others.
        std::fs::create_dir_all(folder.path().join(".git")).expect("a folder");
        let mut server = Command::new(env!("CARGO_BIN_EXE_gwc"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("gwc runs");
        let output = server.stdout.take().expect("a pipe");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = receive(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            folder,
            input: server.stdin.take(),
            server,
            messages,
            asked: 0,
            findings: BTreeMap::new(),
        }
    }

    /// Returns the URI of a file in the folder.
    pub(super) fn uri(&self, file: &str) -> String {
        let folder = self.folder.path().canonicalize().expect("a folder");
        format!("file://{}", folder.join(file).display())
    }

    /// Opens a file with a text that may differ from the one on disk.
    pub(super) fn open(&mut self, file: &str, text: &str) {
        let uri = self.uri(file);
        let document = json!({ "uri": uri, "languageId": "gw", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces a range of an open file, or the whole text if no range is given.
    pub(super) fn change(&mut self, file: &str, version: i32, range: Option<Value>, text: &str) {
        let uri = self.uri(file);
        let mut change = json!({ "text": text });
        if let Some(range) = range {
            change["range"] = range;
        }
        let document = json!({ "uri": uri, "version": version });
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [change] }),
        );
    }

    /// Opens a file with a text that has `‸` at the cursor, and sends a request about that position.
    pub(super) fn at(&mut self, file: &str, text: &str, method: &str, more: Value) -> Value {
        let (text, position) = cursor(text);
        self.open(file, &text);
        self.ask_at(file, &position, method, more)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Sends a request about a position in an open file.
    pub(super) fn ask_at(
        &mut self,
        file: &str,
        position: &Value,
        method: &str,
        more: Value,
    ) -> Result<Value, Value> {
        let mut params = json!({
            "textDocument": { "uri": self.uri(file) },
            "position": position,
        });
        for (name, value) in more.as_object().expect("an object") {
            params[name.as_str()] = value.clone();
        }
        self.ask(&format!("textDocument/{method}"), params)
    }

    /// Sends a request about an open file.
    pub(super) fn ask_about(&mut self, file: &str, method: &str, more: Value) -> Value {
        self.ask_at(file, &json!({ "line": 0, "character": 0 }), method, more)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Sends a request and waits for the response: a result, or an error.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.asked += 1;
        let id = self.asked;
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.send(&request.to_string());
        loop {
            let message = self.next().expect("an answer");
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    /// Sends a notification.
    pub(super) fn tell(&mut self, method: &str, params: Value) {
        let notice = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.send(&notice.to_string());
    }

    /// Sends a body unchanged.
    pub(super) fn send(&mut self, body: &str) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends bytes that may not be a message.
    pub(super) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open pipe");
        input
            .write_all(bytes)
            .and_then(|()| input.flush())
            .expect("the server reads");
    }

    /// Returns the next message, and stores findings.
    pub(super) fn next(&mut self) -> Option<Value> {
        let message = self.messages.recv_timeout(PATIENCE).ok()?;
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            let uri = params["uri"].as_str().expect("a URI").to_owned();
            self.findings.insert(uri, params.clone());
        }
        Some(message)
    }

    /// Waits for findings of a file that satisfy a condition.
    #[track_caller]
    pub(super) fn findings(&mut self, file: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(file);
        let began = Instant::now();
        loop {
            let known = self.findings.get(&uri);
            if let Some(found) = known.and_then(|known| known["diagnostics"].as_array())
                && wanted(found)
            {
                return found.clone();
            }
            let more = began.elapsed() < PATIENCE && self.next().is_some();
            assert!(
                more,
                "the findings never were as wanted: {:?}",
                self.findings.get(&uri)
            );
        }
    }

    /// Closes the server's input, and waits for it to exit.
    pub(super) fn hang_up(&mut self) -> ExitStatus {
        self.input = None;
        self.server.wait().expect("the server ends")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Splits a text into its text without the cursor, and the cursor's position in UTF-16.
pub(super) fn cursor(text: &str) -> (String, Value) {
    let at = text.find(CURSOR).expect("a cursor");
    let before = &text[..at];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or(before);
    let position = json!({ "line": line, "character": column.encode_utf16().count() });
    (text.replace(CURSOR, ""), position)
}

/// Returns the text of a range, counted in UTF-16.
pub(super) fn slice(text: &str, range: &Value) -> String {
    let number = |end: &str, part: &str| range[end][part].as_u64().expect("a number") as usize;
    assert_eq!(number("start", "line"), number("end", "line"), "one line");
    let line = text
        .split('\n')
        .nth(number("start", "line"))
        .expect("a line");
    let units: Vec<u16> = line.encode_utf16().collect();
    let units = &units[number("start", "character")..number("end", "character")];
    String::from_utf16(units).expect("whole characters")
}

/// Applies edits to a text like an editor.
pub(super) fn apply_edits(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let column = position["character"].as_u64().expect("a column") as usize;
        let (mut units, mut at) = (0, start);
        for letter in text[start..].chars() {
            if units >= column {
                break;
            }
            units += letter.len_utf16();
            at += letter.len_utf8();
        }
        at
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .expect("edits")
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().expect("a text");
            (offset(&range["start"]), offset(&range["end"]), new)
        })
        .collect();
    edits.sort();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

fn receive(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((_, value)) => length = value.trim().parse().ok()?,
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
