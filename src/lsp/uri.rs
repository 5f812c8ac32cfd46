//! Converts between `file:` URIs and paths.

use std::str::FromStr;

use lsp_types::Uri;
use serde_json::Value;

/// Returns the path of a `file:` URI; `None` for any other URI.
#[must_use]
pub(super) fn path(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let decoded = decode(rest);
    // `/C:/a` means `C:/a`.
    let drive = decoded.as_bytes().get(2) == Some(&b':') && decoded.starts_with('/');
    Some(match decoded.get(1..) {
        Some(path) if drive => path.to_owned(),
        _ => decoded,
    })
}

/// Returns a URI for the editor.
#[must_use]
pub(super) fn parse(uri: &str) -> Uri {
    // INVARIANT: the URIs of documents came from the editor, and those of paths are encoded.
    Uri::from_str(uri).unwrap_or_else(|error| never!("`{uri}` is not a URI: {error}"))
}

/// Returns the `file:` URI of a path; a URI is returned unchanged.
#[must_use]
pub(super) fn of_path(path: &str) -> String {
    if path.starts_with("untitled:") || path.contains("://") {
        return path.to_owned();
    }
    let path = path.strip_prefix(r"\\?\").unwrap_or(path);
    let mut uri = String::from("file://");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let ahead = rest.clone();
        let digits: Option<String> =
            (byte == b'%').then(|| ahead.take(2).map(char::from).collect());
        match digits.and_then(|digits| u8::from_str_radix(&digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encodes invalid characters in the URIs of a message, because some editors send paths unencoded.
pub(super) fn encode_all(message: &mut Value) {
    const KEYS: [&str; 5] = ["uri", "rootUri", "oldUri", "newUri", "baseUri"];
    match message {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(uri) if KEYS.contains(&name.as_str()) => *uri = encode(uri),
                    Value::String(_) => {}
                    Value::Null | Value::Bool(_) | Value::Number(_) => {}
                    Value::Array(_) | Value::Object(_) => encode_all(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(encode_all),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Percent-encodes the characters that are illegal in a URI; existing escapes are kept.
fn encode(uri: &str) -> String {
    let mut encoded = String::with_capacity(uri.len());
    let bytes = uri.as_bytes();
    for (at, byte) in bytes.iter().copied().enumerate() {
        let digits = bytes.get(at + 1..at + 3);
        let escape = digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let legal = byte.is_ascii_alphanumeric()
            || b"-._~:/?#@!$&'()*+,;=".contains(&byte)
            || byte == b'%' && escape;
        if legal {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{encode, path};

    #[test]
    fn an_unencoded_path_becomes_a_uri() {
        for (written, expected) in [
            ("file:///a/b c/[x]{y}.gw", "/a/b c/[x]{y}.gw"),
            ("file:///a/50%.gw", "/a/50%.gw"),
            ("file:///a/%20.gw", "/a/ .gw"),
            ("file:///a/é.gw", "/a/é.gw"),
        ] {
            let uri = encode(written);
            assert!(uri.is_ascii() && !uri.contains([' ', '[', '{']), "{uri}");
            assert_eq!(path(&uri).as_deref(), Some(expected));
        }
    }
}
