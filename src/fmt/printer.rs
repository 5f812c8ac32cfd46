//! The printer shared by all forms: the lines printed so far, the remaining comments, and statements made of text and
//! blocks.

use super::layout::{Class, Line};
use super::{item, setting};
use crate::source::{Span, Spanned};
use crate::syntax::Comment;
use crate::syntax::ast::{Group, Setting, Value};

/// The maximum width of a line before its blocks are broken, not counting the padding of columns, which depends on
/// other lines.
const WIDTH: usize = 120;
/// The maximum width of a line before its lists are broken, likewise.
const LIST_WIDTH: usize = 100;

/// The state of the printing of one file.
pub(super) struct Printer<'t> {
    text: &'t str,
    comments: std::iter::Peekable<std::slice::Iter<'t, Comment>>,
    lines: Vec<Line>,
    depth: usize,
    /// True if nothing has been printed yet in this block, so that it starts without a blank line.
    fresh: bool,
}

/// A part of a statement.
pub(super) enum Piece<'a> {
    /// Words that continue the current cell.
    Text(String),
    /// Words that begin a column.
    Column(String),
    /// Values in a list.
    List {
        /// The values on one line, in brackets if they need them.
        flat: String,
        /// The values.
        values: &'a [Value],
        /// The span of the brackets, if there are any.
        brackets: Option<Span>,
        /// True if it begins a column.
        column: bool,
    },
    /// A block of settings, which begins a column or follows the last words.
    Block {
        /// Its settings.
        settings: &'a [Setting],
        /// The offset of its `{`.
        open: usize,
        /// True if it begins a column.
        column: bool,
    },
    /// The block of a group, always on its own lines.
    Group {
        /// The group.
        group: &'a Group,
        /// The offset of its `{`.
        open: usize,
    },
}

impl<'t> Printer<'t> {
    /// Creates a printer.
    pub(super) fn new(text: &'t str, comments: &'t [Comment]) -> Self {
        Self {
            text,
            comments: comments.iter().peekable(),
            lines: Vec::new(),
            depth: 0,
            fresh: true,
        }
    }

