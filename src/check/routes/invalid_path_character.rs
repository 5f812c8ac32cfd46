//! `invalid-path-character`: a character in a path of which AWS does not say whether it takes it.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Misfit;
use crate::model::Segment;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_PATH_CHARACTER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let names = &spec.facts.names;
    for route in &spec.program.routes {
        for segment in shape::segments(route).unwrap_or_default() {
            let Segment::Literal(text) = segment else {
                continue;
            };
            let odd = match names.path_segment_safe().check(text) {
                Err(Misfit::Character { found, .. }) => found,
                Ok(()) | Err(Misfit::TooShort | Misfit::TooLong | Misfit::Beginning(_)) => continue,
            };
            let safe = names.path_segment_safe().describe();
            if let Err(Misfit::Character { found: odd, .. }) = names.path_segment().check(text) {
                let message =
                    format!("no path of a request holds `{odd}` as it is written in `{text}`");
                let help = "write it as a client sends it, percent-encoded in UTF-8";
                found.push(Diagnostic::warning(code, route.path_span, message).help(help));
            } else {
                let message =
                    format!("AWS does not say whether a route may hold `{odd}`, as in `{text}`");
                let help = format!("known to work are {safe}");
                found.push(Diagnostic::note(code, route.path_span, message).help(help));
            }
        }
    }
}
