//! `url-too-long`: a URL that is longer than API Gateway accepts.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, Part};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::URL_TOO_LONG,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let limit = spec.facts.quotas.http_api.integration_uri_length.limit;
    for route in &spec.program.routes {
        let Destination::Url(url) = &route.destination else {
            continue;
        };
        let length: usize = url
            .parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.chars().count(),
                Part::Variable(_) | Part::Input(_) => 0,
            })
            .sum();
        if length as u64 > limit {
            let message =
                format!("a URL can have at most {limit} characters, this one has {length}");
            found.push(Diagnostic::error(code, url.span, message));
        }
    }
}
