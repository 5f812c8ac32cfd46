//! The running program.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::serve::client::PATIENCE;
use crate::tools::Scratch;

/// A running gateway, stopped on drop.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    pub(super) spec: PathBuf,
    pub(super) child: Child,
    /// Stdout so far.
    log: Arc<Mutex<String>>,
    /// Stderr so far.
    messages: Arc<Mutex<String>>,
    _scratch: Scratch,
}

impl Served {
    /// Starts the gateway with a spec, and waits until it listens.
    pub(super) fn start(spec: &str, arguments: &[&str]) -> Self {
        let scratch = Scratch::with_files("serve", [("api.gw", spec)]);
        let path = scratch.path().join("api.gw");
        let mut child = Command::new(env!("CARGO_BIN_EXE_gwc"))
            .arg("serve")
            .arg(&path)
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("gwc");
        let log = collect(child.stdout.take().expect("standard output"));
        let messages = collect(child.stderr.take().expect("standard error"));
        let began = Instant::now();
        let address = loop {
            let said = messages.lock().expect("no panic").clone();
            let address = said.split("on http://").nth(1);
            // The line is complete once another begins.
            if let Some((address, _)) = address.and_then(|it| it.split_once('\n')) {
                break address.parse().expect("an address");
            }
            let ended = child.try_wait().expect("a child");
            assert!(ended.is_none() && began.elapsed() < PATIENCE, "{said}");
            std::thread::sleep(std::time::Duration::from_millis(10));
        };
        Self {
            address,
            spec: path,
            child,
            log,
            messages,
            _scratch: scratch,
        }
    }

    /// Waits until stderr contains a text, and returns stderr.
    pub(super) fn says(&self, text: &str) -> String {
        wait_for(&self.messages, text)
    }

    /// Waits until stdout contains a text, and returns stdout.
    pub(super) fn logs(&self, text: &str) -> String {
        wait_for(&self.log, text)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_for(kept: &Mutex<String>, text: &str) -> String {
    let began = Instant::now();
    loop {
        let said = kept.lock().expect("no panic").clone();
        if said.contains(text) {
            return said;
        }
        assert!(began.elapsed() < PATIENCE, "no `{text}` in:\n{said}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn collect(from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let kept = Arc::new(Mutex::new(String::new()));
    let into = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut lines = BufReader::new(from);
        let mut line = Vec::new();
        while lines
            .read_until(b'\n', &mut line)
            .is_ok_and(|count| count > 0)
        {
            let text = String::from_utf8_lossy(&line).into_owned();
            into.lock().expect("no panic").push_str(&text);
            line.clear();
        }
    });
    kept
}
