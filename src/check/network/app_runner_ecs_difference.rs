//! `app-runner-ecs-difference`: a setting that works differently on ECS Express Mode and App Runner.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, Connector, ScaleMetric, Source};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::APP_RUNNER_ECS_DIFFERENCE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for backend in &spec.program.backends {
        let BackendBody::Ecs(service) = &backend.body else {
            continue;
        };
        let Source::Created(container) = &service.source else {
            continue;
        };
        if let Some(connector) = &container.connector {
            let span = match connector {
                Connector::Arn(arn) => arn.span,
                Connector::Created { span, .. } => *span,
            };
            let message = "`connector` has no effect on ECS Express Mode";
            let help = "its tasks already run in the network's subnets; remove `connector`";
            found.push(Diagnostic::warning(code, span, message).help(help));
        }
        if container.scale.is_none() {
            let here = &spec.facts.ecs_express.defaults;
            let there = &spec.facts.app_runner.scaling;
            let message = format!(
                "`{}` scales by the defaults of ECS: {}..{} tasks at {} {}%",
                backend.name.value, here.min_tasks, here.max_tasks, here.metric, here.target
            );
            let help = format!(
                "the defaults on App Runner are {}..{} instances at {} requests; write `scale` to choose",
                there.min_size.default, there.max_size.default, there.concurrency.default
            );
            found.push(Diagnostic::note(code, backend.name.span, message).help(help));
        }
        if let Some(health) = &container.health {
            let parts = [
                &health.interval,
                &health.timeout,
                &health.healthy,
                &health.unhealthy,
            ];
            for part in parts.into_iter().flatten() {
                let message = "ECS Express Mode supports only the path of a health check";
                let help = "the load balancer uses its own interval and thresholds; remove this";
                found.push(Diagnostic::warning(code, part.span, message).help(help));
            }
        }
        if let Some(scale) = &container.scale
            && let Some((ScaleMetric::Requests, target)) = &scale.at
        {
            let message =
                "ECS counts requests per minute and task; App Runner counts concurrent requests";
            let diagnostic = Diagnostic::note(code, target.span, message);
            found.push(diagnostic.help("write `at cpu 60%` to avoid the difference"));
        }
    }
    for backend in &spec.program.backends {
        let BackendBody::AppRunner(service) = &backend.body else {
            continue;
        };
        let Source::Created(container) = &service.source else {
            continue;
        };
        let scaled = container.scale.as_ref().and_then(|scale| scale.at.as_ref());
        if let Some((metric @ (ScaleMetric::Cpu | ScaleMetric::Memory), target)) = scaled {
            let word = match metric {
                ScaleMetric::Cpu => "cpu",
                ScaleMetric::Memory | ScaleMetric::Requests => "memory",
            };
            let message = format!("App Runner cannot scale by `{word}`");
            let help = "it scales by concurrent requests per instance, e.g. `at requests 80`";
            found.push(Diagnostic::error(code, target.span, message).help(help));
        }
    }
}
