//! Tokens of a text: strings, comments, brackets, line ends and words, however broken the text is.
//!
//! The scan before the parser and the editor's statements both read these tokens, so that they agree on where a string,
//! a comment or a list ends. The rules are those of `grammar/gw.pest`. It must not know what a word means.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// The end of a line that ends a statement.
    Newline,
    /// The end of a line inside of a list, which is white space there.
    ListNewline,
    /// From the `#` to the end of the line.
    Comment,
    /// `"text"`
    Text,
    /// A string without its end: it goes to the end of the line, or to what ends the setting that it stands in.
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
    /// A run of other characters; `,` and white space part words.
    Word,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
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
    /// Where the list ends that we are in; line ends before it end no statement.
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

/// Whether the `#` at `at` stands where a comment may begin: at the start of a line or after white space.
fn begins_comment(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n'))
        || at == 3 && bytes.starts_with("\u{FEFF}".as_bytes())
}

/// Where the line of `at` ends, without its newline.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let length = rest.iter().position(|byte| *byte == b'\n');
    length.map_or(bytes.len(), |length| at + length)
}

/// Where the string that begins at `at` ends, if it ends on its line.
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

/// Where a string without its end breaks off: at the end of the line, or at what ends its setting if no other quote is
/// on the line.
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

/// Where the `${..}` at `at` ends; after its `$` if it has no end.
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

/// Where the list that begins at `at` ends, on whichever line. `None` where its `]` is missing, which shows in a bracket,
/// a `;` or an arrow before it; such a list ends with its line.
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

/// Where the word that begins at `at` ends.
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

/// Where the `{id}` at `at` ends, the notation of other languages for a path variable, which is part of a word.
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
