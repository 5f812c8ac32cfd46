//! `empty-segment`: two slashes in a row in a path.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Segment;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::EMPTY_SEGMENT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let before_last = shape::segments(route).and_then(<[_]>::split_last);
        let Some((_, before_last)) = before_last else {
            continue;
        };
        let empty =
            |segment: &Segment| matches!(segment, Segment::Literal(text) if text.is_empty());
        if before_last.iter().any(empty) {
            let message = format!("`{}` has an empty segment", route.written);
            let help = "use a single slash between segments";
            found.push(Diagnostic::error(code, route.path_span, message).help(help));
        }
    }
}
