//! `health-out-of-range`: a health check that App Runner does not accept.

use crate::check::containers::{self, Created};
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
    for Created { backend, container } in containers::all(spec.program) {
        let Some(health) = &container.health else {
            continue;
        };
        if let Some(path) = health.path.known()
            && !path.starts_with('/')
        {
            let message = "the path of a health check must start with `/`";
            let fix = format!("/{path}");
            let fault = Diagnostic::error(code, health.path.span, message);
            found.push(fault.fix(format!("write `{fix}`"), health.path.span, fix));
        }
        // `app-runner-ecs-difference` covers the other settings on ECS.
        if backend.kind != BackendKind::AppRunner {
            continue;
        }
        let parts = [
            ("interval", &health.interval, facts.interval_s),
            ("timeout", &health.timeout, facts.timeout_s),
            ("healthy", &health.healthy, facts.healthy),
            ("unhealthy", &health.unhealthy, facts.unhealthy),
        ];
        for (name, given, range) in parts {
            let Some(given) = given else {
                continue;
            };
            let known = given.value.known();
            if known.is_some_and(|known| !range.contains(i64::from(known))) {
                let message = format!(
                    "`{name}` must be from {} to {}{} on App Runner",
                    range.min,
                    range.max,
                    suffix(range.unit)
                );
                found.push(Diagnostic::error(code, given.span, message));
            }
        }
    }
}

fn suffix(unit: &str) -> &str {
    if unit == "s" { "s" } else { "" }
}
