//! `mtls-bypass`: mutual TLS on a domain, beside a URL that asks for no certificate.

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
            let message = "the execute-api URL answers without a client's certificate";
            let help = "write `endpoint off`, so that only the domain answers";
            found.push(Diagnostic::warning(code, mtls.span, message).help(help));
        }
    }
}
