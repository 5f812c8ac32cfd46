//! Percent-encoding of paths and query strings.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The characters that a path cannot contain: everything but slashes and the characters of a segment (RFC 3986, section
/// 3.3).
const OUTSIDE_OF_PATHS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// Decodes the `%XX` of a segment. A `%` that does not start an escape is kept, and so are escapes that are not UTF-8.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}

/// Decodes the `%XX` of a path, including `%2F`.
#[must_use]
pub fn decode_path(path: &str) -> String {
    decode(path).into_owned()
}

/// Encodes text as part of a path: escapes the characters that a path cannot contain, and keeps slashes.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, OUTSIDE_OF_PATHS).to_string()
}
