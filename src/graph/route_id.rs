//! Ids and shapes of routes, which ignore the names of path variables.

use std::borrow::Cow;

use crate::graph::id::{Id, mark};
use crate::graph::resource::Kind;
use crate::model::{Pattern, RouteKey, Segment};

/// Returns a route's id, independent of its variables' names.
pub(super) fn route_id(key: &RouteKey) -> Id {
    let method = key.method.word().to_ascii_lowercase();
    let segments = match &key.pattern {
        Pattern::Default => return Id::new(Kind::Route.word(), &["default"]),
        Pattern::Path(segments) => segments,
    };
    let mut parts: Vec<Cow<'_, str>> = Vec::with_capacity(segments.len() + 1);
    parts.push(method.into());
    if segments.is_empty() {
        parts.push("root".into());
    }
    parts.extend(segments.iter().map(|segment| match segment {
        Segment::Literal(text) => mark(text),
        Segment::Variable(_) => "var".into(),
        Segment::Greedy(_) => "rest".into(),
    }));
    Id::shorten(Kind::Route.word(), &parts)
}

/// Returns a route's shape: its key without the variables' names.
pub(super) fn shape(key: &RouteKey) -> String {
    let segments = match &key.pattern {
        Pattern::Default => return "$default".to_owned(),
        Pattern::Path(segments) => segments,
    };
    let mut shape = String::with_capacity(16 + 8 * segments.len());
    shape.push_str(key.method.word());
    shape.push(' ');
    if segments.is_empty() {
        shape.push('/');
    }
    for segment in segments {
        shape.push('/');
        match segment {
            Segment::Literal(text) => shape.push_str(text),
            Segment::Variable(_) => shape.push_str("{}"),
            Segment::Greedy(_) => shape.push_str("{+}"),
        }
    }
    shape
}
