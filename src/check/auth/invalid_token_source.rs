//! `invalid-token-source`: a token in a place where none can be.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::AuthBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_TOKEN_SOURCE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for auth in &spec.program.auths {
        let AuthBody::Jwt {
            identity: Some(identity),
            ..
        } = &auth.body
        else {
            continue;
        };
        let in_request = ["request.header.", "request.query."];
        if !in_request
            .iter()
            .any(|start| identity.value.starts_with(start))
        {
            let message = format!("no token comes in `{}`", identity.value);
            let help =
                "a token is in a header or in the query: `header.authorization`, `query.token`";
            found.push(Diagnostic::error(code, identity.span, message).help(help));
        }
    }
}
