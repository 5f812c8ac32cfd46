//! The path that a backend sees: the rest of a greedy route, the path as sent, or the path of `at` and `keep`.

use crate::diag::Diagnostic;
use crate::diag::codes::{CONFLICTING_CLAUSES, PATH_NOT_FORWARDED};
use crate::model::from_ast::clauses::PathClause;
use crate::model::from_ast::destinations::{self, DestinationDraft};
use crate::model::from_ast::shapes::PathShape;
use crate::model::from_ast::{Resolver, templates};
use crate::model::{Backend, Destination, Forward, Part, Segment, TemplatePart, Text};
use crate::source::Spanned;

/// Returns the path that a backend sees.
fn forward(shape: &PathShape, said: Option<&Spanned<PathClause>>) -> Forward {
    match said.map(|said| &said.value) {
        Some(PathClause::Keep) => Forward::AsSent,
        Some(PathClause::At(parts)) => Forward::Template(match &shape.empty {
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

/// Returns a URL's origin with the path that its server sees.
fn with_path(cx: &Resolver<'_>, base: &Text, shape: &PathShape, forward: &Forward) -> Text {
    let mut url = base.clone();
    match forward {
        Forward::Template(parts) => {
            for part in parts {
                url.push(match part {
                    TemplatePart::Literal(text) => Part::Literal(text.clone()),
                    TemplatePart::Variable(name) => variable(name),
                    TemplatePart::Input(name) => match cx.inputs.id(name) {
                        Some(id) => Part::Input(id),
                        None => never!("no input `{name}`"),
                    },
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

/// Reports an `at` or `keep` of the route's own that has no effect.
pub(super) fn check_clause(
    cx: &mut Resolver<'_>,
    backends: &[Backend],
    answer: &DestinationDraft,
    said: Option<&Spanned<PathClause>>,
) {
    let Some(said) = said else {
        return;
    };
    let word = match said.value {
        PathClause::At(_) => "at",
        PathClause::Keep => "keep",
    };
    match answer {
        DestinationDraft::Resolved(target) => {
            if let Some(noun) = destinations::pathless(target, backends) {
                let message = format!("`{word}` has no effect on {noun}, which sees no path");
                let help = format!(
                    "it gets the whole event, whose `rawPath` is the client's path; remove `{word}`"
                );
                let fault = Diagnostic::error(PATH_NOT_FORWARDED, said.span, message);
                cx.report(if noun == "a Lambda function" {
                    fault.help(help)
                } else {
                    fault.help(format!(
                        "it gets only the parameters in its block; remove `{word}`"
                    ))
                });
            }
        }
        DestinationDraft::Url {
            whole,
            path: Some(_),
            ..
        } => {
            let message = format!("the URL has a path, and `{word}` sets another");
            let fault = Diagnostic::error(CONFLICTING_CLAUSES, said.span, message)
                .place(whole.span, "the URL")
                .help("remove one of them");
            cx.report(fault);
        }
        DestinationDraft::Url { path: None, .. } => {}
    }
}

/// Returns the destination of one route key, and the path that it sees.
pub(super) fn resolve(
    cx: &Resolver<'_>,
    answer: &DestinationDraft,
    shape: &PathShape,
    said: Option<&Spanned<PathClause>>,
) -> (Destination, Forward) {
    match answer {
        DestinationDraft::Resolved(target) => (target.clone(), forward(shape, said)),
        DestinationDraft::Url {
            base, path: None, ..
        } => {
            let forward = forward(shape, said);
            let url = with_path(cx, base, shape, &forward);
            (Destination::Url(url), forward)
        }
        DestinationDraft::Url {
            whole,
            path: Some(path),
            ..
        } => {
            let (whole, path) = match &shape.empty {
                Some(empty) => (
                    templates::text_without(whole, empty),
                    templates::text_without(path, empty),
                ),
                None => (whole.clone(), path.clone()),
            };
            let parts = template_parts(cx, &path);
            (Destination::Url(whole), Forward::Template(parts))
        }
    }
}

/// Returns the path of a URL as its server sees it, without a query string; inputs are shown by name.
fn template_parts(cx: &Resolver<'_>, path: &Text) -> Vec<TemplatePart> {
    let mut parts: Vec<TemplatePart> = Vec::new();
    let literal = |parts: &mut Vec<TemplatePart>, text: &str| match parts.last_mut() {
        Some(TemplatePart::Literal(last)) => last.push_str(text),
        Some(TemplatePart::Variable(_) | TemplatePart::Input(_)) | None => {
            parts.push(TemplatePart::Literal(text.to_owned()));
        }
    };
    for part in &path.parts {
        match part {
            Part::Literal(text) => match text.split_once('?') {
                Some((before, _)) => {
                    literal(&mut parts, before);
                    break;
                }
                None => literal(&mut parts, text),
            },
            Part::Variable(name) => match name.strip_prefix(templates::IN_PATH) {
                Some(name) => parts.push(TemplatePart::Variable(name.to_owned())),
                None => literal(&mut parts, &format!("${{{name}}}")),
            },
            Part::Input(id) => {
                parts.push(TemplatePart::Input(cx.inputs.name(*id).to_owned()));
            }
        }
    }
    let rooted =
        matches!(parts.first(), Some(TemplatePart::Literal(text)) if text.starts_with('/'));
    if !rooted {
        parts.insert(0, TemplatePart::Literal("/".to_owned()));
    }
    parts
}
