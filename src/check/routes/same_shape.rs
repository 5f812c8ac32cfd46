//! `same-shape`: two routes that API Gateway could not tell apart.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(201),
    slug: "same-shape",
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    for route in &spec.program.routes {
        let key = (route.key.method, shape::of(route));
        let Some(other) = first.get(&key).copied() else {
            first.insert(key, route);
            continue;
        };
        let message = if route.written == other.written {
            format!("`{}` is a route twice", route.written)
        } else {
            format!(
                "`{}` and `{}` match the same requests",
                route.written, other.written
            )
        };
        found.push(
            Diagnostic::error(code, route.path_span, message)
                .related(other.path_span, "the other route")
                .help("names of variables tell no routes apart; leave out one, or give it another method"),
        );
    }
}
