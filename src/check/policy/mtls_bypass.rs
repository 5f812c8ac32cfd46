//! `mtls-bypass`: mutual TLS on a domain, while the execute-api URL accepts clients without a certificate.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MTLS_BYPASS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let gateway = &spec.program.gateway;
    if gateway.endpoint_off.is_some() {
        return;
    }
    for domain in &gateway.domains {
        if let Some(mtls) = &domain.mtls {
            let message = "clients can bypass mutual TLS through the execute-api URL";
            let help = "write `endpoint off` to leave the domain as the only way in";
            found.push(Diagnostic::warning(code, mtls.span, message).help(help));
        }
    }
}
