//! `health-out-of-range`: a health check that App Runner does not take.

use crate::check::containers::{self, Made};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::BackendKind;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::HEALTH_OUT_OF_RANGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let facts = spec.facts.app_runner.health;
    for Made { backend, container } in containers::all(spec.program) {
        let Some(health) = &container.health else {
            continue;
        };
        if let Some(path) = health.path.known()
            && !path.starts_with('/')
        {
            let message = "a health check asks for a path, which starts with `/`";
            let fix = format!("/{path}");
            let fault = Diagnostic::error(code, health.path.span, message);
            found.push(fault.fix(format!("write `{fix}`"), health.path.span, fix));
        }
        // What ECS does with the rest is a matter of another rule.
        if backend.kind != BackendKind::AppRunner {
            continue;
        }
        let parts = [
            ("interval", &health.interval, facts.interval_s),
            ("timeout", &health.timeout, facts.timeout_s),
            ("healthy", &health.healthy, facts.healthy),
            ("unhealthy", &health.unhealthy, facts.unhealthy),
        ];
        for (name, said, range) in parts {
            let Some(said) = said else {
                continue;
            };
            let known = said.value.known();
            if known.is_some_and(|known| !range.contains(i64::from(known))) {
                let message = format!(
                    "App Runner takes a `{name}` of {} to {}{}",
                    range.min,
                    range.max,
                    suffix(range.unit)
                );
                found.push(Diagnostic::error(code, said.span, message));
            }
        }
    }
}

fn suffix(unit: &str) -> &str {
    if unit == "s" { "s" } else { "" }
}
