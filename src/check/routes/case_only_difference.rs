//! `case-only-difference`: two paths that differ only in upper and lower case.

use crate::check::shape::{self, Form};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Segment;
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::CASE_ONLY_DIFFERENCE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let routes = &spec.program.routes;
    let mut segments = routes.iter().filter_map(shape::segments).flatten();
    // Most specs are all lower case and need no comparison.
    if segments.all(is_lower_case) {
        return;
    }
    let mut seen: BTreeMap<Vec<String>, (Vec<Form<'_>>, crate::source::Span)> = BTreeMap::new();
    for route in &spec.program.routes {
        let Some(shape) = shape::of(route) else {
            continue;
        };
        let folded = shape.iter().map(|form| match form {
            Form::Literal(text) => text.to_lowercase(),
            Form::Variable => "<>".to_owned(),
            Form::Greedy => "<+>".to_owned(),
        });
        let folded = folded.collect();
        match seen.get(&folded) {
            None => {
                seen.insert(folded, (shape, route.path_span));
            }
            Some((first, _)) if *first == shape => {}
            Some((_, span)) => {
                let message = format!(
                    "`{}` differs from another route only in upper and lower case",
                    route.written
                );
                found.push(
                    Diagnostic::note(code, route.path_span, message)
                        .place(*span, "the other route")
                        .help(
                            "API Gateway compares paths case-sensitively, and clients often get the case wrong",
                        ),
                );
            }
        }
    }
}

/// Returns true if a segment is all lower case and ASCII.
fn is_lower_case(segment: &Segment) -> bool {
    match segment {
        Segment::Literal(text) => text
            .bytes()
            .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()),
        Segment::Variable(_) | Segment::Greedy(_) => true,
    }
}
