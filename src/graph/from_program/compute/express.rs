//! ECS Express Mode services: the service and its roles.

use crate::graph::from_program::Builder;
use crate::graph::from_program::compute::roles::{self, RoleSpec};
use crate::graph::from_program::compute::{APP_RUNNER_NAME, env, images, name, number, service_id};
use crate::graph::resource::compute::{ExpressService, Statement};
use crate::graph::{Body, Expr, Num};
use crate::model::{Backend, BackendId, Container, ScaleMetric};

/// Lowers a service and its roles.
///
/// Sizes, health path and scaling are always written: AWS's guide and its service model disagree on the defaults.
pub(super) fn service(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    container: &Container,
) {
    let defaults = cx.facts.ecs_express.defaults;
    let known = |number: u32| Num::Known(i64::from(number));
    let origin = cx.backend_origin(id, backend);
    let health = container.health.as_ref();
    let scale = container.scale.as_ref();
    let (metric, value) = match scale.and_then(|scale| scale.at.as_ref()) {
        Some((metric, value)) => (word(*metric), cx.num(value.value)),
        None => (defaults.metric, known(defaults.target)),
    };
    let metric = cx.facts.ecs_express.metric(metric);
    let network = backend.network.and_then(|id| cx.program.network(id));
    let body = Body::ExpressService(Box::new(ExpressService {
        name: name(cx, backend, APP_RUNNER_NAME),
        image: cx.text(&container.image),
        port: number(cx, container.port.as_ref(), u32::from(defaults.port)),
        cpu: number(cx, container.cpu.as_ref(), defaults.cpu),
        memory: number(cx, container.memory.as_ref(), defaults.memory),
        health_path: match health {
            Some(health) => cx.text(&health.path),
            None => Expr::text(defaults.health),
        },
        env: env(cx, &container.env),
        secrets: env(cx, &container.secrets),
        execution_role: execution_role(cx, id, backend, container),
        infrastructure_role: infrastructure_role(cx, id, backend),
        task_role: container.role.as_ref().map(|role| cx.text(role)),
        // The subnets decide whether the load balancer is internal; there is no setting for it.
        subnets: network.map(|network| cx.list(&network.subnets)),
        min: scale.map_or(known(defaults.min_tasks), |scale| cx.num(scale.min)),
        max: scale.map_or(known(defaults.max_tasks), |scale| cx.num(scale.max)),
        scaling: metric.map(|metric| (metric.aws.to_owned(), value)),
        tags: Vec::new(),
    }));
    let service = service_id(cx, backend);
    cx.push(service, origin, body);
}

fn word(metric: ScaleMetric) -> &'static str {
    match metric {
        ScaleMetric::Cpu => "cpu",
        ScaleMetric::Memory => "memory",
        ScaleMetric::Requests => "requests",
    }
}

/// Returns the execution role: pulls the image, writes logs and reads the secrets, before the container starts.
fn execution_role(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    container: &Container,
) -> Expr {
    let role = cx.facts.ecs_express.execution_role;
    let narrow = images::pull(cx, &container.image);
    let managed_policies = if narrow.is_none() {
        vec![role.policy]
    } else {
        Vec::new()
    };
    let mut statements = Vec::new();
    if let Some(pull) = narrow {
        statements.extend(pull);
        statements.push(Statement {
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"]
                .map(str::to_owned)
                .into(),
            resources: vec![cx.arn_here("logs", Expr::text("log-group:*"))],
        });
    }
    statements.extend(roles::read_secrets(cx, &container.secrets));
    roles::role(
        cx,
        id,
        backend,
        RoleSpec {
            purpose: "execution",
            description: "Lets ECS start the service",
            service: role,
            managed_policies,
            statements,
        },
    )
}

fn infrastructure_role(cx: &mut Builder<'_>, id: BackendId, backend: &Backend) -> Expr {
    let role = cx.facts.ecs_express.infrastructure_role;
    roles::role(
        cx,
        id,
        backend,
        RoleSpec {
            purpose: "infrastructure",
            description: "Lets ECS manage the load balancer of the service",
            service: role,
            managed_policies: vec![role.policy],
            statements: Vec::new(),
        },
    )
}
