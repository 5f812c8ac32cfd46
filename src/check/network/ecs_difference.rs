//! `ecs-difference`: a setting that says something else to ECS Express Mode than to App Runner, or nothing.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, Connector, ScaleMetric, Source};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::ECS_DIFFERENCE,
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
            let message = "`connector` says nothing to ECS Express Mode";
            let help =
                "its tasks run in the network's subnets and reach the VPC from there; leave it out";
            found.push(Diagnostic::warning(code, span, message).help(help));
        }
        if container.port.is_none() {
            let (here, there) = (
                spec.facts.ecs_express.defaults.port,
                spec.facts.app_runner.defaults.port,
            );
            let message = format!(
                "nothing says the port of `{}`, which is {here}",
                backend.name.value
            );
            let help = format!("on App Runner it would be {there}; write `port {here}` to say so");
            found.push(Diagnostic::note(code, backend.name.span, message).help(help));
        }
        if container.scale.is_none() {
            let here = &spec.facts.ecs_express.defaults;
            let there = &spec.facts.app_runner.scaling;
            let message = format!(
                "nothing says how `{}` scales, which is {}..{} tasks at {} {}%",
                backend.name.value, here.min_tasks, here.max_tasks, here.metric, here.target
            );
            let help = format!(
                "on App Runner it would be {}..{} instances at {} requests; write `scale` to say what is meant",
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
                let message = "ECS Express Mode takes the path of a health check and nothing more";
                let help = "the load balancer asks in its own rhythm; leave this out";
                found.push(Diagnostic::warning(code, part.span, message).help(help));
            }
        }
        if let Some(scale) = &container.scale
            && let Some((ScaleMetric::Requests, target)) = &scale.at
        {
            let message =
                "on ECS these are requests a minute and task; on App Runner, requests at once";
            let diagnostic = Diagnostic::note(code, target.span, message);
            found.push(diagnostic.help("`at cpu 60%` says the same thing everywhere"));
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
            let message = format!("App Runner does not look at `{word}` to scale");
            let help = "it looks at requests at once per instance: `at requests 80`";
            found.push(Diagnostic::error(code, target.span, message).help(help));
        }
    }
}
