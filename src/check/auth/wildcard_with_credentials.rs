//! `wildcard-with-credentials`: `*` together with `credentials`.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::WILDCARD_WITH_CREDENTIALS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Some(cors) = &spec.program.gateway.cors else {
        return;
    };
    let Some(credentials) = cors.credentials else {
        return;
    };
    if let Some(any) = cors.origins.iter().find(|text| text.known() == Some("*")) {
        let message = "`*` as origin cannot be combined with `credentials`";
        found.push(
            Diagnostic::error(code, any.span, message)
                .place(credentials, "credentials are allowed here")
                .help("API Gateway refuses it; list each origin, or remove `credentials`"),
        );
    }
    let texts = cors.headers.iter().chain(&cors.expose);
    let texts = texts.chain(&cors.methods);
    let wildcards = texts.filter(|text| text.known() == Some("*"));
    for span in wildcards.map(|text| text.span) {
        let message = "with `credentials`, browsers do not treat `*` as a wildcard";
        found.push(
            Diagnostic::warning(code, span, message)
                .place(credentials, "credentials are allowed here")
                .help("list each one, or remove `credentials`"),
        );
    }
}
