//! Parses text to a tree: the only module that reads `.gw` text or uses pest.
//!
//! [`parse`] never fails and never stops at the first fault: it returns everything it understood, and diagnostics.
//! First, a scan over the brackets of the text removes anything that could overflow the parser's stack; then pest
//! parses the text by `grammar/gw.pest`, which accepts every text; then pest's tree is lowered to ours.

pub mod ast;
mod fault;
mod grammar;
mod lexer;
mod lower;
mod path;
mod reparse;
mod scan;
mod spans;
pub mod statements;

use crate::diag::Diagnostic;
use crate::source::{FileId, Span};

pub use fault::name::is_name;
pub use path::parse_path;
pub use reparse::reparse;
pub use spans::{SpanVisitor, visit_spans};

/// The result of [`parse`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parse {
    /// The tree, without malformed items.
    pub ast: ast::Ast,
    /// The comments, in source order, for the formatter.
    pub comments: Vec<Comment>,
    /// The faults.
    pub diagnostics: Vec<Diagnostic>,
}

/// A comment that is not a doc comment of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line, without the newline.
    pub span: Span,
    /// True if something other than white space and `;` precedes it on its line.
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
