//! `missing-audience`: a JWT authorizer that takes tokens of no audience.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::AuthBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MISSING_AUDIENCE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for auth in &spec.program.auths {
        let AuthBody::Jwt {
            audience, issuer, ..
        } = &auth.body
        else {
            continue;
        };
        // An authorizer of an unknown kind has neither, and was reported.
        if audience.is_empty() && issuer.known() != Some("") {
            let message = format!(
                "`{}` names no audience, so no token could pass",
                auth.name.value
            );
            let help = "write the client ids or API names that tokens are for";
            found.push(Diagnostic::error(code, auth.name.span, message).help(help));
        }
    }
}
