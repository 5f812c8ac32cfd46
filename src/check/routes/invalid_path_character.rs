//! `invalid-path-character`: a character in a path that AWS may refuse, or that no request contains.

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
                    format!("`{odd}` in `{text}` never matches: clients send it percent-encoded");
                let help = "write it percent-encoded in UTF-8";
                found.push(Diagnostic::warning(code, route.path_span, message).help(help));
            } else {
                let message =
                    format!("AWS does not document `{odd}` in a route's path, as in `{text}`");
                let help = match odd {
                    '*' => "it matches itself alone; write `<rest+>` for one or more segments"
                        .to_owned(),
                    _ => format!("{safe} are known to work"),
                };
                found.push(Diagnostic::note(code, route.path_span, message).help(help));
            }
        }
    }
}
