//! Formatting as minimal changes of a text.

use crate::fmt::{self, FormatError};
use crate::source::{FileId, offset_of};

/// A replacement for the whole lines in `start..end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The offset of the first replaced byte.
    pub start: u32,
    /// The offset after the last one.
    pub end: u32,
    /// The new text.
    pub text: String,
}

/// Returns the change that formats a text; `None` if nothing changes, or if the text has syntax errors.
///
/// # Errors
/// When the formatter has a bug.
pub fn change(text: &str) -> Result<Option<Change>, FormatError> {
    match fmt::format(FileId::default(), text) {
        Ok(new) if new == text => Ok(None),
        Ok(new) => Ok(Some(difference(text, &new))),
        Err(FormatError::Broken(_)) => Ok(None),
        Err(error @ FormatError::Changed { .. }) => Err(error),
    }
}

/// Returns the changes that format a text, one for each run of lines; none if the text has syntax errors.
///
/// # Errors
/// When the formatter has a bug.
pub fn changes(text: &str) -> Result<Vec<Change>, FormatError> {
    let new = match fmt::format(FileId::default(), text) {
        Ok(new) => new,
        Err(FormatError::Broken(_)) => return Ok(Vec::new()),
        Err(error @ FormatError::Changed { .. }) => return Err(error),
    };
    let changes = fmt::changes(text, &new).into_iter();
    Ok(changes
        .map(|(old, text)| Change {
            start: offset_of(old.start),
            end: offset_of(old.end),
            text,
        })
        .collect())
}

/// Returns the smallest change between two texts, so that cursors and folds outside stay where they are.
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
    Change {
        start: offset_of(start),
        end: offset_of(start + part(&old).len()),
        text: part(&new),
    }
}
