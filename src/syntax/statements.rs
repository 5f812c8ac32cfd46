//! A text as statements: words with their positions, by block, even if the text is malformed.
//!
//! For editors, which query incomplete lines that are not in the tree, and for telling which faults belong together. Must
//! not depend on the meaning of words.

use crate::source::offset_of;
use crate::syntax::lexer::{Lexer, Token, TokenKind};

/// The nesting depth beyond which braces are ignored; the parser rejects such a text anyway.
const MAX_DEPTH: usize = 64;

/// A word or a string, and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementWord {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
    /// True if it is a quoted string.
    pub quoted: bool,
}

/// A line of a file or of a block, up to a `;` or the end of the line; a block does not end it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// Its words, without the brackets of lists.
    pub words: Vec<StatementWord>,
    /// The statement whose block contains it.
    pub parent: Option<usize>,
    /// The number of the parent's words before that block.
    pub header: usize,
    /// The braces of its last block, if it has one; the end is `None` if it is open.
    pub block: Option<(u32, Option<u32>)>,
}

/// The statements of a text.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// In source order.
    pub all: Vec<Statement>,
    /// Comments, `##` lines included, from the `#` to the end of the line.
    pub comments: Vec<(u32, u32)>,
}

/// The place of a cursor.
#[derive(Clone, Debug, Default)]
pub struct Cursor {
    /// The statements before it; the current one is cut off at the cursor.
    pub statements: Statements,
    /// The statement at the cursor, without the word at the cursor; `None` if it would begin one.
    pub current: Option<usize>,
    /// The statement whose block contains the cursor, and the number of its words before the block.
    pub parent: Option<(usize, usize)>,
    /// The start of the word that ends at the cursor; the cursor's position if there is none.
    pub partial: u32,
    /// True if it is in a comment.
    pub in_comment: bool,
    /// True if it is in a string; `partial` is then after the opening quote.
    pub in_string: bool,
}

/// Reads a whole text.
#[must_use]
pub fn statements(text: &str) -> Statements {
    let first = Reader::run(text, false);
    if first.balanced {
        first.finish()
    } else {
        Reader::run(text, true).finish()
    }
}

/// Returns the end of each line, `;` and brace of a text, in order: between two of them, one fault explains another.
#[must_use]
pub fn parts(text: &str) -> Vec<u32> {
    let ends = Lexer::new(text).filter(|token| match token.kind {
        TokenKind::Newline
        | TokenKind::ListNewline
        | TokenKind::Semicolon
        | TokenKind::OpenBlock
        | TokenKind::CloseBlock => true,
        TokenKind::Comment
        | TokenKind::Text
        | TokenKind::OpenText
        | TokenKind::OpenList
        | TokenKind::CloseList
        | TokenKind::Arrow
        | TokenKind::Word => false,
    });
    ends.map(|token| offset_of(token.end)).collect()
}

/// Reads a text up to an offset.
#[must_use]
pub fn cursor(text: &str, at: u32) -> Cursor {
    let end = (0..=at as usize).rev();
    let mut before = end.filter_map(|end| text.get(..end));
    let before = before.next().unwrap_or("");
    let by_layout = !Reader::run(text, false).balanced;
    let mut reader = Reader::run(before, by_layout);
    let end = offset_of(before.len());
    let in_comment = reader
        .statements
        .comments
        .last()
        .is_some_and(|(_, to)| *to == end)
        && !before.ends_with('\n');
    let in_string = reader.open_string.is_some();
    let mut partial = end;
    let current = reader.reading;
    let parent = match current.and_then(|current| reader.statements.all.get(current)) {
        Some(statement) => statement.parent.map(|parent| (parent, statement.header)),
        None => reader
            .open
            .last()
            .map(|parent| (*parent, reader.width(*parent))),
    };
    if let Some(statement) = current.and_then(|current| reader.statements.all.get_mut(current))
        && let Some(last) = statement.words.last().copied()
        && last.end == end
        && (in_string || !last.quoted)
    {
        statement.words.pop();
        partial = last.start + u32::from(last.quoted);
    }
    Cursor {
        statements: reader.statements,
        current,
        parent,
        partial,
        in_comment,
        in_string,
    }
}

