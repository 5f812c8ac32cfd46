//! Messages on a stream: a header with a length, a blank line, JSON.

use std::io::{self, BufRead, Read, Write};

use serde_json::Value;

/// The longest message that is read.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// What came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A message.
    Message(Value),
    /// Bytes that are none, and why.
    Malformed(String),
}

/// Reads one message; `None` at the end of the stream.
///
/// # Errors
/// When the stream cannot be read.
pub fn read(input: &mut dyn BufRead) -> io::Result<Option<Incoming>> {
    let mut length = None;
    let mut headers = 0;
    loop {
        let mut line = Vec::new();
        // A line without an end must not fill the memory.
        if input.take(8 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            if headers == 0 {
                continue;
            }
            break;
        }
        headers += 1;
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let Some(length) = length.filter(|length| *length <= MAX_BYTES) else {
        let reason = "a message begins with `Content-Length: BYTES`";
        return Ok(Some(Incoming::Malformed(reason.to_owned())));
    };
    let mut body = Vec::new();
    input.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&body) {
        Ok(message) => Incoming::Message(message),
        Err(error) => Incoming::Malformed(error.to_string()),
    }))
}

/// Writes one message, its JSON being `body`.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(output: &mut dyn Write, body: &str) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}
