//! The formatter for specs. There are no options.
//!
//! [`format`] prints the tree with its comments and the blank lines between groups; then it parses the result and
//! compares the trees, so that a bug in the printer can never change a spec. It must not read files, and leaves text
//! with syntax errors unchanged.
//!
//! The rules: two spaces per level; at most one blank line; a block stays on one line if it was written on one and
//! fits; adjacent lines of the same form share their columns, across comments, up to a blank line or a multi-line
//! block. A list is broken into several lines, one value on each, if its line would exceed 100 columns; otherwise
//! brackets around all values of a setting are removed.

mod diff;
mod item;
mod layout;
mod printer;
mod route;
mod same;
mod setting;

use crate::diag::Diagnostic;
use crate::source::FileId;
use crate::syntax::{Parse, parse};

pub use diff::{changes, diff};
pub use setting::NOT_LISTS;

/// The reason why a text was not formatted.
#[derive(Clone, Debug)]
pub enum FormatError {
    /// It has these syntax errors and must stay unchanged.
    Broken(Vec<Diagnostic>),
    /// The printed text differs in meaning from the original: a bug in the formatter, which must not reach the file.
    Changed {
        /// The printed text.
        printed: String,
        /// The difference.
        what: Difference,
    },
}

/// The difference that a buggy formatter would have made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The printed text has faults.
    Faults,
    /// The trees differ.
    Tree,
    /// The comments differ.
    Comments,
}

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Broken(_) => "a text with faults is not formatted",
            Self::Changed { what, .. } => match what {
                Difference::Faults => "the formatted text would not parse",
                Difference::Tree => "the formatted text would mean something else",
                Difference::Comments => "the formatted text would lose a comment",
            },
        })
    }
}

impl std::error::Error for FormatError {}

/// Lays out a whole file.
///
/// # Errors
/// If the text has syntax errors, or if the printed text does not parse to the same tree and comments.
pub fn format(file: FileId, text: &str) -> Result<String, FormatError> {
    let before = parse(file, text);
    if !before.diagnostics.is_empty() {
        return Err(FormatError::Broken(before.diagnostics));
    }
    let printed = print(&before, text);
    let after = parse(file, &printed);
    match difference(before, text, after, &printed) {
        None => Ok(printed),
        Some(what) => Err(FormatError::Changed { printed, what }),
    }
}

fn print(parsed: &Parse, text: &str) -> String {
    let mut printer = printer::Printer::new(text, &parsed.comments);
    item::items(&mut printer, &parsed.ast.items);
    layout::render(&printer.finish())
}

fn difference(before: Parse, old: &str, after: Parse, new: &str) -> Option<Difference> {
    if !after.diagnostics.is_empty() {
        return Some(Difference::Faults);
    }
    let comments = |parsed: &Parse, text: &str| -> Vec<(bool, String)> {
        let comments = parsed.comments.iter();
        comments
            .map(|comment| {
                let written = text.get(comment.span.range()).unwrap_or("");
                (comment.trailing, written.to_owned())
            })
            .collect()
    };
    if comments(&before, old) != comments(&after, new) {
        return Some(Difference::Comments);
    }
    (!same::same(before.ast, after.ast)).then_some(Difference::Tree)
}
