//! The path that a backend sees.

use crate::model::{Forward, Pattern, RouteKey, Segment, TemplatePart};
use crate::route::percent::encode;
use crate::route::select::PathParam;

/// Returns the path that the backend of a route sees.
///
/// Variables are decoded, as API Gateway decodes request parameters before it sends them on: `%2F` becomes a slash.
/// Characters that a path cannot contain (a space, `?`, `%`) are encoded again.
#[must_use]
pub fn forwarded_path(forward: &Forward, path: &str, params: &[PathParam]) -> String {
    let parts = match forward {
        Forward::AsSent => return path.to_owned(),
        Forward::Template(parts) => parts,
    };
    let mut seen = String::new();
    for part in parts {
        match part {
            TemplatePart::Literal(text) => seen.push_str(text),
            // Unknown until the deploy, so it is shown by name.
            TemplatePart::Input(name) => seen.push_str(&format!("${{{name}}}")),
            TemplatePart::Variable(name) => {
                let param = params.iter().find(|param| param.name == *name);
                seen.push_str(&param.map(|param| encode(&param.value)).unwrap_or_default());
            }
        }
    }
    seen
}

/// Returns the path that the backend of a route sees, as a template in the syntax of the language: `/v2/<proxy>`. A
/// path that `$default` forwards as sent has no variable and is shown as `/<path+>`.
#[must_use]
pub fn template(forward: &Forward, key: &RouteKey) -> String {
    match (forward, &key.pattern) {
        (Forward::Template(parts), _) => parts.iter().map(part).collect(),
        (Forward::AsSent, Pattern::Default) => "/<path+>".to_owned(),
        (Forward::AsSent, Pattern::Path(path)) if path.is_empty() => "/".to_owned(),
        (Forward::AsSent, Pattern::Path(path)) => path.iter().map(segment).collect(),
    }
}

fn part(part: &TemplatePart) -> String {
    match part {
        TemplatePart::Literal(text) => text.clone(),
        TemplatePart::Variable(name) => format!("<{name}>"),
        TemplatePart::Input(name) => format!("${{{name}}}"),
    }
}

fn segment(segment: &Segment) -> String {
    match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Variable(name) | Segment::Greedy(name) => format!("/<{name}>"),
    }
}

/// Returns a pattern in the syntax of the language: `/a/<id>`, `/a/<rest+>`, `$default`.
#[must_use]
pub fn pattern(pattern: &Pattern) -> String {
    let segments = match pattern {
        Pattern::Default => return "$default".to_owned(),
        Pattern::Path(path) if path.is_empty() => return "/".to_owned(),
        Pattern::Path(path) => path,
    };
    let mut written = String::new();
    for segment in segments {
        match segment {
            Segment::Literal(text) => written.extend(["/", text]),
            Segment::Variable(name) => written.extend(["/<", name, ">"]),
            Segment::Greedy(name) => written.extend(["/<", name, "+>"]),
        }
    }
    written
}
