//! The words of an integration's id: its backend, the path it produces, and the route if those are ambiguous.
//!
//! Timeouts, headers and parameters are not part of the id, so changing one updates the integration instead of
//! replacing it. Variables are identified by their position in the route, so renaming one changes no id.

use crate::graph::from_program::Builder;
use crate::graph::id::{digest, is_word};
use crate::model::{
    Destination, Forward, Part, Pattern, Route, RouteKey, Segment, TemplatePart, Text,
};

/// A word of an id.
pub(super) enum Word {
    /// A fixed word of the compiler.
    Own(String),
    /// A literal of the path.
    Text(String),
}

/// The words of an integration's id, for one route.
pub(super) struct Words {
    /// The action, host or path.
    pub(super) words: Vec<Word>,
    /// True if the route sets more than its destination and path, or has its own URL. Of several integrations with the
    /// same words, one that is not special gets the plain id.
    pub(super) is_special: bool,
    /// True if the words alone are never enough to identify the integration.
    pub(super) needs_route: bool,
}

/// Returns the words of a route's mapping.
pub(super) fn words(cx: &Builder<'_>, route: &Route) -> Words {
    let variables = variables(&route.key);
    let mut words = Vec::new();
    let mut needs_route = false;
    match &route.destination {
        Destination::Backend(id) => {
            let backend = cx.program.backend(*id);
            if backend.is_some_and(|backend| backend.kind.is_http()) {
                let mut extra = Vec::new();
                path(&route.forward, &variables, &mut words, &mut extra);
                if !extra.is_empty() {
                    let pieces: Vec<&str> = extra.iter().map(String::as_str).collect();
                    words.push(Word::Own(digest(&pieces)));
                }
            }
        }
        Destination::Action(action) => words.push(Word::Own(action.name.value.clone())),
        Destination::Url(url) => {
            words.extend(host(url));
            needs_route = true;
        }
    }
    let is_special =
        route.timeout.is_some() || !route.request.is_empty() || !route.response.is_empty();
    Words {
        words,
        is_special,
        needs_route,
    }
}

/// Returns the words of a route's key: its method and segments.
pub(super) fn of_route(key: &RouteKey) -> Vec<Word> {
    let own = |word: &str| Word::Own(word.to_owned());
    let segments = match &key.pattern {
        Pattern::Default => return vec![own("default")],
        Pattern::Path(segments) => segments,
    };
    let mut words = vec![Word::Own(key.method.word().to_ascii_lowercase())];
    if segments.is_empty() {
        words.push(own("root"));
    }
    words.extend(segments.iter().map(|segment| match segment {
        Segment::Literal(text) => Word::Text(text.clone()),
        Segment::Variable(_) => own("var"),
        Segment::Greedy(_) => own("rest"),
    }));
    words
}

/// Returns the words of a URL's host.
fn host(url: &Text) -> Vec<Word> {
    let Some(Part::Literal(start)) = url.parts.first() else {
        return Vec::new();
    };
    let host = start.split_once("://").map_or("", |(_, host)| host);
    let host = host.split(['/', '?', ':']).next().unwrap_or("");
    let labels = host.split(['.', '-']).filter(|label| is_word(label));
    labels.map(|label| Word::Own(label.to_owned())).collect()
}

/// Returns the names of a route's variables, in order.
fn variables(key: &RouteKey) -> Vec<(&str, bool)> {
    let segments = match &key.pattern {
        Pattern::Default => return Vec::new(),
        Pattern::Path(segments) => segments,
    };
    segments
        .iter()
        .filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Variable(name) => Some((name.as_str(), false)),
            Segment::Greedy(name) => Some((name.as_str(), true)),
        })
        .collect()
}

/// Adds the words of the path: none if it is forwarded as sent, `root` for `/`, `rest` for `/<rest+>`, otherwise `at`
/// and the path's words.
fn path(
    forward: &Forward,
    variables: &[(&str, bool)],
    words: &mut Vec<Word>,
    extra: &mut Vec<String>,
) {
    let parts = match forward {
        Forward::AsSent => return,
        Forward::Template(parts) => parts,
    };
    let greedy = |name: &String| variables.contains(&(name.as_str(), true));
    match parts.as_slice() {
        [TemplatePart::Literal(root)] if root == "/" => {
            words.push(Word::Own("root".to_owned()));
            return;
        }
        [TemplatePart::Literal(root), TemplatePart::Variable(name)]
            if root == "/" && greedy(name) =>
        {
            words.push(Word::Own("rest".to_owned()));
            return;
        }
        _ => {}
    }
    words.push(Word::Own("at".to_owned()));
    // A trailing slash, which the words do not represent.
    if let Some(TemplatePart::Literal(last)) = parts.last()
        && last.ends_with('/')
    {
        extra.push("/".to_owned());
    }
    for segment in segments(parts) {
        match segment.as_slice() {
            [TemplatePart::Literal(text)] => words.push(Word::Text(text.clone())),
            [TemplatePart::Variable(name)] => {
                let word = if greedy(name) { "rest" } else { "var" };
                words.push(Word::Own(word.to_owned()));
            }
            mixed => {
                for part in mixed {
                    extra.push(match part {
                        TemplatePart::Literal(text) => format!("={text}"),
                        TemplatePart::Input(name) => format!("${name}"),
                        TemplatePart::Variable(name) => {
                            let place = variables.iter().position(|(known, _)| known == name);
                            format!("<{}", place.unwrap_or(usize::MAX))
                        }
                    });
                }
            }
        }
    }
}

/// Returns the non-empty parts of a path between its slashes.
fn segments(parts: &[TemplatePart]) -> Vec<Vec<TemplatePart>> {
    let mut segments: Vec<Vec<TemplatePart>> = vec![Vec::new()];
    let add = |segments: &mut Vec<Vec<TemplatePart>>, part: TemplatePart| {
        if let Some(last) = segments.last_mut() {
            last.push(part);
        }
    };
    for part in parts {
        match part {
            TemplatePart::Variable(_) | TemplatePart::Input(_) => {
                add(&mut segments, part.clone());
            }
            TemplatePart::Literal(text) => {
                for (index, piece) in text.split('/').enumerate() {
                    if index > 0 {
                        segments.push(Vec::new());
                    }
                    if !piece.is_empty() {
                        add(&mut segments, TemplatePart::Literal(piece.to_owned()));
                    }
                }
            }
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}
