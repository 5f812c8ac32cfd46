//! Foldable ranges: blocks, and comments of several lines.

use crate::source::LineIndex;
use crate::syntax::statements::statements;

/// Lines that fold into the first one, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The line that stays visible.
    pub first: usize,
    /// The last hidden line.
    pub last: usize,
    /// True for comments.
    pub comment: bool,
}

/// Returns the foldable ranges of a text.
#[must_use]
pub fn folds(text: &str, index: &LineIndex) -> Vec<Fold> {
    let statements = statements(text);
    let mut folds = Vec::new();
    for (open, close) in statements.all.iter().filter_map(|it| it.block) {
        let first = index.line_of(open);
        // The closing brace stays visible.
        let last = close.map_or(first, |close| index.line_of(close).saturating_sub(1));
        if last > first {
            folds.push(Fold {
                first,
                last,
                comment: false,
            });
        }
    }
    let mut run: Option<Fold> = None;
    for line in statements
        .comments
        .iter()
        .map(|(start, _)| index.line_of(*start))
    {
        match &mut run {
            Some(fold) if fold.last + 1 == line => fold.last = line,
            _ => {
                folds.extend(run.filter(|fold| fold.last > fold.first));
                run = Some(Fold {
                    first: line,
                    last: line,
                    comment: true,
                });
            }
        }
    }
    folds.extend(run.filter(|fold| fold.last > fold.first));
    folds.sort_by_key(|fold| (fold.first, fold.last));
    folds
}
