//! `cookie-identity`: an identity source that looks for a cookie, which API Gateway reads as the name of a header.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::AuthBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::COOKIE_IDENTITY,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for auth in &spec.program.auths {
        let sources = match &auth.body {
            AuthBody::Jwt { identity, .. } => identity.as_slice(),
            AuthBody::Lambda { identity, .. } => identity.as_slice(),
        };
        for source in sources {
            let name = source.value.strip_prefix("request.header.");
            let Some(name) = name.filter(|name| name.to_ascii_lowercase().starts_with("cookie."))
            else {
                continue;
            };
            let message =
                format!("API Gateway looks for a header named `{name}`, not for a cookie");
            let help = "it cannot select a single cookie; use `header.cookie`, or another header";
            found.push(Diagnostic::warning(code, source.span, message).help(help));
        }
    }
}
