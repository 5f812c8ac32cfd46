//! Equality of trees, ignoring spans.

use crate::source::Span;
use crate::syntax::ast::Ast;
use crate::syntax::{SpanVisitor, visit_spans};

/// Returns true if two trees are equal except for their spans.
pub(super) fn same(mut one: Ast, mut other: Ast) -> bool {
    for item in one.items.iter_mut().chain(&mut other.items) {
        visit_spans(&mut Eraser, item);
    }
    one == other
}

struct Eraser;

impl SpanVisitor for Eraser {
    fn span(&mut self, span: &mut Span) {
        *span = Span::default();
    }

    fn brackets(&mut self, brackets: &mut Option<Span>) {
        *brackets = None;
    }
}
