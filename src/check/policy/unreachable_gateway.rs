//! `unreachable-gateway`: a gateway without an execute-api URL and without a domain.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNREACHABLE_GATEWAY,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let gateway = &spec.program.gateway;
    if let Some(span) = gateway.endpoint_off
        && gateway.domains.is_empty()
    {
        let message = "no client can reach this gateway";
        let help = "`endpoint off` needs a `domain HOST { .. }`";
        found.push(Diagnostic::error(code, span, message).help(help));
    }
}
