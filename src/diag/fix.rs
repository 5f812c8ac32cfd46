//! Fixes as text: what a file holds once one is applied.
//!
//! Knows nothing of the language. It must not write files; that is the command line's.

use super::{Edit, Fix};
use crate::source::Sources;

/// `text` with `edits` made, all of which are of the file that holds it; their order does not matter. `None` where two
/// overlap or one lies outside the text.
#[must_use]
pub fn apply(text: &str, edits: &[&Edit]) -> Option<String> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start as usize)?);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// The lines that a fix changes, before (`-`) and after (`+`); `None` where it changes more than one file, more lines
/// than help anybody, or none.
pub(super) fn patched(sources: &Sources, fix: &Fix) -> Option<Vec<(char, String)>> {
    const MOST: usize = 6;
    let file = fix.edits.first()?.span.file;
    if fix.edits.iter().any(|edit| edit.span.file != file) {
        return None;
    }
    let old = sources.text(file);
    let edits: Vec<&Edit> = fix.edits.iter().collect();
    let new = apply(old, &edits)?;
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = old.iter().zip(&new).take_while(same).count();
    let rest = old.len().min(new.len()).saturating_sub(head);
    let tails = old.iter().rev().zip(new.iter().rev()).take(rest);
    let tail = tails.take_while(same).count();
    let middle = |lines: &[&str], mark: char| -> Vec<(char, String)> {
        let lines = lines.get(head..lines.len() - tail).unwrap_or(&[]);
        let trimmed = lines.iter().map(|line| (mark, line.trim().to_owned()));
        trimmed.collect()
    };
    let mut lines = middle(&old, '-');
    lines.extend(middle(&new, '+'));
    (!lines.is_empty() && lines.len() <= MOST).then_some(lines)
}
