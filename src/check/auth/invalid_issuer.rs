//! `invalid-issuer`: a JWT issuer that is not an HTTPS URL.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::AuthBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_ISSUER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let limit = spec.facts.quotas.http_api.issuer_length.limit;
    for auth in &spec.program.auths {
        let AuthBody::Jwt { issuer, .. } = &auth.body else {
            continue;
        };
        let Some(known) = issuer.known().filter(|known| !known.is_empty()) else {
            continue;
        };
        let rest = known.strip_prefix("https://");
        let has_host =
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let fault = if !has_host {
            let message = format!("`{known}` is not an HTTPS URL");
            Diagnostic::error(code, issuer.span, message)
                .help("an issuer must be a URL that starts with `https://`")
        } else if known.contains(['?', '#']) || known.contains(char::is_whitespace) {
            let message = format!("`{known}` has a query, a fragment or a space");
            Diagnostic::error(code, issuer.span, message)
                .help("write the issuer exactly as it appears in the tokens' `iss` claim")
        } else if known.ends_with("/.well-known/openid-configuration") {
            let message = "expected the issuer, found the URL of its configuration";
            let issuer_alone = known.trim_end_matches("/.well-known/openid-configuration");
            Diagnostic::error(code, issuer.span, message)
                .help("API Gateway adds `/.well-known/openid-configuration` itself")
                .fix(format!("write `{issuer_alone}`"), issuer.span, issuer_alone)
        } else if known.chars().count() as u64 > limit {
            let message = format!("an issuer can have at most {limit} characters");
            Diagnostic::error(code, issuer.span, message)
        } else {
            continue;
        };
        found.push(fault);
    }
}
