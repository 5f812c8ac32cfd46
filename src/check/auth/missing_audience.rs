//! `missing-audience`: a JWT authorizer without an audience.

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
        // An authorizer of an unknown kind has neither and is already reported.
        if audience.is_empty() && issuer.known() != Some("") {
            let message = format!(
                "the authorizer `{}` has no audience, so it rejects every token",
                auth.name.value
            );
            let help = "add `audience` with the client ids or API names in the tokens' `aud` claim";
            found.push(Diagnostic::error(code, auth.name.span, message).help(help));
        }
    }
}
