//! `scopes-without-jwt`: scopes with an authorizer that does not check scopes.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{AuthBody, AuthUse, Authorization};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::SCOPES_WITHOUT_JWT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let routes = spec.program.routes.iter();
    let uses = routes.filter_map(|route| match &route.authorization {
        Authorization::Required(auth) => Some(auth),
        Authorization::Open(_) | Authorization::Unknown => None,
    });
    for auth in uses.chain(&spec.program.gateway.auth) {
        let AuthUse {
            auth: id, scopes, ..
        } = auth;
        let Some(first) = scopes.first() else {
            continue;
        };
        let message = match id.map(|id| spec.program.auth(id)) {
            None => "`iam` does not check scopes",
            Some(Some(auth)) if matches!(auth.body, AuthBody::Lambda { .. }) => {
                "a `lambda` authorizer does not check scopes"
            }
            Some(_) => continue,
        };
        let help = "only `jwt` authorizers check scopes; remove them, or use a `jwt` authorizer";
        found.push(Diagnostic::error(code, first.span, message).help(help));
    }
}
