//! `options-beside-cors`: an `OPTIONS` route in a gateway whose `cors` already handles preflights.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Method;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::OPTIONS_BESIDE_CORS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Some(cors) = &spec.program.gateway.cors else {
        return;
    };
    for route in spec
        .program
        .routes
        .iter()
        .filter(|route| route.key.method == Method::Options)
    {
        let message = format!("preflights never reach `{}`", route.written);
        found.push(
            Diagnostic::warning(code, route.path_span, message)
                .place(cors.span, "the gateway answers them itself")
                .help("remove the route, or remove `cors` and let the backend answer"),
        );
    }
}
