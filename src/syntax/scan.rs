//! The scan of the brackets before the parser: finds nesting that is too deep, lines that are too long, unclosed
//! brackets, and invisible characters.
//!
//! One pass over the bytes, and a second one only if braces do not match. Recognizes only strings, comments, braces and
//! lines; if a fault is confined to one item, only that item is hidden from the parser.

use std::ops::Range;

use super::fault;
use super::lexer::{Lexer, TokenKind};
use crate::diag::Diagnostic;
use crate::source::{FileId, Span, offset_of};

/// The maximum nesting depth of blocks and lists. No spec needs ten; the parser's stack is safe far beyond.
pub(super) const MAX_DEPTH: usize = 32;
/// The maximum length of a line, in bytes.
pub(super) const MAX_LINE: usize = 64 * 1024;

/// The minimum size in bytes of the regions that are parsed separately, cut between items: the parser's data for a text
/// is many times as large, and a long file does not need all of it at the same time.
const REGION: usize = 64 * 1024;

/// How many bytes are read ahead for missing braces at most, so that the time stays linear.
const MAX_LOOKAHEAD: usize = 1024 * 1024;

/// The result of the scan: the regions for the parser, and the findings.
pub(super) struct Scan {
    /// The parts of the text to parse, in order.
    pub(super) regions: Vec<Range<usize>>,
    /// The faults in the rest.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Scans a whole text.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let mut scanner = Scanner::new(file, text, Mode::Braces);
    scanner.run();
    if scanner.unbalanced {
        // If a `}` is missing, indentation shows where; used only then, since a valid file can have any indentation.
        let mut guided = Scanner::new(file, text, Mode::Layout);
        guided.lacks_opening = scanner.lacks_opening;
        guided.run();
        scanner = guided;
    }
    scanner.finish()
}

/// The rule for closing a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Its brace.
    Braces,
    /// Its brace, or a line whose indentation shows that it is outside.
    Layout,
}

/// An open block.
struct Open {
    /// The offset of its `{`.
    at: usize,
    /// The indentation of its line.
    indent: usize,
    /// The indentation of its first line.
    inner_indent: Option<usize>,
}

