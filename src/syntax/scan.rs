//! The look at the brackets before the parser: what is too deep or too long for it, what is never closed, and
//! characters that cannot be seen.
//!
//! One pass over the bytes, a second one only where braces do not match. It knows strings, comments, braces and lines
//! and nothing else of the syntax; where a fault lies in one item, only that item is kept from the parser.

use std::ops::Range;

use super::fault;
use super::lexer::{Lexer, TokenKind};
use super::lower::offset;
use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

/// How deep blocks and lists may nest. No spec needs ten; the parser's stack is safe far beyond.
pub(super) const MAX_DEPTH: usize = 32;
/// How many bytes a line may have.
pub(super) const MAX_LINE: usize = 64 * 1024;

/// How much is parsed at once, from one item to another: what the parser notes down of a text is many times as large, and
/// need not be there for all of a long file at the same time.
const REGION: usize = 64 * 1024;

/// What the parser may read, and what was found.
pub(super) struct Scan {
    /// The parts of the text to parse, in order.
    pub(super) regions: Vec<Range<usize>>,
    /// What is wrong with the rest.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Looks at a whole text.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let mut scanner = Scanner::new(file, text, Mode::Braces);
    scanner.run();
    if scanner.unbalanced {
        // Where a `}` is missing, the layout tells where; trusted only then, since layout is free in a sound file.
        let mut guided = Scanner::new(file, text, Mode::Layout);
        guided.run();
        scanner = guided;
    }
    scanner.finish()
}

/// What closes a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Its brace.
    Braces,
    /// Its brace, or a line that by its place cannot belong to it.
    Layout,
}

/// A block that is open.
struct Open {
    /// Where its `{` is.
    at: usize,
    /// The indent of the line on which it is.
    indent: usize,
    /// The indent of the first line in it.
    inner_indent: Option<usize>,
}

struct Scanner<'t> {
    file: FileId,
    text: &'t str,
    bytes: &'t [u8],
    mode: Mode,
    open: Vec<Open>,
    /// How many lists are open.
    lists: usize,
    line_start: usize,
    indent: usize,
    /// Where the top-level item that we are in begins.
    item_start: usize,
    /// Whether the item is kept from the parser.
    masked: bool,
    /// Whether the last line was a comment or a `##` line, which stays with what follows.
    below_remark: bool,
    region_start: usize,
    regions: Vec<Range<usize>>,
    diagnostics: Vec<Diagnostic>,
    /// The comments and strings that are not ASCII alone: people write in them as they like.
    prose: Vec<Range<usize>>,
    unbalanced: bool,
}

impl<'t> Scanner<'t> {
    fn new(file: FileId, text: &'t str, mode: Mode) -> Self {
        Self {
            file,
            text,
            bytes: text.as_bytes(),
            mode,
            open: Vec::new(),
            lists: 0,
            line_start: 0,
            indent: 0,
            item_start: 0,
            masked: false,
            below_remark: false,
            region_start: 0,
            regions: Vec::new(),
            diagnostics: Vec::new(),
            prose: Vec::new(),
            unbalanced: false,
        }
    }

    fn run(&mut self) {
        self.begin_line(0);
        for token in Lexer::new(self.text) {
            match token.kind {
                TokenKind::Newline => {
                    self.end_line(token.start);
                    self.begin_line(token.end);
                }
                TokenKind::ListNewline => {
                    self.end_line(token.start);
                    self.line_start = token.end;
                }
                TokenKind::OpenBlock => self.push(token.start),
                TokenKind::CloseBlock => self.pop(token.start),
                TokenKind::OpenList => {
                    self.lists += 1;
                    self.check_depth(token.start);
                }
                TokenKind::CloseList => self.lists = self.lists.saturating_sub(1),
                TokenKind::Comment | TokenKind::Text | TokenKind::OpenText => {
                    self.prose(token.start..token.end);
                }
                TokenKind::Semicolon | TokenKind::Arrow | TokenKind::Word => {}
            }
        }
        self.end_line(self.bytes.len());
        self.close_all(self.bytes.len());
        self.end_item(self.bytes.len());
    }

