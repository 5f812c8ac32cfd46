//! Converts between `file:` URIs and paths.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters of a path that a URI contains only encoded.
const PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Returns the path of a `file:` URI; `None` for any other URI.
#[must_use]
pub(super) fn path(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let decoded = percent_decode_str(rest).decode_utf8_lossy().into_owned();
    // `/C:/a` means `C:/a`.
    let drive = decoded.as_bytes().get(2) == Some(&b':') && decoded.starts_with('/');
    Some(match decoded.get(1..) {
        Some(path) if drive => path.to_owned(),
        _ => decoded,
    })
}

/// Returns the `file:` URI of a path; a URI is returned unchanged.
#[must_use]
pub(super) fn of_path(path: &str) -> String {
    if path.starts_with("untitled:") || path.contains("://") {
        return path.to_owned();
    }
    let path = path.strip_prefix(r"\\?\").unwrap_or(path);
    let path = match cfg!(windows) {
        true => path.replace('\\', "/"),
        false => path.to_owned(),
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&path, &PATH))
}

#[cfg(test)]
mod tests {
    use super::path;

    /// Some editors send paths unencoded.
    #[test]
    fn encoded_and_unencoded_paths_are_read() {
        for (written, expected) in [
            ("file:///a/b c/[x]{y}.gw", "/a/b c/[x]{y}.gw"),
            ("file:///a/b%20c/%5Bx%5D.gw", "/a/b c/[x].gw"),
            ("file:///a/50%.gw", "/a/50%.gw"),
            ("file:///a/%20.gw", "/a/ .gw"),
            ("file:///a/é.gw", "/a/é.gw"),
        ] {
            assert_eq!(path(written).as_deref(), Some(expected));
        }
    }
}
