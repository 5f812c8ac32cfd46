//! The order in which routes are listed, by precedence.
//!
//! 1. Paths of only literal text, then paths with variables, then greedy ones (the longer prefix first), then
//!    `$default`.
//! 2. Within those, segment by segment: literal text alphabetically, before a variable; a path before those below it.
//! 3. Within a path, named methods before `ANY`.
//!
//! Of two routes that match a request, the selected one comes first.

use std::cmp::{Ordering, Reverse};

use crate::model::{Method, Pattern, Route, RouteKey, Segment};

/// Indexes into `routes`, in match order.
#[must_use]
pub fn by_match(routes: &[Route]) -> Vec<usize> {
    let mut order: Vec<(usize, &RouteKey)> = routes.iter().map(|it| &it.key).enumerate().collect();
    order.sort_by(|(_, a), (_, b)| precedence(a, b));
    order.into_iter().map(|(index, _)| index).collect()
}

/// Compares two keys. A total order: only equal keys are equal.
#[must_use]
pub fn precedence(a: &RouteKey, b: &RouteKey) -> Ordering {
    rank(&a.pattern)
        .cmp(&rank(&b.pattern))
        .then_with(|| segmentwise(&a.pattern, &b.pattern))
        .then_with(|| method(a.method).cmp(&method(b.method)))
        .then_with(|| a.cmp(b))
}

/// Returns the class of a path, and for a greedy one how early it starts.
fn rank(pattern: &Pattern) -> (u8, Reverse<usize>) {
    let Pattern::Path(path) = pattern else {
        return (3, Reverse(0));
    };
    let literal = |segment: &Segment| matches!(segment, Segment::Literal(_));
    match path.last() {
        Some(Segment::Greedy(_)) => (2, Reverse(path.len())),
        Some(Segment::Literal(_) | Segment::Variable(_)) | None => {
            (u8::from(!path.iter().all(literal)), Reverse(0))
        }
    }
}

fn segmentwise(a: &Pattern, b: &Pattern) -> Ordering {
    let path = |pattern: &Pattern| -> Vec<(u8, String)> {
        match pattern {
            Pattern::Default => Vec::new(),
            Pattern::Path(path) => path.iter().map(weight).collect(),
        }
    };
    path(a).cmp(&path(b))
}

fn weight(segment: &Segment) -> (u8, String) {
    match segment {
        Segment::Literal(text) => (0, text.clone()),
        Segment::Variable(_) => (1, String::new()),
        Segment::Greedy(_) => (2, String::new()),
    }
}

fn method(method: Method) -> usize {
    match method {
        Method::Any => usize::MAX,
        named => named as usize,
    }
}
