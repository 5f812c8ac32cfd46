//! The lexer: splits any text, even a malformed one, into strings, comments, brackets, line ends and words.
//!
//! Both the scan before the parser and the editor's statements use these tokens, so that they agree on where a string,
//! a comment or a list ends. The rules are those of `grammar/gw.pest`. Must not depend on the meaning of words.

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// The end of a line that ends a statement.
    Newline,
    /// The end of a line inside a list, where it is white space.
    ListNewline,
    /// From the `#` to the end of the line.
    Comment,
    /// `"text"`
    Text,
    /// An unclosed string: it extends to the end of the line, or to the end of its setting.
    OpenText,
    /// `{`
    OpenBlock,
    /// `}`
    CloseBlock,
    /// `[`
    OpenList,
    /// `]`
    CloseList,
    /// `;`
    Semicolon,
    /// `->`
    Arrow,
    /// A run of other characters; `,` and white space separate words.
    Word,
}

/// A token and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Its kind.
    pub(super) kind: TokenKind,
    /// Offset of the first byte.
    pub(super) start: usize,
    /// Offset after the last byte.
    pub(super) end: usize,
}

/// The tokens of a text, in order.
pub(super) struct Lexer<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The end of the current list; line ends before it do not end a statement.
    list_end: usize,
}

impl<'t> Lexer<'t> {
    /// The tokens of a whole text.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            list_end: 0,
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let start = self.at;
            let byte = *self.bytes.get(start)?;
            let (kind, end) = match byte {
                b' ' | b'\t' | b'\r' | b',' => {
                    self.at += 1;
                    continue;
                }
                b'\n' if start < self.list_end => (TokenKind::ListNewline, start + 1),
                b'\n' => (TokenKind::Newline, start + 1),
                b'#' if begins_comment(self.bytes, start) => {
                    (TokenKind::Comment, line_end(self.bytes, start))
                }
                b'"' => match string_end(self.bytes, start) {
                    Some(end) => (TokenKind::Text, end),
                    None => (TokenKind::OpenText, open_string_end(self.bytes, start)),
                },
                b'{' => (TokenKind::OpenBlock, start + 1),
                b'}' => (TokenKind::CloseBlock, start + 1),
                b'[' => {
                    if let Some(end) = list_end(self.bytes, start) {
                        self.list_end = end;
                    }
                    (TokenKind::OpenList, start + 1)
                }
                b']' => (TokenKind::CloseList, start + 1),
                b';' => (TokenKind::Semicolon, start + 1),
                b'-' if self.bytes.get(start + 1) == Some(&b'>') => (TokenKind::Arrow, start + 2),
                _ => (TokenKind::Word, word_end(self.bytes, start)),
            };
            self.at = end;
            return Some(Token { kind, start, end });
        }
    }
}

/// Returns true if the `#` at `at` begins a comment: at the start of a line or after white space.
fn begins_comment(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n'))
        || at == 3 && bytes.starts_with("\u{FEFF}".as_bytes())
}

/// The end of the line of `at`, without its newline.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let length = rest.iter().position(|byte| *byte == b'\n');
    length.map_or(bytes.len(), |length| at + length)
}

/// The end of the string that begins at `at`, if it ends on its line.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    loop {
        match bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\n' => return None,
            b'\\' if bytes.get(end + 1) != Some(&b'\n') => end += 2,
            _ => end += 1,
        }
    }
}

/// The point where an unclosed string breaks off: at the end of the line, or at the end of its setting if there is no
/// other quote on the line.
fn open_string_end(bytes: &[u8], at: usize) -> usize {
    let line_end = line_end(bytes, at);
    let rest = bytes.get(at + 1..line_end).unwrap_or(&[]);
    if rest.contains(&b'"') {
        return line_end;
    }
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end).filter(|_| end < line_end) {
        match byte {
            b';' | b'}' => break,
            b'$' if bytes.get(end + 1) == Some(&b'{') => end = interpolation_end(bytes, end),
            _ => end += 1,
        }
    }
    end
}

/// The end of the `${..}` at `at`; after its `$` if it is unclosed.
fn interpolation_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at + 2..).unwrap_or(&[]);
    let length = rest
        .iter()
        .position(|byte| matches!(byte, b'{' | b'}' | b'\n'));
    match length {
        Some(length) if rest.get(length) == Some(&b'}') => at + 3 + length,
        _ => at + 1,
    }
}

/// The end of the list that begins at `at`, possibly on a later line. `None` if its `]` is missing, i.e. there is a
/// bracket, a `;` or an arrow before it; such a list ends with its line.
fn list_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    loop {
        end = match bytes.get(end)? {
            b']' => return Some(end + 1),
            b'[' | b'}' | b';' => return None,
            b'-' if bytes.get(end + 1) == Some(&b'>') => return None,
            b'{' => variable_end(bytes, end)?,
            b'"' => string_end(bytes, end)?,
            b'#' if begins_comment(bytes, end) => line_end(bytes, end),
            _ => end + 1,
        };
    }
}

/// The end of the word that begins at `at`.
fn word_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b';' | b'}' | b'[' | b']' | b',' => break,
            b'-' if bytes.get(end + 1) == Some(&b'>') => break,
            b'{' => match variable_end(bytes, end) {
                Some(after) if end > at => end = after,
                _ => break,
            },
            _ => end += 1,
        }
    }
    end.max(at + 1)
}

/// The end of the `{id}` at `at`: another language's notation for a path variable, which is part of a word.
fn variable_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at + 1..)?;
    let length = rest.iter().position(|byte| {
        !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'*'))
    })?;
    (length > 0 && rest.get(length) == Some(&b'}')).then_some(at + 1 + length + 1)
}

#[cfg(test)]
mod tests {
    use super::{Lexer, TokenKind};

    fn kinds(text: &str) -> Vec<TokenKind> {
        Lexer::new(text).map(|token| token.kind).collect()
    }

    #[test]
    fn a_list_with_its_end_goes_over_lines() {
        use TokenKind::{CloseList, Comment, ListNewline, Newline, OpenList, Word};
        assert_eq!(
            kinds("a [ # ]\n b\n]\n"),
            [
                Word,
                OpenList,
                Comment,
                ListNewline,
                Word,
                ListNewline,
                CloseList,
                Newline
            ]
        );
    }

    #[test]
    fn a_list_without_its_end_ends_with_its_line() {
        for rest in ["}", "[b]", "b;", "/b -> c ]", "b \"]", ""] {
            let text = format!("a [ b\n{rest}");
            assert!(kinds(&text).contains(&TokenKind::Newline), "{text:?}");
        }
    }

    #[test]
    fn a_string_without_its_end_ends_with_its_setting() {
        use TokenKind::{CloseBlock, OpenBlock, OpenText, Semicolon, Word};
        assert_eq!(
            kinds("a { b \"c; d }"),
            [Word, OpenBlock, Word, OpenText, Semicolon, Word, CloseBlock]
        );
    }
}
