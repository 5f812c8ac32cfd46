//! The lines that a fix changes, before and after.

use super::cells;
use crate::diag::{Edit, Fix, fix};
use crate::source::Sources;

/// The maximum number of lines to show; beyond it, the fix's title is clearer.
const MOST_LINES: usize = 6;

/// Lines longer than this are not shown, because each of many findings on one line would copy it.
const MOST_BYTES: usize = 4 * 1024;

/// A line of the difference.
pub(super) struct Line {
    /// True if the fix adds the line, false if it removes it.
    pub(super) added: bool,
    /// The text, cropped around the change.
    pub(super) text: String,
}

/// Returns the lines of a fix; none if it changes several files, or too many lines.
pub(super) fn lines(sources: &Sources, fix: &Fix, room: usize) -> Vec<Line> {
    changed_lines(sources, fix, room).unwrap_or_default()
}

fn changed_lines(sources: &Sources, fix: &Fix, room: usize) -> Option<Vec<Line>> {
    let file = fix.edits.first()?.span.file;
    if fix.edits.iter().any(|edit| edit.span.file != file) {
        return None;
    }
    let text = sources.visible_text(file);
    let first = fix.edits.iter().map(|edit| edit.span.start).min()? as usize;
    let last = fix.edits.iter().map(|edit| edit.span.end).max()? as usize;
    if last.checked_sub(first)? > MOST_BYTES {
        return None;
    }
    let start = text.get(..first)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text
        .get(last..)?
        .find('\n')
        .map_or(text.len(), |at| last + at);
    if end.checked_sub(start)? > MOST_BYTES {
        return None;
    }
    let old = text.get(start..end)?;
    let shift = u32::try_from(start).ok()?;
    let edits: Vec<Edit> = fix
        .edits
        .iter()
        .map(|edit| shift_edit(edit, shift))
        .collect();
    let edits: Vec<&Edit> = edits.iter().collect();
    let new = fix::apply(old, &edits)?;
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let rest = old.len().min(new.len()).saturating_sub(head);
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    let old = old.get(head..old.len() - tail)?;
    let new = new.get(head..new.len() - tail)?;
    if old.len() + new.len() > MOST_LINES {
        return None;
    }
    let mut lines = Vec::new();
    for (index, line) in old.iter().enumerate() {
        lines.push(crop(line, new.get(index).copied(), room, false));
    }
    for (index, line) in new.iter().enumerate() {
        lines.push(crop(line, old.get(index).copied(), room, true));
    }
    Some(lines)
}

fn shift_edit(edit: &Edit, shift: u32) -> Edit {
    let mut edit = edit.clone();
    edit.span.start = edit.span.start.saturating_sub(shift);
    edit.span.end = edit.span.end.saturating_sub(shift);
    edit
}

/// Returns a line, cropped around its difference from `other`.
fn crop(line: &str, other: Option<&str>, room: usize, added: bool) -> Line {
    let line = line.trim();
    let other = other.unwrap_or("").trim();
    let pairs = line.char_indices().zip(other.chars());
    let same = pairs.take_while(|((_, left), right)| left == right).last();
    let start = same.map_or(0, |((at, letter), _)| at + letter.len_utf8());
    let text = cells::window(line, start..start, room, false).text;
    Line { added, text }
}
