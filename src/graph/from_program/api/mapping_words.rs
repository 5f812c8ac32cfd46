//! What an integration is, in words for its id: the path that it makes, and a digest of whatever else it does.
//!
//! Variables count by their place in the route, so that renaming one changes no id.

use crate::graph::from_program::Lowering;
use crate::graph::from_program::api::mappings::{self, Change};
use crate::graph::id::{digest, is_word};
use crate::model::{
    Arg, Destination, Forward, Part, Pattern, Route, RouteKey, Segment, TemplatePart, Text,
};

/// A word of an id, and whether it is this room's own.
pub(super) enum Word {
    /// A word of this room's own.
    Own(String),
    /// A literal of the path.
    Text(String),
}

/// The words of a route's mapping.
pub(super) fn words(cx: &Lowering<'_>, route: &Route) -> Vec<Word> {
    let variables = variables(&route.key);
    let mut words = Vec::new();
    let mut rest = Canon::default();
    match &route.destination {
        Destination::Backend(id) => {
            let backend = cx.program.backend(*id);
            if backend.is_some_and(|backend| backend.kind.is_http()) {
                path(&route.forward, &variables, &mut words, &mut rest);
            }
        }
        Destination::Action(action) => {
            words.push(Word::Own(action.name.value.clone()));
            let mut parameters: Vec<&(crate::model::Word, Text)> =
                action.parameters.iter().collect();
            parameters.sort_by(|left, right| left.0.value.cmp(&right.0.value));
            for (name, value) in parameters {
                rest.text(cx, &name.value, value, &variables);
            }
        }
        Destination::Url(url) => {
            words.extend(host(url));
            rest.text(cx, "url", url, &variables);
        }
    }
    changes(cx, route, &variables, &mut rest);
    if !rest.pieces.is_empty() {
        let pieces: Vec<&str> = rest.pieces.iter().map(String::as_str).collect();
        words.push(Word::Own(digest(&pieces)));
    }
    words
}

/// The plain words of a URL's host: they are for people, and the digest of the URL tells it apart.
fn host(url: &Text) -> Vec<Word> {
    let Some(Part::Literal(start)) = url.parts.first() else {
        return Vec::new();
    };
    let host = start.split_once("://").map_or("", |(_, host)| host);
    let host = host.split(['/', '?', ':']).next().unwrap_or("");
    let labels = host.split(['.', '-']).filter(|label| is_word(label));
    labels.map(|label| Word::Own(label.to_owned())).collect()
}

/// The names of a route's variables, in their order.
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

/// Whatever tells mappings apart beside the words, in a form that names of variables do not matter in.
#[derive(Default)]
struct Canon {
    pieces: Vec<String>,
}

impl Canon {
    fn text(&mut self, cx: &Lowering<'_>, key: &str, text: &Text, variables: &[(&str, bool)]) {
        self.pieces.push(key.to_owned());
        for part in &text.parts {
            self.pieces.push(match part {
                Part::Literal(text) => format!("={text}"),
                Part::Input(id) => {
                    let name = cx.program.input(*id).map_or("", |input| &input.name);
                    format!("${name}")
                }
                Part::Variable(name) => {
                    let place = name
                        .strip_prefix("request.path.")
                        .and_then(|name| variables.iter().position(|(known, _)| *known == name));
                    match place {
                        Some(place) => format!("<{place}"),
                        None => format!("<{name}"),
                    }
                }
            });
        }
    }

    fn change(&mut self, cx: &Lowering<'_>, change: &Change<'_>, variables: &[(&str, bool)]) {
        match change.value {
            Some(value) => self.text(cx, &change.key, value, variables),
            None => self.pieces.push(change.key.clone()),
        }
    }
}

/// As sent: nothing. `/`: `root`. `/<rest+>`: `rest`. Else `at` and the words of the path.
fn path(forward: &Forward, variables: &[(&str, bool)], words: &mut Vec<Word>, rest: &mut Canon) {
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
    // Slashes that the words would not show.
    if let Some(TemplatePart::Literal(last)) = parts.last()
        && last.ends_with('/')
    {
        rest.pieces.push("/".to_owned());
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
                    rest.pieces.push(match part {
                        TemplatePart::Literal(text) => format!("={text}"),
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

/// The parts of a path between its slashes; what is empty leaves no trace.
fn segments(parts: &[TemplatePart]) -> Vec<Vec<TemplatePart>> {
    let mut segments: Vec<Vec<TemplatePart>> = vec![Vec::new()];
    let add = |segments: &mut Vec<Vec<TemplatePart>>, part: TemplatePart| {
        if let Some(last) = segments.last_mut() {
            last.push(part);
        }
    };
    for part in parts {
        match part {
            TemplatePart::Variable(_) => add(&mut segments, part.clone()),
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

fn changes(cx: &Lowering<'_>, route: &Route, variables: &[(&str, bool)], rest: &mut Canon) {
    if let Some(timeout) = &route.timeout {
        rest.pieces.push("timeout".to_owned());
        rest.pieces.push(match timeout.value {
            Arg::Known(milliseconds) => milliseconds.to_string(),
            Arg::Input(id) => cx
                .program
                .input(id)
                .map_or_else(String::new, |input| format!("${}", input.name)),
        });
    }
    for change in mappings::request(&route.request) {
        rest.change(cx, &change, variables);
    }
    for (status, headers, new) in mappings::response(&route.response) {
        rest.pieces.push(status.to_string());
        for change in headers {
            rest.change(cx, &change, variables);
        }
        rest.pieces.extend(new.map(|new| format!("status {new}")));
    }
}
