//! `wildcard-with-credentials`: cookies and authorization for scripts of every origin.

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
    for list in [&cors.origins, &cors.headers, &cors.expose] {
        if let Some(any) = list.iter().find(|text| text.known() == Some("*")) {
            let message = "browsers refuse `*` together with `credentials`";
            found.push(
                Diagnostic::error(code, any.span, message)
                    .related(credentials, "credentials are sent")
                    .help("name each one, or leave `credentials` out"),
            );
        }
    }
    if let Some(any) = cors.methods.iter().find(|word| word.value == "*") {
        let message = "browsers refuse `*` together with `credentials`";
        found.push(
            Diagnostic::error(code, any.span, message)
                .related(credentials, "credentials are sent")
                .help("name each method, or leave `credentials` out"),
        );
    }
}
