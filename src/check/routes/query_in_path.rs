//! `query-in-path`: a query string or fragment in a backend path.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, Forward, TemplatePart};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::QUERY_IN_PATH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let (Forward::Template(parts), Some(span)) = (&route.forward, route.forward_span) else {
            continue;
        };
        if matches!(route.destination, Destination::Url(_)) {
            continue;
        }
        for part in parts {
            let TemplatePart::Literal(text) = part else {
                continue;
            };
            if let Some(odd) = text.chars().find(|letter| matches!(letter, '?' | '#')) {
                let message = format!("unexpected `{odd}` in a path");
                let help = "set query parameters with `request set query NAME VALUE`";
                found.push(Diagnostic::error(code, span, message).help(help));
            }
        }
    }
}
