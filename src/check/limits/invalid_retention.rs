//! `invalid-retention`: a log retention that CloudWatch Logs does not offer.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Log;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_RETENTION,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let Log::On {
        retain: Some(retain),
        ..
    } = &spec.program.gateway.log
    else {
        return;
    };
    let Some(days) = retain.value.known() else {
        return;
    };
    let allowed = spec.facts.logs.retention_days();
    if allowed.contains(&days) {
        return;
    }
    let message = format!("CloudWatch Logs has no retention of {days} days");
    let fault = Diagnostic::error(code, retain.span, message);
    let all: Vec<String> = allowed.iter().map(|days| format!("{days}d")).collect();
    let fault = fault.help(format!("choose one of {}", all.join(" ")));
    found.push(match spec.facts.logs.retention_of_at_least(days) {
        Some(next) => fault.fix(format!("write `{next}d`"), retain.span, format!("{next}d")),
        None => fault,
    });
}
