//! `app-runner-closed`: App Runner, which is closed to new customers.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::BackendKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::APP_RUNNER_CLOSED,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let closed = spec.facts.app_runner.closed_to_new_customers;
    let mut services = spec.program.backends.iter();
    // The fact concerns the account, so it is reported once.
    let first = services.find(|backend| backend.kind == BackendKind::AppRunner);
    if let Some(backend) = first {
        let name = &backend.name;
        let message = format!(
            "App Runner has been closed to new customers since {}",
            closed.since
        );
        let help = format!(
            "accounts that already use it can continue; otherwise write `{} {}`; `allow {code}` in the gateway silences this note",
            closed.instead, name.value
        );
        found.push(Diagnostic::note(code, name.span, message).help(help));
    }
}
