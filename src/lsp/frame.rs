//! Messages on a stream: a header with the length, a blank line, and JSON.
//!
//! `lsp-server` reads the same frames, but stops at the first header that it cannot read, which would leave the editor
//! without answers. This reader reports such a frame and finds the next one.

use std::io::{self, BufRead, Read, Write};

use serde_json::Value;

/// The maximum size of a message.
const MAX_BYTES: usize = 256 * 1024 * 1024;
/// The maximum length of a header line that is read at once, which bounds the memory for a line without an end.
const MAX_LINE: u64 = 8 * 1024;
/// The header of every message.
const LENGTH: &str = "content-length:";

/// A frame of the stream.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A message.
    Message(Value),
    /// Bytes that are not a message, with the reason.
    Malformed(String),
}

/// Reads one message; `None` at the end of the stream.
///
/// # Errors
/// When the stream cannot be read.
pub fn read(input: &mut dyn BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = read_header(input)? else {
        return Ok(None);
    };
    let length = match length {
        Ok(length) => length,
        Err(reason) => return Ok(Some(Incoming::Malformed(reason))),
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

/// Reads lines up to a blank one; returns the length, or the reason why there is none.
fn read_header(input: &mut dyn BufRead) -> io::Result<Option<Result<usize, String>>> {
    let mut length = None;
    let mut lines = 0;
    loop {
        let mut line = Vec::new();
        if input.take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line).to_ascii_lowercase();
        let line = line.trim();
        if line.is_empty() {
            if lines == 0 {
                continue;
            }
            let missing = || Err("expected the header `Content-Length: BYTES`".to_owned());
            return Ok(Some(length.unwrap_or_else(missing)));
        }
        lines += 1;
        // After an invalid frame, the next header may follow its remaining bytes on the same line.
        if let Some((_, value)) = line.rsplit_once(LENGTH) {
            length = Some(parse_length(value.trim()));
        }
    }
}

fn parse_length(value: &str) -> Result<usize, String> {
    let length = value.parse::<usize>();
    let length = length.map_err(|_| format!("invalid length `{value}`"))?;
    if length > MAX_BYTES {
        return Err(format!(
            "length {length} exceeds the limit of {MAX_BYTES} bytes"
        ));
    }
    Ok(length)
}

/// Writes one message, whose JSON is `body`.
///
/// # Errors
/// When the stream cannot be written.
pub fn write(output: &mut dyn Write, body: &str) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::{Incoming, read};

    /// Returns for each frame of a stream whether it is a message.
    fn frames(stream: &str) -> Vec<bool> {
        let mut input = stream.as_bytes();
        let mut found = Vec::new();
        while let Ok(Some(frame)) = read(&mut input) {
            found.push(matches!(frame, Incoming::Message(_)));
        }
        found
    }

    #[test]
    fn an_invalid_frame_does_not_affect_the_next_one() {
        let good = "Content-Length: 2\r\n\r\n{}";
        for header in [
            "Content-Length: -2",
            "Content-Length: 99999999999999999999",
            "Content-Length: 999999999999",
            "Content-Length: two",
            "Content-Type: x",
        ] {
            let stream = format!("{good}{header}\r\n\r\n{{}}{good}{good}");
            assert_eq!(frames(&stream), [true, false, true, true], "{header}");
        }
    }
}
