//! `duplicate-route`: two routes that match the same requests.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Method, Route};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DUPLICATE_ROUTE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let groups = spec.shapes.values().filter(|routes| routes.len() > 1);
    for (route, other) in groups.flat_map(|routes| find_repeated(routes)) {
        if route.path_span == other.path_span && route.written == other.written {
            let method = route.key.method.word();
            let message = format!("`{method}` is listed twice");
            let found_twice = Diagnostic::error(code, route.span, message);
            found.push(found_twice.help("remove one of the two"));
            continue;
        }
        let message = if route.written == other.written {
            format!("duplicate route `{}`", route.written)
        } else {
            format!(
                "`{}` and `{}` match the same requests",
                route.written, other.written
            )
        };
        found.push(
            Diagnostic::error(code, route.path_span, message)
                .place(other.path_span, "the other route")
                .help("variable names do not distinguish routes; remove one, or change its method"),
        );
    }
}

/// The routes of one shape with the method of an earlier one, each with the first of those.
fn find_repeated<'r>(routes: &[(Method, &'r Route)]) -> Vec<(&'r Route, &'r Route)> {
    let mut first: BTreeMap<Method, &Route> = BTreeMap::new();
    let pairs = routes.iter().filter_map(|(method, route)| {
        let other = *first.entry(*method).or_insert(route);
        (!std::ptr::eq(other, *route)).then_some((*route, other))
    });
    pairs.collect()
}
