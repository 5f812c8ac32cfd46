//! A stand-in for AWS on a free local port, stopped on drop.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::install::{python, recipe};

/// A running moto server.
pub(crate) struct Moto {
    child: Child,
    port: u16,
}

impl Moto {
    /// Starts a server and waits until it listens.
    pub(crate) fn start() -> Self {
        let mut child = Command::new(python())
            .arg(recipe("moto_server.py"))
            // The server exits when this pipe closes, so it cannot outlive even a killed test.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto runs");
        let output = child.stdout.take().expect("its standard output");
        let mut line = String::new();
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its first line");
        let port = line.trim().parse().expect("moto prints its port");
        Self { child, port }
    }

    /// Returns its address, e.g. `http://127.0.0.1:43045`.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
