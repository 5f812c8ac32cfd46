//! URIs of files, and the paths that they stand for.

/// The path of a `file:` URI; `None` for any other.
#[must_use]
pub(super) fn path(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let decoded = decode(rest);
    // `/C:/a` is `C:/a`.
    let drive = decoded.as_bytes().get(2) == Some(&b':') && decoded.starts_with('/');
    Some(match decoded.get(1..) {
        Some(path) if drive => path.to_owned(),
        _ => decoded,
    })
}

/// The `file:` URI of a path; what is a URI already stays one.
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
