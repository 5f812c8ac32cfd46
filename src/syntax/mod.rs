//! From text to a tree: the only room that reads `.gw` text, and the only one that knows pest.
//!
//! [`parse`] never fails and never stops at the first fault: it returns what it understood, and diagnostics. A scan over
//! the brackets of the text comes first, so that the parser never meets what would cost it its stack; then pest reads
//! the text by `grammar/gw.pest`, which takes every text; then the tree is made of what pest saw.

pub mod ast;
mod fault;
mod grammar;
mod lexer;
mod lower;
mod path;
mod scan;
pub mod statements;

use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

pub use fault::name::is_name;
pub use path::parse_path;

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
    /// Whether something other than white space and `;` stands before it on its line.
    pub trailing: bool,
}

/// Parses one file.
#[must_use]
pub fn parse(file: FileId, text: &str) -> Parse {
    let scan = scan::scan(file, text);
    let mut lowering = lower::TreeBuilder::new(file, text, scan.diagnostics);
    for region in scan.regions {
        lower::region(&mut lowering, region);
    }
    lowering.finish()
}
