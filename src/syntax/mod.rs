//! From text to a tree: the only room that reads `.gw` text, and the only one that knows pest.
//!
//! [`parse`] never fails and never stops at the first fault: it returns what it understood, and diagnostics.

pub mod ast;

use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

/// What [`parse`] made of a text.
#[derive(Clone, Debug, Default)]
pub struct Parse {
    /// The tree, without the items that were broken.
    pub ast: ast::Ast,
    /// The comments, in the order of the text, for the formatter.
    pub comments: Vec<Comment>,
    /// The faults.
    pub diagnostics: Vec<Diagnostic>,
}

/// A comment that is no doc comment of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line, without the newline.
    pub span: Span,
    /// Whether something other than white space stands before it on its line.
    pub trailing: bool,
}

/// Parses one file.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parse {
    let _ = text;
    Parse {
        ast: ast::Ast {
            file,
            items: Vec::new(),
        },
        ..Parse::default()
    }
}

/// Parses a path pattern that stands as a value, e.g. in `at /v2/<proxy>`; `at` is its place in the file.
#[must_use]
pub fn parse_path(at: Span, text: &str) -> (ast::Path, Vec<Diagnostic>) {
    let _ = text;
    (
        ast::Path {
            span: at,
            kind: ast::PathKind::Default,
        },
        Vec::new(),
    )
}
