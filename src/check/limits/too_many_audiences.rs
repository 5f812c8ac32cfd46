//! `too-many-audiences`: more audiences than an authorizer can have.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::AuthBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TOO_MANY_AUDIENCES,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let most = spec.facts.quotas.http_api.audiences_per_authorizer.limit;
    for auth in &spec.program.auths {
        let AuthBody::Jwt { audience, .. } = &auth.body else {
            continue;
        };
        let first_beyond = usize::try_from(most)
            .ok()
            .and_then(|most| audience.get(most));
        if let Some(text) = first_beyond {
            let message = format!(
                "an authorizer can have at most {most} audiences, this one has {}",
                audience.len()
            );
            found.push(Diagnostic::error(code, text.span, message));
        }
    }
}
