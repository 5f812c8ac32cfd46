//! `invalid-token-source`: a JWT authorizer that looks for its token outside of headers and query.

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
            let message = format!("a JWT cannot be read from `{}`", identity.value);
            let help = "use a header or a query parameter: `header.authorization`, `query.token`";
            found.push(Diagnostic::error(code, identity.span, message).help(help));
        }
    }
}
