//! Paths and URLs with `<id>` in them: the path that a backend sees, filled with the route's variables.

use crate::diag::Diagnostic;
use crate::diag::codes::WRONG_VALUE;
use crate::model::from_ast::{Resolver, params, values};
use crate::model::{Part, TemplatePart, Text};

/// The prefix of path variables among API Gateway's variables.
pub(super) const IN_PATH: &str = "request.path.";

/// Returns a path template from a text that starts with `/`, or with an input whose value has to.
pub(super) fn path(cx: &mut Resolver<'_>, text: &Text) -> Option<Vec<TemplatePart>> {
    let mut parts = Vec::new();
    for part in &spread(cx, text)?.parts {
        match part {
            Part::Literal(literal) => push(&mut parts, literal),
            Part::Variable(name) => match name.strip_prefix(IN_PATH) {
                Some(name) => parts.push(TemplatePart::Variable(name.to_owned())),
                None => {
                    let message = format!("a path cannot contain `${name}`");
                    let help = "it can contain variables of the route's path, e.g. `<id>`";
                    cx.report(Diagnostic::error(WRONG_VALUE, text.span, message).help(help));
                    return None;
                }
            },
            Part::Input(id) if params::may_be(cx, *id, |value| value.contains('<')) => {
                let why = "a value of it has `<NAME>`, which becomes a variable of API Gateway";
                values::needed_at_build(cx, text.span, why);
                return None;
            }
            Part::Input(id) if parts.is_empty() && !params::may_be(cx, *id, |_| true) => {
                let why = "a path starts with `/`, which this value may not: write `\"/${..}\"`";
                values::needed_at_build(cx, text.span, why);
                return None;
            }
            Part::Input(id) => parts.push(TemplatePart::Input(cx.inputs.name(*id).to_owned())),
        }
    }
    let rooted = match parts.first() {
        Some(TemplatePart::Literal(text)) => text.starts_with('/'),
        // Checked in each environment.
        Some(TemplatePart::Input(_)) => true,
        Some(TemplatePart::Variable(_)) | None => false,
    };
    if !rooted {
        let message = "the path for the backend starts with `/`";
        let fix = text.known().map(|known| format!("/{known}"));
        let fault = Diagnostic::error(WRONG_VALUE, text.span, message);
        cx.report(match fix {
            Some(fix) => fault.fix(format!("write `{fix}`"), text.span, fix),
            None => fault,
        });
        return None;
    }
    Some(parts)
}

fn push(parts: &mut Vec<TemplatePart>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(TemplatePart::Literal(last)) => last.push_str(text),
        Some(TemplatePart::Variable(_) | TemplatePart::Input(_)) | None => {
            parts.push(TemplatePart::Literal(text.to_owned()));
        }
    }
}

/// Returns a text with each `<id>` in its literals turned into the variable `request.path.id`.
pub(super) fn spread(cx: &mut Resolver<'_>, text: &Text) -> Option<Text> {
    let mut spread = Text {
        parts: Vec::new(),
        span: text.span,
    };
    for part in &text.parts {
        let Part::Literal(literal) = part else {
            spread.push(part.clone());
            continue;
        };
        let mut rest = literal.as_str();
        while let Some((before, after)) = rest.split_once('<') {
            let Some((name, left)) = after.split_once('>') else {
                let message = "missing `>` after `<`";
                let help = "write a path variable as `<id>`";
                cx.report(Diagnostic::error(WRONG_VALUE, text.span, message).help(help));
                return None;
            };
            // In a template, `<rest+>` and `<rest*>` name the same variable as `<rest>`.
            let name = name.strip_suffix(['+', '*']).unwrap_or(name);
            if !is_name(name) {
                let message = format!("invalid path variable `<{name}>`");
                let help = "a path variable starts with a letter, e.g. `<id>`";
                cx.report(Diagnostic::error(WRONG_VALUE, text.span, message).help(help));
                return None;
            }
            spread.push(Part::Literal(before.to_owned()));
            spread.push(Part::Variable(format!("{IN_PATH}{name}")));
            rest = left;
        }
        spread.push(Part::Literal(rest.to_owned()));
    }
    Some(spread)
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Returns a template in which a variable is empty: `/v2/<rest>` is `/v2`.
pub(super) fn without(parts: &[TemplatePart], empty: &str) -> Vec<TemplatePart> {
    let mut left: Vec<TemplatePart> = Vec::new();
    for part in parts {
        match part {
            TemplatePart::Variable(name) if name == empty => {
                if let Some(TemplatePart::Literal(before)) = left.last_mut()
                    && before.ends_with('/')
                {
                    before.pop();
                }
            }
            TemplatePart::Variable(_) | TemplatePart::Input(_) => left.push(part.clone()),
            TemplatePart::Literal(text) => push(&mut left, text),
        }
    }
    left.retain(|part| !matches!(part, TemplatePart::Literal(text) if text.is_empty()));
    if left.is_empty() {
        left.push(TemplatePart::Literal("/".to_owned()));
    }
    left
}

/// Returns a URL in which a path variable is empty.
pub(super) fn text_without(text: &Text, empty: &str) -> Text {
    let mut left = Text {
        parts: Vec::new(),
        span: text.span,
    };
    for part in &text.parts {
        match part {
            Part::Variable(name) if name.strip_prefix(IN_PATH) == Some(empty) => {
                if let Some(Part::Literal(before)) = left.parts.last_mut()
                    && before.ends_with('/')
                    && !before.ends_with("//")
                {
                    before.pop();
                }
            }
            Part::Variable(_) | Part::Literal(_) | Part::Input(_) => left.push(part.clone()),
        }
    }
    left
}
