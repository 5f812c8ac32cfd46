//! The language server protocol around [`crate::ide`].
//!
//! Owns messages, positions in UTF-16 and the life of a session. It must not know the language or touch a disk: texts
//! come from the editor and from a [`Host`], bytes from whoever calls. A message that makes no sense is answered with an
//! error, and never ends the session.

mod capabilities;
mod document;
mod features;
pub mod frame;
mod lines;
mod publish;
mod refactor;
mod session;
mod uri;

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, TryRecvError};

use crate::facts::Facts;
use crate::ide::Host;

use frame::Incoming;
use session::Session;

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The editor said goodbye.
    Properly,
    /// It went away without a word.
    Abruptly,
}

/// Serves one editor until it leaves. `incoming` holds its messages, and closes with its end of the line.
///
/// # Errors
/// When the editor cannot be written to.
pub fn serve(
    incoming: &Receiver<Incoming>,
    output: &mut dyn Write,
    host: &dyn Host,
    facts: &Facts,
) -> io::Result<Ended> {
    let mut session = Session::new(host, facts, output);
    loop {
        // What waits is answered first; findings are for when nothing does.
        let message = match incoming.try_recv() {
            Ok(message) => message,
            Err(TryRecvError::Disconnected) => return Ok(session.ended()),
            Err(TryRecvError::Empty) if session.has_work() => {
                session.work()?;
                continue;
            }
            Err(TryRecvError::Empty) => match incoming.recv() {
                Ok(message) => message,
                Err(_) => return Ok(session.ended()),
            },
        };
        if let Some(ended) = session.take(message)? {
            return Ok(ended);
        }
    }
}
