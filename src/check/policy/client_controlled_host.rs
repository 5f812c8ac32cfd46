//! `client-controlled-host`: a URL whose host depends on client input.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, Part, Text};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::CLIENT_CONTROLLED_HOST,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let Destination::Url(url) = &route.destination else {
            continue;
        };
        if let Some(name) = in_host(url) {
            let message = format!("`${name}` lets the client choose the host");
            let help = "the gateway would send requests, and the headers it adds, to any server; write one route for each host";
            found.push(Diagnostic::error(code, url.span, message).help(help));
        }
    }
}

/// The request variable in the host of a URL, if there is one.
fn in_host(url: &Text) -> Option<&str> {
    for (index, part) in url.parts.iter().enumerate() {
        match part {
            Part::Variable(name) if name.starts_with("stage.") => {}
            Part::Variable(name) => return Some(name),
            Part::Input(_) => {}
            Part::Literal(text) => {
                let rest = match text.split_once("://") {
                    Some((_, rest)) if index == 0 => rest,
                    Some(_) | None => text,
                };
                if rest.contains(['/', '?']) {
                    return None;
                }
            }
        }
    }
    None
}
