//! `claims-without-jwt`: token claims on a route that does not require a token.

use crate::check::variables::{self, Use};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{AuthBody, Authorization, Program, Route};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::CLAIMS_WITHOUT_JWT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        if has_claims(spec.program, route) {
            continue;
        }
        for Use { name, span, .. } in variables::of_route(route) {
            if !name.starts_with("context.authorizer.claims.") {
                continue;
            }
            let message = format!(
                "`${name}` is empty: `{}` has no JWT authorizer",
                route.written
            );
            found.push(
                Diagnostic::warning(code, span, message)
                    .place(route.path_span, "this route verifies no token")
                    .help("add `auth NAME` with a `jwt` authorizer; a backend that trusts this value could be deceived"),
            );
        }
    }
}

/// Returns true if the route verifies a JWT, or may do so because its authorizer is not understood.
fn has_claims(program: &Program, route: &Route) -> bool {
    match &route.authorization {
        Authorization::Unknown => true,
        Authorization::Open(_) => false,
        Authorization::Required(required) => {
            let auth = required.auth.and_then(|id| program.auth(id));
            auth.is_some_and(|auth| matches!(auth.body, AuthBody::Jwt { .. }))
        }
    }
}
