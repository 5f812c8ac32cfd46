//! The changes of formatting, as a unified diff.

use std::ops::Range;

use similar::{DiffTag, TextDiff};

/// Returns the unified diff from `old` to `new`, both named `name`; empty if they are equal.
#[must_use]
pub fn diff(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(name, &format!("{name} (formatted)"))
        .to_string()
}

/// Returns the changed runs of lines: the range of each in `old`, and its replacement.
#[must_use]
pub fn changes(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    let diff = TextDiff::from_lines(old, new);
    let starts = |text: &str| -> Vec<usize> {
        let ends = text.split_inclusive('\n').scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (old_starts, new_starts) = (starts(old), starts(new));
    let at = |starts: &[usize], line: usize| starts.get(line).copied().unwrap_or(usize::MAX);
    diff.ops()
        .iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .filter_map(|op| {
            let (before, after) = (op.old_range(), op.new_range());
            let range = at(&old_starts, before.start)..at(&old_starts, before.end);
            let text = new.get(at(&new_starts, after.start)..at(&new_starts, after.end))?;
            old.get(range.clone()).map(|_| (range, text.to_owned()))
        })
        .collect()
}
