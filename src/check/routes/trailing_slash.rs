//! `trailing-slash`: a path that ends in a slash.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Segment;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TRAILING_SLASH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let last = shape::segments(route).and_then(<[_]>::last);
        if matches!(last, Some(Segment::Literal(text)) if text.is_empty()) {
            let message = format!("`{}` ends in a slash", route.written);
            let span = route.path_span;
            let slash = crate::source::Span::new(span.file, span.end.saturating_sub(1), span.end);
            found.push(
                Diagnostic::error(code, route.path_span, message)
                    .help("API Gateway refuses routes that end in a slash; remove it")
                    .safe_fix("remove the slash", slash, ""),
            );
        }
    }
}
