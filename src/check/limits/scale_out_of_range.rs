//! `scale-out-of-range`: an instance count or a scaling target that the service does not accept.

use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendKind, ScaleMetric};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::SCALE_OUT_OF_RANGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let facts = spec.facts.app_runner.scaling;
    for Created { backend, container } in containers::all(spec.program) {
        let Some(scale) = &container.scale else {
            continue;
        };
        let is_app_runner = backend.kind == BackendKind::AppRunner;
        let mut refuse = |span, message: String| found.push(Diagnostic::error(code, span, message));
        let (min, max) = (scale.min.known(), scale.max.known());
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            refuse(
                scale.span,
                format!("the minimum of {min} instances exceeds the maximum of {max}"),
            );
        } else if max == Some(0) || (is_app_runner && min == Some(0)) {
            let noun = if is_app_runner {
                "App Runner"
            } else {
                "a service"
            };
            refuse(scale.span, format!("{noun} needs at least one instance"));
        } else if is_app_runner
            && let Some(min) = min
            && !facts.min_size.contains(i64::from(min))
        {
            refuse(
                scale.span,
                format!(
                    "the minimum can be at most {} instances on App Runner",
                    facts.min_size.max
                ),
            );
        }
        let Some((metric, target)) = &scale.at else {
            continue;
        };
        let Some(value) = target.value.known() else {
            continue;
        };
        match metric {
            ScaleMetric::Cpu | ScaleMetric::Memory if !(1..=100).contains(&value) => {
                refuse(
                    target.span,
                    "expected a target from `1%` to `100%`".to_owned(),
                );
            }
            ScaleMetric::Requests
                if is_app_runner && !facts.concurrency.contains(i64::from(value)) =>
            {
                let (min, max) = (facts.concurrency.min, facts.concurrency.max);
                refuse(
                    target.span,
                    format!("an App Runner instance can take {min} to {max} concurrent requests"),
                );
            }
            ScaleMetric::Requests if value == 0 => {
                refuse(
                    target.span,
                    "expected a target of at least one request".to_owned(),
                );
            }
            ScaleMetric::Cpu | ScaleMetric::Memory | ScaleMetric::Requests => {}
        }
    }
}
