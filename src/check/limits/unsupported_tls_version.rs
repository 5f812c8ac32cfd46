//! `unsupported-tls-version`: a lowest version of TLS that HTTP APIs do not have.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNSUPPORTED_TLS_VERSION,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for domain in &spec.program.gateway.domains {
        let Some(tls) = &domain.tls else {
            continue;
        };
        if tls.value != "1.2" {
            let message = format!("an HTTP API cannot ask for TLS {}", tls.value);
            let help = "the lowest version is 1.2, which is what holds without the setting; 1.3 is spoken as well";
            found.push(Diagnostic::error(code, tls.span, message).help(help).fix(
                "write `1.2`",
                tls.span,
                "1.2",
            ));
        }
    }
}
