//! The change that lays a text out anew: no more of it than differs.

use crate::fmt::{self, FormatError};
use crate::source::FileId;

/// A text to put in the place of `start..end`, whole lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Offset of the first byte that goes.
    pub start: u32,
    /// Offset after the last.
    pub end: u32,
    /// What comes.
    pub text: String,
}

/// What formatting changes; `None` where nothing does, or where the text has faults and stays as it is.
///
/// # Errors
/// When the formatter is at fault.
pub fn change(text: &str) -> Result<Option<Change>, FormatError> {
    match fmt::format(FileId::default(), text) {
        Ok(new) if new == text => Ok(None),
        Ok(new) => Ok(Some(difference(text, &new))),
        Err(FormatError::Broken(_)) => Ok(None),
        Err(error @ FormatError::Changed { .. }) => Err(error),
    }
}

/// What formatting changes, each run of lines on its own; nothing where the text has faults.
///
/// # Errors
/// When the formatter is at fault.
pub fn changes(text: &str) -> Result<Vec<Change>, FormatError> {
    let new = match fmt::format(FileId::default(), text) {
        Ok(new) => new,
        Err(FormatError::Broken(_)) => return Ok(Vec::new()),
        Err(error @ FormatError::Changed { .. }) => return Err(error),
    };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let changes = fmt::changes(text, &new).into_iter();
    Ok(changes
        .map(|(old, text)| Change {
            start: offset(old.start),
            end: offset(old.end),
            text,
        })
        .collect())
}

/// Cursors and folds outside of what is replaced stay where they are.
fn difference(old: &str, new: &str) -> Change {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let pairs = old.iter().zip(&new);
    let before = pairs.take_while(|(old, new)| old == new).count();
    let pairs = old.iter().rev().zip(new.iter().rev());
    let after = pairs
        .take(old.len().min(new.len()) - before)
        .take_while(|(old, new)| old == new)
        .count();
    let part = |lines: &[&str]| {
        let part = lines.get(before..lines.len() - after);
        part.unwrap_or(&[]).concat()
    };
    let start: usize = old.iter().take(before).map(|line| line.len()).sum();
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Change {
        start: offset(start),
        end: offset(start + part(&old).len()),
        text: part(&new),
    }
}