struct Scanner<'t> {
    file: FileId,
    text: &'t str,
    bytes: &'t [u8],
    mode: Mode,
    open: Vec<Open>,
    /// The number of open lists.
    lists: usize,
    line_start: usize,
    indent: usize,
    /// The start of the current top-level item.
    item_start: usize,
    /// True if the item is hidden from the parser.
    hidden: bool,
    /// True if the last line was a comment or a `##` line, which belongs to the next line.
    below_comment: bool,
    region_start: usize,
    regions: Vec<Range<usize>>,
    diagnostics: Vec<Diagnostic>,
    /// The comments and strings with characters beyond ASCII, in which any text is allowed.
    free_text: Vec<Range<usize>>,
    unbalanced: bool,
    /// True if a `}` has no `{`.
    lacks_opening: bool,
    /// How many bytes may still be read ahead for missing braces.
    lookahead: usize,
    /// The last line that is not a comment: its start, its indentation, and the end of its last word.
    header: (usize, usize, usize),
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
            hidden: false,
            below_comment: false,
            region_start: 0,
            regions: Vec::new(),
            diagnostics: Vec::new(),
            free_text: Vec::new(),
            unbalanced: false,
            lacks_opening: false,
            lookahead: MAX_LOOKAHEAD,
            header: (0, 0, 0),
        }
    }

    fn run(&mut self) {
        self.begin_line(0);
        for token in Lexer::new(self.text) {
            let is_code = !matches!(
                token.kind,
                TokenKind::Newline | TokenKind::ListNewline | TokenKind::Comment
            );
            if is_code {
                self.header = (self.line_start, self.indent, token.end);
            }
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
                    self.note_free_text(token.start..token.end);
                }
                TokenKind::Semicolon | TokenKind::Arrow | TokenKind::Word => {}
            }
        }
        self.end_line(self.bytes.len());
        self.close_all(self.bytes.len());
        self.end_item(self.bytes.len());
    }

    /// Notes a comment or string with characters beyond ASCII.
    fn note_free_text(&mut self, range: Range<usize>) {
        let bytes = self.bytes.get(range.clone()).unwrap_or(&[]);
        if !bytes.is_ascii() {
            self.free_text.push(range);
        }
    }

    fn finish(mut self) -> Scan {
        if self.region_start < self.bytes.len() || self.regions.is_empty() {
            self.regions.push(self.region_start..self.bytes.len());
        }
        self.diagnostics.extend(fault::character::unprintable(
            self.file,
            self.text,
            &self.free_text,
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
        if self.mode == Mode::Layout && self.lacks_opening && self.lacks_brace(at, indent) {
            let (_, header, end) = self.header;
            self.diagnostics
                .push(fault::block::missing(self.span(end, end)));
            self.open.push(Open {
                at: end,
                indent: header,
                inner_indent: None,
            });
            self.hidden = true;
        }
        match self.open.last_mut() {
            None => {
                self.end_item(at);
                self.item_start = at;
                if at - self.region_start > REGION && !self.below_comment {
                    self.end_region(at);
                }
            }
            Some(open) => {
                if !matches!(first, None | Some(b'\n' | b'\r' | b'#' | b'}')) {
                    open.inner_indent.get_or_insert(indent);
                }
            }
        }
        self.below_comment = first == Some(b'#');
    }

    /// Returns true if the line at `at` begins an item although blocks are open: it is not indented, but the block's
    /// own lines are.
    fn begins_item(&self, at: usize, indent: usize) -> bool {
        let indented = self
            .open
            .first()
            .is_some_and(|open| open.inner_indent.is_none_or(|inner| inner > 0));
        let rest = self.text.get(at..).unwrap_or("");
        indent == 0 && indented && fault::item::begins_item(rest.lines().next().unwrap_or(""))
    }

    /// Returns true if the line at `at` begins a block whose `{` is missing: it is indented deeper than the line above,
    /// which opens no block, and the lines of its depth end in a `}` below that line's start.
    fn lacks_brace(&mut self, at: usize, indent: usize) -> bool {
        let (start, header, end) = self.header;
        let opens = self.open.last().is_some_and(|open| open.at >= start);
        if indent <= header || opens || end == 0 {
            return false;
        }
        let mut lines = self.text.get(at..).unwrap_or("").lines();
        let indent_of = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let is_text = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        if !lines.clone().next().is_some_and(is_text) {
            return false;
        }
        let outer = lines.find(|line| {
            self.lookahead = self.lookahead.saturating_sub(line.len());
            self.lookahead == 0 || is_text(line) && indent_of(line) <= header
        });
        self.lookahead > 0
            && outer
                .is_some_and(|line| indent_of(line) == header && line.trim_start().starts_with('}'))
    }

    fn end_line(&mut self, at: usize) {
        if at - self.line_start > MAX_LINE {
            let span = self.span(self.line_start, at);
            self.diagnostics.push(fault::line::too_long(span, MAX_LINE));
            self.hidden = true;
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
        if self.open.len() + self.lists > MAX_DEPTH && !self.hidden {
            let span = self.span(at, at + 1);
            self.diagnostics
                .push(fault::depth::too_deep(span, MAX_DEPTH));
            self.hidden = true;
        }
    }

    fn pop(&mut self, at: usize) {
        let leads = self.line_start + self.indent == at;
        if self.mode == Mode::Layout && leads {
            // A `}` indented less than the line of its `{` closes an outer block.
            while self.open.len() > 1
                && self
                    .open
                    .last()
                    .is_some_and(|open| open.indent > self.indent)
            {
                self.unclosed();
                // The parser would misinterpret the rest of the item.
                self.hidden = true;
            }
        }
        if self.open.pop().is_none() {
            self.unbalanced = true;
            self.lacks_opening = true;
        }
    }

    /// Closes everything that is still open at `at`, where the text ends for the parser.
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

    /// Ends the parser's region at `at` and starts a new one.
    fn end_region(&mut self, at: usize) {
        if self.region_start < at {
            self.regions.push(self.region_start..at);
            self.region_start = at;
        }
    }

    fn unclosed(&mut self) {
        self.unbalanced = true;
        let Some(open) = self.open.pop() else { return };
        // For an item hidden from the parser, the reason is reported already.
        if self.mode == Mode::Layout && !self.hidden {
            let span = self.span(open.at, open.at + 1);
            self.diagnostics.push(fault::block::unclosed(span));
        }
    }

    /// Ends the top-level item before `at`.
    fn end_item(&mut self, at: usize) {
        if self.hidden {
            self.end_region(self.item_start);
            self.region_start = at;
            self.hidden = false;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, offset_of(start), offset_of(end))
    }
}
