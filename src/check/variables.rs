//! The API Gateway variables that a program uses, and the moment at which each must have a value.

use crate::facts::Moment;
use crate::model::{
    AuthBody, Destination, Log, LogFormat, Part, Program, ResponseChange, Route, Text,
};
use crate::source::Span;

/// A use of a variable.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// Its name, without the `$`.
    pub(super) name: String,
    /// The place of use.
    pub(super) span: Span,
    /// The moment at which it must have a value.
    pub(super) moment: Moment,
}

/// All uses, in the order of the program.
pub(super) fn all(program: &Program) -> Vec<Use> {
    let mut uses = Vec::new();
    for route in &program.routes {
        uses.extend(of_route(route));
    }
    for auth in &program.auths {
        if let AuthBody::Lambda { identity, .. } = &auth.body {
            uses.extend(identity.iter().map(|word| Use {
                name: word.value.clone(),
                span: word.span,
                moment: Moment::Request,
            }));
        }
    }
    if let Log::On {
        format: LogFormat::Custom(format),
        ..
    } = &program.gateway.log
    {
        for (index, part) in format.parts.iter().enumerate() {
            let Part::Literal(text) = part else {
                continue;
            };
            // The name of a variable can end with an input: `$context.${field}`.
            let whole = match (format.parts.get(index + 1), text.rsplit_once('$')) {
                (Some(_), Some((before, name))) if name.chars().all(is_in_name) => before,
                _ => text,
            };
            uses.extend(in_format(whole).map(|name| Use {
                name,
                span: format.span,
                moment: Moment::Log,
            }));
        }
    }
    uses
}

/// The variables that a route uses.
pub(super) fn of_route(route: &Route) -> Vec<Use> {
    let mut uses = Vec::new();
    match &route.destination {
        Destination::Url(url) => of_text(&mut uses, url, Moment::Request),
        Destination::Action(action) => {
            for (_, text) in &action.parameters {
                of_text(&mut uses, text, Moment::Request);
            }
        }
        Destination::Backend(_) => {}
    }
    for mapping in &route.request {
        of_text(&mut uses, &mapping.value, Moment::Request);
    }
    for mapping in &route.response {
        if let ResponseChange::Header(change) = &mapping.change {
            of_text(&mut uses, &change.value, Moment::Response);
        }
    }
    uses
}

fn of_text(uses: &mut Vec<Use>, text: &Text, moment: Moment) {
    for part in &text.parts {
        if let Part::Variable(name) = part {
            uses.push(Use {
                name: name.clone(),
                span: text.span,
                moment,
            });
        }
    }
}

/// The variables of a log format.
fn in_format(format: &str) -> impl Iterator<Item = String> {
    format.split('$').skip(1).map(|after| {
        let after = after.strip_prefix('{').unwrap_or(after);
        let end = after.find(|letter| letter == '{' || !is_in_name(letter));
        let end = end.unwrap_or(after.len());
        let name = after.get(..end).unwrap_or(after);
        name.trim_end_matches(['.', '-']).to_owned()
    })
}

fn is_in_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-' | '{')
}
