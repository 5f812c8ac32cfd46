//! `unsupported-tls-version`: a minimum TLS version that HTTP APIs do not support.

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
            let message = format!(
                "HTTP APIs do not support TLS {} as the minimum version",
                tls.value
            );
            let help =
                "the only minimum is 1.2, which is also the default; TLS 1.3 is accepted as well";
            found.push(Diagnostic::error(code, tls.span, message).help(help).fix(
                "write `1.2`",
                tls.span,
                "1.2",
            ));
        }
    }
}
