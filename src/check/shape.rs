//! The shape of a path, without variable names: API Gateway distinguishes routes by it.

use std::collections::BTreeMap;

use crate::model::{Method, Pattern, Route, Segment};

/// A segment without the name of its variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form<'r> {
    /// A literal.
    Literal(&'r str),
    /// Any one segment.
    Variable,
    /// One or more segments.
    Greedy,
}

/// The forms of a path's segments; `None` for `$default`.
pub(super) fn of(route: &Route) -> Option<Vec<Form<'_>>> {
    segments(route).map(|segments| segments.iter().map(form).collect())
}

/// The segments of a path; `None` for `$default`.
pub(super) fn segments(route: &Route) -> Option<&[Segment]> {
    match &route.key.pattern {
        Pattern::Default => None,
        Pattern::Path(segments) => Some(segments),
    }
}

/// The name of the greedy variable at the end of a path.
pub(super) fn greedy(route: &Route) -> Option<&str> {
    match segments(route)?.last()? {
        Segment::Greedy(name) => Some(name),
        Segment::Literal(_) | Segment::Variable(_) => None,
    }
}

/// The names of a path's variables.
pub(super) fn variables(route: &Route) -> impl Iterator<Item = &str> {
    let segments = segments(route).unwrap_or_default();
    segments.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Variable(name) | Segment::Greedy(name) => Some(name.as_str()),
    })
}

/// The routes of each shape with their methods; the shape of `$default` is `None`.
pub(super) type Table<'r> = BTreeMap<Option<Vec<Form<'r>>>, Vec<(Method, &'r Route)>>;

/// The table of a program's routes; those of the same shape are in source order.
pub(super) fn table(routes: &[Route]) -> Table<'_> {
    let mut table = Table::new();
    for route in routes {
        let entry = table.entry(of(route)).or_default();
        entry.push((route.key.method, route));
    }
    table
}

fn form(segment: &Segment) -> Form<'_> {
    match segment {
        Segment::Literal(text) => Form::Literal(text),
        Segment::Variable(_) => Form::Variable,
        Segment::Greedy(_) => Form::Greedy,
    }
}
