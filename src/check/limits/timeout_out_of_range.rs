//! `timeout-out-of-range`: a timeout outside the range that API Gateway accepts.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TIMEOUT_OUT_OF_RANGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let range = spec.facts.quotas.ranges.integration_timeout_ms;
    for route in &spec.program.routes {
        let Some(timeout) = &route.timeout else {
            continue;
        };
        let Some(known) = timeout.value.known() else {
            continue;
        };
        if !range.contains(i64::from(known)) {
            let message = "a timeout must be from 50ms to 30s";
            let help = "for longer work, answer at once and continue in the background, e.g. behind a queue";
            found.push(Diagnostic::error(code, timeout.span, message).help(help));
        }
    }
}