struct Reader<'t> {
    bytes: &'t [u8],
    by_layout: bool,
    statements: Statements,
    /// The statements whose blocks are open.
    open: Vec<usize>,
    /// The current statement, if it has begun.
    reading: Option<usize>,
    balanced: bool,
    /// The start of an unclosed string.
    open_string: Option<usize>,
}

impl<'t> Reader<'t> {
    fn run(text: &'t str, by_layout: bool) -> Self {
        let mut reader = Self {
            bytes: text.as_bytes(),
            by_layout,
            statements: Statements::default(),
            open: Vec::new(),
            reading: None,
            balanced: true,
            open_string: None,
        };
        for token in Lexer::new(text) {
            reader.step(token);
        }
        reader.balanced &= reader.open.is_empty();
        reader
    }

    fn finish(self) -> Statements {
        self.statements
    }

    fn step(&mut self, token: Token) {
        match token.kind {
            TokenKind::Newline => {
                self.reading = None;
                self.open_string = None;
                self.begin_line(token.end);
            }
            TokenKind::ListNewline => self.open_string = None,
            TokenKind::Semicolon => self.reading = None,
            TokenKind::OpenList | TokenKind::CloseList => {}
            TokenKind::Comment => {
                let comment = (offset_of(token.start), offset_of(token.end));
                self.statements.comments.push(comment);
            }
            TokenKind::OpenText => {
                self.open_string = Some(token.start);
                self.word(token, true);
            }
            TokenKind::Text => self.word(token, true),
            TokenKind::Word | TokenKind::Arrow => self.word(token, false),
            TokenKind::OpenBlock => self.open_block(token.start),
            TokenKind::CloseBlock => match self.open.pop() {
                Some(closed) => self.close(closed, Some(offset_of(token.start))),
                None => {
                    self.balanced = false;
                    self.reading = None;
                }
            },
        }
    }

    fn open_block(&mut self, at: usize) {
        if self.open.len() >= MAX_DEPTH {
            self.balanced = false;
            return;
        }
        let current = self.current();
        if let Some(statement) = self.statements.all.get_mut(current) {
            statement.block = Some((offset_of(at), None));
        }
        self.open.push(current);
        self.reading = None;
    }

    /// Closes a block: the rest of the line belongs to its statement.
    fn close(&mut self, closed: usize, end: Option<u32>) {
        if let Some((_, to)) = self
            .statements
            .all
            .get_mut(closed)
            .and_then(|statement| statement.block.as_mut())
        {
            *to = end;
        }
        self.reading = end.map(|_| closed);
    }

    /// Begins a line: if a `}` is missing, an unindented line ends all blocks.
    fn begin_line(&mut self, at: usize) {
        let first = self.bytes.get(at).copied();
        let starts = first.is_some_and(|byte| !b" \t\r\n}#".contains(&byte));
        if self.by_layout && starts {
            while let Some(closed) = self.open.pop() {
                self.close(closed, None);
            }
        }
    }

    fn width(&self, statement: usize) -> usize {
        let statement = self.statements.all.get(statement);
        statement.map_or(0, |statement| statement.words.len())
    }

    fn current(&mut self) -> usize {
        if let Some(reading) = self.reading {
            return reading;
        }
        let parent = self.open.last().copied();
        let header = parent.map_or(0, |parent| self.width(parent));
        self.statements.all.push(Statement {
            parent,
            header,
            ..Statement::default()
        });
        let current = self.statements.all.len() - 1;
        self.reading = Some(current);
        current
    }

    fn word(&mut self, token: Token, quoted: bool) {
        let current = self.current();
        if let Some(statement) = self.statements.all.get_mut(current) {
            statement.words.push(StatementWord {
                start: offset_of(token.start),
                end: offset_of(token.end),
                quoted,
            });
        }
    }
}