    /// Returns the lines, including the trailing comments.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.comments_before(self.text.len());
        self.lines
    }

    /// Returns the source text of a span.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        // INVARIANT: spans are in the text and between characters. An empty text instead would lose what was written.
        let Some(slice) = self.text.get(span.range()) else {
            never!("no text at {span:?}");
        };
        slice
    }

    /// Returns the offset of the next `{` after `at`.
    pub(super) fn brace_after(&self, at: u32) -> usize {
        let at = at as usize;
        let rest = self.text.get(at..).unwrap_or("");
        at + rest.find('{').unwrap_or(0)
    }

    /// Prints a whole statement with its `##` lines and the comments before and after it.
    pub(super) fn statement(
        &mut self,
        span: Span,
        docs: Option<&Spanned<String>>,
        class: Class,
        pieces: &[Piece<'_>],
    ) {
        let start = docs.map_or(span.start, |docs| docs.span.start) as usize;
        self.comments_before(start);
        let mut blank_before = self.blank_before(start);
        for line in docs.iter().flat_map(|docs| docs.value.split('\n')) {
            let text = format!("## {line}").trim_end().to_owned();
            self.push(Class::Comment, vec![text], blank_before);
            blank_before = false;
        }
        match self.on_one_line(pieces) {
            Some(cells) => self.push(class, cells, blank_before),
            None => self.on_several_lines(class, pieces, blank_before),
        }
        self.comment_behind(span.end as usize);
    }

    /// Returns the columns of a statement, if it fits on one line.
    fn on_one_line(&self, pieces: &[Piece<'_>]) -> Option<Vec<String>> {
        let mut cells = vec![String::new()];
        for piece in pieces {
            let (text, column) = match piece {
                Piece::Text(text) => (text.clone(), false),
                Piece::Column(text) => (text.clone(), true),
                Piece::List { brackets, .. } if self.has_comment(*brackets) => return None,
                Piece::List { flat, column, .. } => (flat.clone(), *column),
                Piece::Block {
                    settings,
                    open,
                    column,
                } => (self.flat_if_written_so(settings, *open)?, *column),
                Piece::Group { .. } => return None,
            };
            if column {
                cells.push(text);
            } else if let Some(last) = cells.last_mut() {
                append(last, &text);
            }
        }
        let width = cells.iter().map(|cell| cell.chars().count() + 1);
        let width = 2 * self.depth + width.sum::<usize>();
        let has_block = pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Block { .. }));
        let has_list = pieces.iter().any(is_long_list);
        let fits = (!has_block || width <= WIDTH) && (!has_list || width <= LIST_WIDTH + 1);
        fits.then_some(cells)
    }

    /// Prints a statement that contains a multi-line block or list.
    fn on_several_lines(&mut self, class: Class, pieces: &[Piece<'_>], blank_before: bool) {
        let mut head = Head {
            class,
            cells: vec![String::new()],
            blank_before,
        };
        let broken = |piece: &Piece<'_>| match piece {
            Piece::Block { settings, open, .. } => {
                self.flat_if_written_so(settings, *open).is_none()
            }
            Piece::List { brackets, .. } => self.has_comment(*brackets),
            Piece::Group { .. } => true,
            Piece::Text(_) | Piece::Column(_) => false,
        };
        // If a statement is merely too long, all of its lists are broken, or otherwise all of its blocks.
        let has_list = pieces.iter().any(is_long_list);
        let too_long = !pieces.iter().any(broken);
        for piece in pieces {
            match piece {
                Piece::Text(text) => head.add(text, false),
                Piece::Column(text) => head.add(text, true),
                Piece::List {
                    flat,
                    values,
                    brackets,
                    column,
                } => {
                    let width = 2 * self.depth + head.width() + flat.chars().count();
                    let long = is_long_list(piece) && (too_long || width > LIST_WIDTH);
                    if long || self.has_comment(*brackets) {
                        self.list(&mut head, values, *brackets, *column);
                    } else {
                        head.add(flat, *column);
                    }
                }
                Piece::Group { group, open } => {
                    self.open_block(&mut head, *open);
                    item::group_lines(self, group);
                    self.close_block(&mut head, block_end(self.text, *open, last_end(group)));
                }
                Piece::Block {
                    settings,
                    open,
                    column,
                } => {
                    let flat = self.flat_if_written_so(settings, *open);
                    let kept = !too_long || has_list || settings.is_empty();
                    if let Some(flat) = flat.filter(|_| kept) {
                        head.add(&flat, *column);
                        continue;
                    }
                    self.open_block(&mut head, *open);
                    for setting in *settings {
                        setting::setting(self, setting);
                    }
                    self.close_block(&mut head, self.block_end(settings, *open));
                }
            }
        }
        self.push(head.class, head.cells, head.blank_before);
    }

    /// Prints a list, one value per line.
    fn list(&mut self, head: &mut Head, values: &[Value], brackets: Option<Span>, column: bool) {
        head.add("[", column);
        self.begin(head);
        if let Some(brackets) = brackets {
            self.comment_behind(brackets.start as usize + 1);
        }
        self.depth += 1;
        self.fresh = true;
        for value in values {
            let start = value.span.start as usize;
            self.comments_before(start);
            let blank_before = self.blank_before(start);
            let text = setting::value(self, value);
            self.push(Class::Alone, vec![text], blank_before);
            self.comment_behind(value.span.end as usize);
        }
        if let Some(brackets) = brackets {
            self.comments_before(brackets.end as usize);
        }
        self.depth = self.depth.saturating_sub(1);
        self.fresh = false;
        head.add("]", false);
    }

    /// Returns true if there is a comment in these brackets.
    fn has_comment(&self, brackets: Option<Span>) -> bool {
        brackets.is_some_and(|brackets| {
            let mut rest = self.comments.clone();
            let first = rest.find(|comment| comment.span.start >= brackets.start);
            first.is_some_and(|comment| comment.span.start < brackets.end)
        })
    }

    fn open_block(&mut self, head: &mut Head, open: usize) {
        head.add("{", false);
        self.begin(head);
        self.comment_behind(open + 1);
        self.depth += 1;
        self.fresh = true;
    }

    /// Pushes the current line and continues with the line that closes its block or list.
    fn begin(&mut self, head: &mut Head) {
        let opened = std::mem::replace(
            head,
            Head {
                class: Class::Close,
                cells: vec![String::new()],
                blank_before: false,
            },
        );
        self.push(opened.class, opened.cells, opened.blank_before);
    }

    fn close_block(&mut self, head: &mut Head, close: usize) {
        self.comments_before(close);
        self.depth = self.depth.saturating_sub(1);
        self.fresh = false;
        head.add("}", false);
    }

    /// Returns the offset of the `}` of the block with these settings, whose `{` is at `open`.
    pub(super) fn block_end(&self, settings: &[Setting], open: usize) -> usize {
        block_end(self.text, open, settings.last().map(|last| last.span.end))
    }

    /// Returns a block on one line, if it was written on one.
    fn flat_if_written_so(&self, settings: &[Setting], open: usize) -> Option<String> {
        let written = self.text.get(open..self.block_end(settings, open))?;
        (!written.contains('\n')).then(|| setting::flat_block(self, settings))
    }

    fn push(&mut self, class: Class, cells: Vec<String>, blank_before: bool) {
        self.lines.push(Line {
            depth: self.depth,
            blank_before: blank_before && !self.fresh,
            class,
            cells,
            comment: None,
        });
        self.fresh = false;
    }

    /// Prints the comments before `at`, each on its own line.
    fn comments_before(&mut self, at: usize) {
        while let Some(comment) = self
            .comments
            .next_if(|comment| (comment.span.start as usize) < at)
        {
            let blank_before = self.blank_before(comment.span.start as usize);
            let text = self.slice(comment.span).to_owned();
            self.push(Class::Comment, vec![text], blank_before);
        }
    }

    /// Appends the comment on the line of `at` to the last line, if nothing else precedes it.
    fn comment_behind(&mut self, at: usize) {
        let text = self.text;
        let comment = self.comments.next_if(|comment| {
            let between = text.get(at..comment.span.start as usize);
            comment.trailing
                && between
                    .is_some_and(|between| between.chars().all(|it| matches!(it, ' ' | '\t' | ';')))
        });
        if let (Some(comment), Some(line)) = (comment, self.lines.last_mut()) {
            line.comment = text.get(comment.span.range()).map(str::to_owned);
        }
    }

    /// Returns true if the line above that of `at` is empty; only white space precedes `at` on its own line.
    fn blank_before(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or("");
        let before = before.trim_end_matches([' ', '\t']);
        let Some(above) = before.strip_suffix('\n') else {
            return false;
        };
        let above = above.trim_end_matches([' ', '\t', '\r']);
        above.is_empty() || above.ends_with('\n')
    }
}

