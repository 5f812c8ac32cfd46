//! Lowers pest's tree to ours: the shared state, and the lowering of a region.
//!
//! Must not read text that pest has not parsed, and never fails: a fault becomes a diagnostic, and the rest of the item
//! is kept.

pub(super) mod item;
mod route;
mod setting;
mod value;

use std::ops::Range;

use pest::Parser;

use super::grammar::{Grammar, Node, Nodes, Rule};
use super::{Comment, Parse, ast, fault};
use crate::diag::Diagnostic;
use crate::diag::near::Budget;
use crate::source::{FileId, Span, Spanned, offset_of};

/// The state of the lowering of one file.
pub(super) struct TreeBuilder<'t> {
    file: FileId,
    text: &'t str,
    /// The base of pest's offsets: the start of the region.
    base: usize,
    items: Vec<ast::Item>,
    comments: Vec<Comment>,
    diagnostics: Vec<Diagnostic>,
    /// The starts of the unclosed blocks that the scan found, in order.
    unclosed: Vec<u32>,
    /// True if the rest of the line is the consequence of a reported fault.
    pub(super) rest_is_reported: bool,
    /// The remaining budget of the file for finding similar words.
    pub(super) budget: Budget,
}

impl<'t> TreeBuilder<'t> {
    /// Creates a builder with the findings of the scan.
    pub(super) fn new(file: FileId, text: &'t str, diagnostics: Vec<Diagnostic>) -> Self {
        let mut unclosed: Vec<u32> = diagnostics
            .iter()
            .filter(|found| fault::block::is_unclosed(found))
            .map(|found| found.primary.span.start)
            .collect();
        unclosed.sort_unstable();
        Self {
            file,
            text,
            unclosed,
            rest_is_reported: false,
            budget: Budget::default(),
            base: 0,
            items: Vec::new(),
            comments: Vec::new(),
            diagnostics,
        }
    }

    /// The tree of a whole file, and all findings in source order.
    pub(super) fn finish(mut self) -> Parse {
        self.sort_items();
        fault::edition::check(&mut self.items, &mut self.diagnostics);
        let (file, text) = (self.file, self.text);
        let mut parse = self.collect();
        if parse.ast.items.is_empty()
            && let Some(fault) = fault::foreign::file(file, text, &parse.diagnostics)
        {
            parse.diagnostics = vec![fault];
        }
        parse
    }

    /// The tree of a part of a file, and its findings in source order, without those about the whole file.
    pub(super) fn finish_part(mut self) -> Parse {
        self.sort_items();
        self.collect()
    }

    /// Sorts the items: a route that was found in the block of another item comes before that item.
    fn sort_items(&mut self) {
        self.items.sort_by_key(|item| item.span.end);
    }

    fn collect(mut self) -> Parse {
        self.comments.sort_by_key(|comment| comment.span.start);
        self.diagnostics.sort_by_key(|fault| fault.primary.span);
        Parse {
            ast: ast::Ast {
                file: self.file,
                items: self.items,
            },
            comments: self.comments,
            diagnostics: self.diagnostics,
        }
    }

    /// Returns true if the scan has reported the block that begins at `start`.
    pub(super) fn knows_unclosed(&self, start: u32) -> bool {
        self.unclosed.binary_search(&start).is_ok()
    }

    /// Adds a finding.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The text of a span.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        // INVARIANT: spans are in the text and between characters.
        let Some(slice) = self.text.get(span.range()) else {
            never!("no text at {span:?}");
        };
        slice
    }

    /// The whole text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// The span of a node in the file.
    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        let at = node.as_span();
        self.span_of(at.start()..at.end())
    }

    /// The span in the file of a range of the region.
    fn span_of(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            offset_of(self.base + range.start),
            offset_of(self.base + range.end),
        )
    }

    /// A node as a word.
    fn word(&self, node: &Node<'_>) -> ast::Word {
        Spanned::new(node.as_str().to_owned(), self.span(node))
    }

    /// A node as a word that must be a valid name.
    fn name(&mut self, node: &Node<'_>) -> ast::Word {
        let word = self.word(node);
        if let Some(fault) = fault::name::check(&word) {
            self.report(fault);
        }
        word
    }

    fn comment(&mut self, span: Span) {
        let bare = self.slice(span).trim_end();
        let end = span.start + offset_of(bare.len());
        let before = self.text.get(..span.start as usize).unwrap_or("");
        let trailing = before
            .trim_end_matches([' ', '\t', ';', '\u{FEFF}'])
            .chars()
            .next_back()
            .is_some_and(|letter| letter != '\n');
        self.comments.push(Comment {
            span: Span::new(self.file, span.start, end),
            trailing,
        });
    }
}

/// Parses and lowers one region of the text.
pub(super) fn region(cx: &mut TreeBuilder<'_>, region: Range<usize>) {
    cx.base = region.start;
    let text = cx.text.get(region.clone()).unwrap_or("");
    match Grammar::parse(Rule::file, text) {
        Ok(file) => {
            for node in file {
                let lines = item::items(cx, node.into_inner(), Rule::lone_item);
                cx.items.extend(lines.items);
            }
        }
        // INVARIANT: the grammar accepts every text.
        Err(error) => never!("a text that the grammar does not accept: {error}"),
    }
}

/// Pending `##` lines.
#[derive(Default)]
struct Docs {
    lines: Vec<Span>,
}

impl Docs {
    /// Adds another `##` line; a blank line detaches the earlier ones.
    fn push(&mut self, cx: &mut TreeBuilder<'_>, span: Span) {
        if self
            .lines
            .last()
            .is_some_and(|last| !follows(cx, *last, span.start))
        {
            self.flush(cx);
        }
        self.lines.push(span);
    }

    /// The pending lines, if they are right above `start`.
    fn take(&mut self, cx: &mut TreeBuilder<'_>, start: u32) -> Option<Spanned<String>> {
        let last = *self.lines.last()?;
        if !follows(cx, last, start) {
            self.flush(cx);
            return None;
        }
        let span = self.lines.first()?.to(last);
        let lines: Vec<&str> = self.lines.iter().map(|line| doc_text(cx, *line)).collect();
        self.lines.clear();
        let end = last.start + offset_of(cx.slice(last).trim_end().len());
        let span = Span { end, ..span };
        Some(Spanned::new(lines.join("\n"), span))
    }

    /// Turns pending lines that document nothing into comments.
    fn flush(&mut self, cx: &mut TreeBuilder<'_>) {
        for line in self.lines.drain(..) {
            cx.comment(line);
        }
    }
}

/// Returns true if `start` is on the line right below that of `span`.
fn follows(cx: &TreeBuilder<'_>, span: Span, start: u32) -> bool {
    let between = cx
        .text
        .get(span.end as usize..start as usize)
        .unwrap_or("\n\n");
    between.bytes().filter(|byte| *byte == b'\n').count() == 1
}

fn doc_text<'t>(cx: &TreeBuilder<'t>, line: Span) -> &'t str {
    let text = cx.slice(line).trim_end();
    let text = text.strip_prefix("##").unwrap_or(text);
    text.strip_prefix(' ').unwrap_or(text)
}

/// The next node, if it is of this rule.
fn next_if<'t>(nodes: &mut std::iter::Peekable<Nodes<'t>>, rule: Rule) -> Option<Node<'t>> {
    nodes.next_if(|node| node.as_rule() == rule)
}
