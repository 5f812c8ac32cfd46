//! `scale-out-of-range`: numbers of instances, or targets of scaling, that the service does not take.

use crate::check::containers::{self, Made};
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
    for Made { backend, container } in containers::all(spec.program) {
        let Some(scale) = &container.scale else {
            continue;
        };
        let is_app_runner = backend.kind == BackendKind::AppRunner;
        let mut refuse = |span, message: String| found.push(Diagnostic::error(code, span, message));
        if scale.min > scale.max {
            refuse(
                scale.span,
                format!(
                    "{} instances at least are more than {} at most",
                    scale.min, scale.max
                ),
            );
        } else if scale.max == 0 || (is_app_runner && scale.min == 0) {
            let noun = if is_app_runner {
                "App Runner keeps"
            } else {
                "a service needs"
            };
            refuse(scale.span, format!("{noun} one instance at least"));
        } else if is_app_runner && !facts.min_size.contains(i64::from(scale.min)) {
            refuse(
                scale.span,
                format!(
                    "App Runner keeps {} instances at least at most",
                    facts.min_size.max
                ),
            );
        }
        let Some((metric, target)) = &scale.at else {
            continue;
        };
        match metric {
            ScaleMetric::Cpu | ScaleMetric::Memory if !(1..=100).contains(&target.value) => {
                refuse(target.span, "a target is `1%` to `100%`".to_owned());
            }
            ScaleMetric::Requests
                if is_app_runner && !facts.concurrency.contains(i64::from(target.value)) =>
            {
                let (min, max) = (facts.concurrency.min, facts.concurrency.max);
                refuse(
                    target.span,
                    format!("an instance of App Runner takes {min} to {max} requests at once"),
                );
            }
            ScaleMetric::Requests if target.value == 0 => {
                refuse(target.span, "a target is one request at least".to_owned());
            }
            ScaleMetric::Cpu | ScaleMetric::Memory | ScaleMetric::Requests => {}
        }
    }
}
