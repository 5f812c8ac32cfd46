//! `mapping-on-action`: a mapping on a route to a service action.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Destination;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MAPPING_ON_ACTION,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        if !matches!(route.destination, Destination::Action(_)) {
            continue;
        }
        let request = route.request.iter().map(|mapping| mapping.span);
        let response = route.response.iter().map(|mapping| mapping.span);
        for span in request.chain(response) {
            let message = "API Gateway does not support mappings on service actions";
            let help = "an action receives only its parameters; remove the mapping";
            found.push(Diagnostic::error(code, span, message).help(help));
        }
    }
}
