//! The language server protocol around [`crate::ide`].
//!
//! Owns messages, positions and the lifecycle of a session. It must not know the language or access a disk: texts come
//! from the editor and from a [`Host`], bytes from the caller. A malformed message is answered with an error, and a bug
//! in the program fails only the current request, never the session.

mod capabilities;
mod dispatch;
mod document;
mod features;
pub mod frame;
mod lenses;
mod lines;
mod links;
mod publish;
mod refactor;
mod session;
mod uri;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use serde_json::Value;

use crate::facts::Facts;
use crate::ide::Host;

use dispatch::Server;
use frame::Incoming;

/// How long the server waits for requests after a message before it checks anything: editors send several at once.
const PAUSE: Duration = Duration::from_millis(10);

/// The end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// The editor requested a shutdown first.
    Clean,
    /// The editor disconnected without a shutdown.
    Abrupt,
}

/// Serves one editor until it disconnects. `incoming` yields its messages, and closes when the stream ends.
///
/// # Errors
/// When the editor cannot be written to.
pub fn serve(
    incoming: &Receiver<Incoming>,
    output: &mut dyn Write,
    host: &dyn Host,
    facts: &Facts,
) -> io::Result<SessionEnd> {
    let mut server = Server::new(host, facts, output);
    let mut waiting: VecDeque<Incoming> = VecDeque::new();
    let mut pause = PAUSE;
    loop {
        // Receive all pending messages before the next answer, so that no cancelled request is handled.
        while let Ok(message) = incoming.try_recv() {
            accept(&mut server, &mut waiting, message)?;
        }
        // Requests take precedence over publishing findings.
        if let Some(message) = waiting.pop_front() {
            if let Some(end) = server.take(message)? {
                return Ok(end);
            }
            pause = PAUSE;
            continue;
        }
        let received = match server.has_work() {
            true => incoming.recv_timeout(pause),
            false => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match received {
            Ok(message) => accept(&mut server, &mut waiting, message)?,
            Err(RecvTimeoutError::Timeout) => {
                server.work()?;
                pause = Duration::ZERO;
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(server.end()),
        }
    }
}

/// Queues a message, or removes the request that it cancels.
fn accept(
    server: &mut Server<'_>,
    waiting: &mut VecDeque<Incoming>,
    message: Incoming,
) -> io::Result<()> {
    match cancelled_id(&message) {
        Some(id) => cancel(server, waiting, id),
        None => {
            waiting.push_back(message);
            Ok(())
        }
    }
}

/// Returns the id of the request that a message cancels.
fn cancelled_id(message: &Incoming) -> Option<&Value> {
    match message {
        Incoming::Message(message) if message.get("method")? == "$/cancelRequest" => {
            message.get("params")?.get("id")
        }
        Incoming::Message(_) | Incoming::Malformed(_) => None,
    }
}

/// Removes a pending request from the queue, and answers that it was cancelled.
fn cancel(server: &mut Server<'_>, waiting: &mut VecDeque<Incoming>, id: &Value) -> io::Result<()> {
    let asks = |message: &Incoming| match message {
        Incoming::Message(message) => {
            message.get("id") == Some(id) && message.get("method").is_some()
        }
        Incoming::Malformed(_) => false,
    };
    match waiting.iter().position(asks) {
        Some(at) => {
            waiting.remove(at);
            server.answer_cancelled(id)
        }
        None => Ok(()),
    }
}