    /// Notes a comment or string with characters beyond ASCII.
    fn prose(&mut self, range: Range<usize>) {
        let bytes = self.bytes.get(range.clone()).unwrap_or(&[]);
        if !bytes.is_ascii() {
            self.prose.push(range);
        }
    }

    fn finish(mut self) -> Scan {
        if self.region_start < self.bytes.len() || self.regions.is_empty() {
            self.regions.push(self.region_start..self.bytes.len());
        }
        self.diagnostics.extend(fault::letter::unprintable(
            self.file,
            self.text,
            &self.prose,
        ));
        Scan {
            regions: self.regions,
            diagnostics: self.diagnostics,
        }
    }

    fn begin_line(&mut self, at: usize) {
        let rest = self.bytes.get(at..).unwrap_or(&[]);
        let indent = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        self.line_start = at;
        self.indent = indent;
        self.lists = 0;
        if self.mode == Mode::Layout && self.begins_item(at, indent) {
            self.close_all(at);
        }
        let first = rest.get(indent).copied();
        match self.open.last_mut() {
            None => {
                self.end_item(at);
                self.item_start = at;
                if at - self.region_start > REGION && !self.below_remark {
                    self.end_region(at);
                }
            }
            Some(open) => {
                if !matches!(first, None | Some(b'\n' | b'\r' | b'#' | b'}')) {
                    open.inner_indent.get_or_insert(indent);
                }
            }
        }
        self.below_remark = first == Some(b'#');
    }

    /// Whether the line at `at` begins an item though blocks are open: it stands at the margin and the block's own lines
    /// do not.
    fn begins_item(&self, at: usize, indent: usize) -> bool {
        let indented = self
            .open
            .first()
            .is_some_and(|open| open.inner_indent.is_none_or(|inner| inner > 0));
        let rest = self.text.get(at..).unwrap_or("");
        indent == 0 && indented && fault::item::begins_item(rest.lines().next().unwrap_or(""))
    }

    fn end_line(&mut self, at: usize) {
        if at - self.line_start > MAX_LINE {
            let span = self.span(self.line_start, at);
            self.diagnostics.push(fault::line::too_long(span, MAX_LINE));
            self.masked = true;
        }
    }

    fn push(&mut self, at: usize) {
        self.open.push(Open {
            at,
            indent: self.indent,
            inner_indent: None,
        });
        self.check_depth(at);
    }

    fn check_depth(&mut self, at: usize) {
        if self.open.len() + self.lists > MAX_DEPTH && !self.masked {
            let span = self.span(at, at + 1);
            self.diagnostics
                .push(fault::depth::too_deep(span, MAX_DEPTH));
            self.masked = true;
        }
    }

    fn pop(&mut self, at: usize) {
        let leads = self.line_start + self.indent == at;
        if self.mode == Mode::Layout && leads {
            // A `}` further left than the line of its `{` closes a block further out.
            while self.open.len() > 1
                && self
                    .open
                    .last()
                    .is_some_and(|open| open.indent > self.indent)
            {
                self.unclosed();
                // What the parser would make of the rest of the item is not what was meant.
                self.masked = true;
            }
        }
        if self.open.pop().is_none() {
            self.unbalanced = true;
        }
    }

    /// Closes what is open, since its end was not found before `at`; the parser is to see that the text ends there.
    fn close_all(&mut self, at: usize) {
        if self.open.is_empty() {
            return;
        }
        while !self.open.is_empty() {
            self.unclosed();
        }
        self.end_item(at);
        self.end_region(at);
        self.item_start = at;
    }

    /// Lets the parser read up to `at`, and begin anew there.
    fn end_region(&mut self, at: usize) {
        if self.region_start < at {
            self.regions.push(self.region_start..at);
            self.region_start = at;
        }
    }

    fn unclosed(&mut self) {
        self.unbalanced = true;
        let Some(open) = self.open.pop() else { return };
        // Of an item that is kept from the parser, the reason is enough.
        if self.mode == Mode::Layout && !self.masked {
            let span = self.span(open.at, open.at + 1);
            self.diagnostics.push(fault::block::unclosed(span));
        }
    }

    /// Ends the top-level item before `at`.
    fn end_item(&mut self, at: usize) {
        if self.masked {
            self.end_region(self.item_start);
            self.region_start = at;
            self.masked = false;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, offset(start), offset(end))
    }
}
