//! `ecs-difference`: a setting that says something else to ECS Express Mode than to App Runner, or nothing.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use crate::model::{BackendBody, Connector, ScaleMetric, Source};
use crate::source::Span;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(315),
    slug: "ecs-difference",
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
        let mut say = |span: Span, message: &str, help: &str| {
            found.push(Diagnostic::warning(code, span, message).help(help));
        };
        if let Some(connector) = &container.connector {
            let span = match connector {
                Connector::Arn(arn) => arn.span,
                Connector::Created { span, .. } => *span,
            };
            say(
                span,
                "`connector` says nothing to ECS Express Mode",
                "its tasks run in the network's subnets and reach the VPC from there; leave it out",
            );
        }
        if let Some(health) = &container.health {
            let parts = [
                &health.interval,
                &health.timeout,
                &health.healthy,
                &health.unhealthy,
            ];
            for part in parts.into_iter().flatten() {
                say(
                    part.span,
                    "ECS Express Mode takes the path of a health check and nothing more",
                    "the load balancer asks in its own rhythm; leave this out",
                );
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
