//! What path a backend sees: the rest of a greedy route, the path as sent, or what `at` and `keep` say.

use crate::model::from_ast::clauses::Said;
use crate::model::from_ast::templates;
use crate::model::{Forward, Part, Segment, TemplatePart, Text};
use crate::source::Spanned;

/// One of the route keys that a path stands for.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// The segments, or nothing for `$default`.
    pub(super) segments: Option<Vec<Segment>>,
    /// The variable of `<rest*>`, where this is the route without it.
    pub(super) empty: Option<String>,
}

/// The path that a backend sees.
pub(super) fn forward(shape: &Shape, said: Option<&Spanned<Said>>) -> Forward {
    match said.map(|said| &said.value) {
        Some(Said::Keep) => Forward::AsSent,
        Some(Said::At(parts)) => Forward::Template(match &shape.empty {
            Some(empty) => templates::without(parts, empty),
            None => parts.clone(),
        }),
        None if shape.empty.is_some() => {
            Forward::Template(vec![TemplatePart::Literal("/".to_owned())])
        }
        None => match shape.segments.as_deref().and_then(<[_]>::last) {
            Some(Segment::Greedy(name)) => Forward::Template(vec![
                TemplatePart::Literal("/".to_owned()),
                TemplatePart::Variable(name.clone()),
            ]),
            Some(Segment::Literal(_) | Segment::Variable(_)) | None => Forward::AsSent,
        },
    }
}

/// A URL's origin with the path that its server is to see.
pub(super) fn with_path(base: &Text, shape: &Shape, forward: &Forward) -> Text {
    let mut url = base.clone();
    match forward {
        Forward::Template(parts) => {
            for part in parts {
                url.push(match part {
                    TemplatePart::Literal(text) => Part::Literal(text.clone()),
                    TemplatePart::Variable(name) => variable(name),
                });
            }
        }
        Forward::AsSent => {
            for segment in shape.segments.iter().flatten() {
                url.push(Part::Literal("/".to_owned()));
                url.push(match segment {
                    Segment::Literal(text) => Part::Literal(text.clone()),
                    Segment::Variable(name) | Segment::Greedy(name) => variable(name),
                });
            }
        }
    }
    url
}

fn variable(name: &str) -> Part {
    Part::Variable(format!("{}{name}", templates::IN_PATH))
}
