//! `route-key-too-long`: a route key that may be too long for API Gateway.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::ROUTE_KEY_TOO_LONG,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let quota = spec.facts.quotas.http_api.route_key_length;
    for route in &spec.program.routes {
        let length = route.key.to_string().chars().count();
        if length as u64 > quota.limit {
            let message = format!("the route key has {length} characters");
            let help = format!(
                "AWS publishes no limit, but keys of more than {} characters have been refused",
                quota.limit
            );
            found.push(Diagnostic::warning(code, route.path_span, message).help(help));
        }
    }
}