/// Returns true if a piece is a list that can be broken: a single value is no shorter on its own line.
fn is_long_list(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::List { values, .. } if values.len() > 1)
}

/// A line under construction.
struct Head {
    class: Class,
    cells: Vec<String>,
    blank_before: bool,
}

impl Head {
    fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.chars().count() + 1).sum()
    }

    /// Adds words; after the end of a block there are no columns.
    fn add(&mut self, text: &str, column: bool) {
        if column && self.class != Class::Close {
            self.cells.push(text.to_owned());
        } else if let Some(last) = self.cells.last_mut() {
            append(last, text);
        }
    }
}

fn append(line: &mut String, text: &str) {
    if !line.is_empty() && !text.is_empty() {
        line.push(' ');
    }
    line.push_str(text);
}

/// Returns the end of the last item or setting of a group.
fn last_end(group: &Group) -> Option<u32> {
    let item = group.items.last().map(|item| item.span.end);
    let setting = group.settings.last().map(|setting| setting.span.end);
    item.max(setting)
}

/// Returns the offset of the `}` of the block whose `{` is at `open` and whose content ends at `last`: preceded only by
/// white space, `;` and comments.
fn block_end(text: &str, open: usize, last: Option<u32>) -> usize {
    let mut at = last.map_or(open + 1, |last| last as usize);
    loop {
        let rest = text.get(at..).unwrap_or("");
        let trivia = rest
            .find(|letter: char| !matches!(letter, ' ' | '\t' | '\r' | '\n' | ';'))
            .unwrap_or(rest.len());
        at += trivia;
        let rest = text.get(at..).unwrap_or("");
        if !rest.starts_with('#') {
            return at;
        }
        at += rest.find('\n').unwrap_or(rest.len());
    }
}
