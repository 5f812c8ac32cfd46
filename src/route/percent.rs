//! Percent-encoding of paths and query strings.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a path cannot contain. A slash may stay, and so may the other characters of a segment (RFC 3986, section 3.3).
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

/// A segment with its `%XX` decoded. A `%` that starts no escape stays, and so do escapes that are not UTF-8.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}

/// A path with its `%XX` decoded, `%2F` too.
#[must_use]
pub fn decode_path(path: &str) -> String {
    decode(path).into_owned()
}

/// Text as part of a path: characters that a path cannot contain are encoded, slashes stay.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, OUTSIDE_OF_PATHS).to_string()
}
