//! `greedy-not-last`: a greedy variable before the end of a path.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Segment;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::GREEDY_NOT_LAST,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let before_last = shape::segments(route).and_then(<[_]>::split_last);
        let Some((_, before_last)) = before_last else {
            continue;
        };
        for segment in before_last {
            if let Segment::Greedy(name) = segment {
                let message = format!("`<{name}+>` is not the last segment of `{}`", route.written);
                let help = format!(
                    "a greedy variable must be the last segment; `<{name}>` matches a single segment"
                );
                found.push(Diagnostic::error(code, route.path_span, message).help(help));
            }
        }
    }
}
