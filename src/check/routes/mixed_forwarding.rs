//! `mixed-forwarding`: routes under the same prefix to the same backend, some of which drop the prefix while others
//! keep it.

use std::collections::BTreeMap;

use crate::check::shape::{self, Form};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendId, Destination, Forward, Route};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MIXED_FORWARDING,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut greedy: BTreeMap<(BackendId, Vec<Form<'_>>), &Route> = BTreeMap::new();
    for route in &spec.program.routes {
        let Some((backend, mut shape)) = default_forwarding(route) else {
            continue;
        };
        if shape.pop() == Some(Form::Greedy) && !shape.is_empty() {
            greedy.entry((backend, shape)).or_insert(route);
        }
    }
    for route in &spec.program.routes {
        let Some((backend, shape)) = default_forwarding(route) else {
            continue;
        };
        if route.forward != Forward::AsSent {
            continue;
        }
        let prefixes = (1..shape.len()).filter_map(|length| shape.get(..length));
        let other = prefixes
            .filter_map(|prefix| greedy.get(&(backend, prefix.to_vec())))
            .next_back();
        if let Some(other) = other {
            let message = format!(
                "`{}` forwards the full path, but `{}` drops its prefix",
                route.written, other.written
            );
            found.push(
                Diagnostic::warning(code, route.path_span, message)
                    .place(other.path_span, "this route drops its prefix")
                    .help(
                        "write `keep` on both for the full path, or `at PATH` here for another one",
                    ),
            );
        }
    }
}

/// The backend and the shape of a route without `at` and `keep`.
fn default_forwarding(route: &Route) -> Option<(BackendId, Vec<Form<'_>>)> {
    match route.destination {
        Destination::Backend(backend) if route.forward_span.is_none() => {
            Some((backend, shape::of(route)?))
        }
        Destination::Backend(_) | Destination::Action(_) | Destination::Url(_) => None,
    }
}
