//! Access to the trees of a spec's files.

use std::ops::Range;

use crate::driver::Files;
use crate::ide::Spec;
use crate::source::FileId;
use crate::syntax::ast::Item;

/// Returns the items of a file.
pub(super) fn items(files: &Files, file: FileId) -> &[Item] {
    let ast = files.asts.get(file.0 as usize);
    ast.map_or(&[], |ast| &ast.items)
}

/// Returns the part of a file from whose statements the context of an offset follows: that between the items before and
/// after its line, unless there are faults elsewhere in the file.
pub(super) fn range_of_context(spec: &Spec, file: FileId, offset: u32) -> Range<usize> {
    let text = spec.sources().text(file);
    let (before, after) = text.split_at_checked(offset as usize).unwrap_or((text, ""));
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let next = after.find('\n').map_or(text.len(), |at| before.len() + at);
    let items = items(&spec.files, file);
    let above = items.partition_point(|item| (item.span.end as usize) <= line);
    let below = items.partition_point(|item| (item.span.start as usize) < next);
    let above = above.checked_sub(1).and_then(|index| items.get(index));
    let start = above.map_or(0, |item| item.span.end as usize);
    let end = items
        .get(below)
        .map_or(text.len(), |item| item.span.start as usize);
    let mut faults = spec.files.diagnostics.iter().map(|it| it.primary.span);
    let is_outside = faults.any(|span| {
        span.file == file && ((span.start as usize) < start || (span.end as usize) > end)
    });
    match is_outside {
        true => 0..text.len(),
        false => start..end,
    }
}
