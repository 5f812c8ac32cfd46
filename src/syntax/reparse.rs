//! Parses a changed text: only the items around the change are parsed again, all others keep their trees.
//!
//! The result must be that of [`parse`] on the whole text. Where that is not certain from the changed lines alone, such
//! as after a bracket without its partner, the whole text is parsed.

use std::ops::Range;

use super::ast::{Item, ItemKind};
use super::lexer::{Lexer, TokenKind};
use super::lower;
use super::spans::{SpanVisitor, visit_spans};
use super::{Parse, fault, parse, scan};
use crate::source::{Span, offset_of};

/// Parses `text`, of which `earlier` is the parse of an earlier version, `before`.
#[must_use]
pub fn reparse(earlier: Parse, before: &str, text: &str) -> Parse {
    let file = earlier.ast.file;
    let Some(cut) = Cut::find(&earlier, before, text) else {
        return parse(file, text);
    };
    let middle = text.get(cut.new.clone()).unwrap_or("");
    if !is_closed(middle) {
        return parse(file, text);
    }
    let scan = scan::scan(file, middle);
    if !scan.diagnostics.is_empty() {
        return parse(file, text);
    }
    let mut builder = lower::TreeBuilder::new(file, text, Vec::new());
    for region in scan.regions {
        let start = cut.new.start;
        lower::region(&mut builder, start + region.start..start + region.end);
    }
    let mut middle = builder.finish_part();
    let leads = cut.new.start == 0;
    if !are_editions_in_place(&middle.ast.items, leads) {
        return parse(file, text);
    }
    let Parse {
        mut ast,
        mut comments,
        ..
    } = earlier;
    let mut shift = Shift {
        from: cut.old.end,
        to: cut.new.end,
    };
    let mut after = ast.items.split_off(cut.last);
    ast.items.truncate(cut.first);
    ast.items.append(&mut middle.ast.items);
    for item in &mut after {
        visit_spans(&mut shift, item);
    }
    ast.items.append(&mut after);
    let at =
        |offset: usize| comments.partition_point(|comment| (comment.span.start as usize) < offset);
    let (start, end) = (at(cut.old.start), at(cut.old.end));
    let mut below = comments.split_off(end);
    comments.truncate(start);
    comments.append(&mut middle.comments);
    for comment in &mut below {
        shift.span(&mut comment.span);
    }
    comments.append(&mut below);
    if ast.items.is_empty() {
        return parse(file, text);
    }
    Parse {
        ast,
        comments,
        diagnostics: middle.diagnostics,
    }
}

/// Moves what is behind the change.
struct Shift {
    /// The end of the change in the earlier text.
    from: usize,
    /// The same end in the text.
    to: usize,
}

impl SpanVisitor for Shift {
    fn span(&mut self, span: &mut Span) {
        let moved = |at: u32| offset_of((at as usize + self.to).saturating_sub(self.from));
        span.start = moved(span.start);
        span.end = moved(span.end);
    }
}

/// The part of the text to parse again, which begins and ends between two lines and two items.
struct Cut {
    /// The part in the earlier text.
    old: Range<usize>,
    /// The same part in the text.
    new: Range<usize>,
    /// The first item of the part.
    first: usize,
    /// The first item after it.
    last: usize,
}

impl Cut {
    /// Finds the changed lines, and one item more on each side, since an item can belong to the fault of its
    /// neighbour. Returns `None` if the rest of the file is not independent of them.
    fn find(earlier: &Parse, before: &str, text: &str) -> Option<Self> {
        let items = &earlier.ast.items;
        let (old, new) = change(before, text);
        let first = items.partition_point(|item| (item.span.end as usize) < old.start);
        let first = first.saturating_sub(1);
        let start = match first.checked_sub(1) {
            Some(kept) => line_end(before, items.get(kept)?.span.end as usize),
            None => 0,
        };
        let last = items.partition_point(|item| start_of(item) <= old.end) + 1;
        let end = match items.get(last) {
            Some(item) => line_start(before, start_of(item)),
            None => before.len(),
        };
        let last = last.min(items.len());
        let old_part = start..end;
        let apart = items
            .get(..first)?
            .iter()
            .all(|item| (item.span.end as usize) <= start)
            && items.get(last..)?.iter().all(|item| start_of(item) >= end)
            && start <= old.start
            && old.end <= end;
        let part = items.get(first..last)?;
        let inside = |span: Span| {
            old_part.start <= span.start as usize && (span.end as usize) <= old_part.end
        };
        let independent = part.iter().all(|item| inside(item.span))
            && are_editions_in_place(part, start == 0)
            && earlier
                .diagnostics
                .iter()
                .all(|fault| inside(fault.primary.span));
        (apart && independent).then(|| Self {
            new: start..new.end + (end - old.end),
            old: old_part,
            first,
            last,
        })
    }
}

/// Returns the range that differs, in the earlier text and in the text.
fn change(before: &str, text: &str) -> (Range<usize>, Range<usize>) {
    let (old, new) = (before.as_bytes(), text.as_bytes());
    let same = |(a, b): &(&u8, &u8)| a == b;
    let start = old.iter().zip(new).take_while(same).count();
    let most = old.len().min(new.len()) - start;
    let behind = old.iter().rev().zip(new.iter().rev());
    let end = behind.take(most).take_while(same).count();
    (start..old.len() - end, start..new.len() - end)
}

/// Returns the start of an item with its `##` lines.
fn start_of(item: &Item) -> usize {
    let docs = item
        .docs
        .as_ref()
        .map_or(item.span.start, |docs| docs.span.start);
    docs.min(item.span.start) as usize
}

/// Returns true if no item of a part is an edition, other than a known one at the beginning of the file.
fn are_editions_in_place(items: &[Item], leads: bool) -> bool {
    items
        .iter()
        .enumerate()
        .all(|(index, item)| match &item.kind {
            ItemKind::Edition(edition) => leads && index == 0 && fault::edition::is_known(edition),
            _ => true,
        })
}

/// Returns the start of the line of an offset.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).and_then(|before| before.rfind('\n'));
    before.map_or(0, |newline| newline + 1)
}

/// Returns the end of the line of an offset, after its newline.
fn line_end(text: &str, at: usize) -> usize {
    let newline = text.get(at..).and_then(|rest| rest.find('\n'));
    newline.map_or(text.len(), |newline| at + newline + 1)
}

/// Returns true if every bracket and string of a text has its partner in it.
fn is_closed(text: &str) -> bool {
    let (mut blocks, mut lists) = (0_usize, 0_usize);
    for token in Lexer::new(text) {
        match token.kind {
            TokenKind::OpenBlock => blocks += 1,
            TokenKind::OpenList => lists += 1,
            TokenKind::CloseBlock if blocks > 0 => blocks -= 1,
            TokenKind::CloseList if lists > 0 => lists -= 1,
            TokenKind::CloseBlock | TokenKind::CloseList | TokenKind::OpenText => return false,
            TokenKind::Newline
            | TokenKind::ListNewline
            | TokenKind::Comment
            | TokenKind::Text
            | TokenKind::Semicolon
            | TokenKind::Arrow
            | TokenKind::Word => {}
        }
    }
    blocks == 0 && lists == 0
}
