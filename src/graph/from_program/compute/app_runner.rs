//! App Runner services: the service, its roles, its scaling, its connector.

use crate::graph::expr::Attribute;
use crate::graph::from_program::Lowering;
use crate::graph::from_program::compute::roles::{self, RoleOf};
use crate::graph::from_program::compute::{
    APP_RUNNER_NAME, SCALING_NAME, env, name, number, of, service_id,
};
use crate::graph::resource::Kind;
use crate::graph::resource::compute::{
    AppRunnerService, AutoScaling, HealthCheck, Repository, VpcConnector,
};
use crate::graph::{Body, Expr, Id};
use crate::model::{
    Access, Backend, BackendId, Connector, Container, Health, ListArg, Part, Scale, ScaleMetric,
    Text,
};

/// Lowers a service and what belongs to it.
pub(super) fn service(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    container: &Container,
) {
    let origin = cx.backend_origin(id, backend);
    let scale = container.scale.as_ref();
    let scaling = scale.map(|scale| scaling(cx, id, backend, scale));
    let connector = container.connector.as_ref();
    let connector = connector.map(|said| self::connector(cx, id, backend, said));
    let body = Body::AppRunnerService(Box::new(AppRunnerService {
        name: name(cx, backend, APP_RUNNER_NAME),
        image: cx.text(&container.image),
        repository: repository(cx, id, backend, &container.image),
        port: number(
            cx,
            container.port.as_ref(),
            u32::from(cx.facts.app_runner.defaults.port),
        ),
        cpu: number(cx, container.cpu.as_ref(), cx.facts.app_runner.defaults.cpu),
        memory: number(
            cx,
            container.memory.as_ref(),
            cx.facts.app_runner.defaults.memory,
        ),
        env: env(cx, &container.env),
        secrets: env(cx, &container.secrets),
        health: container.health.as_ref().map(|said| health(cx, said)),
        instance_role: instance_role(cx, id, backend, container),
        scaling,
        connector,
        public: backend.access.value == Access::Public,
        tags: Vec::new(),
    }));
    let service = service_id(cx, backend);
    cx.push(service, origin, body);
}

/// A private registry needs a role; with a role, an image of ECR Public is refused.
fn repository(cx: &mut Lowering<'_>, id: BackendId, backend: &Backend, image: &Text) -> Repository {
    let mut literals = image.parts.iter().filter_map(|part| match part {
        Part::Literal(text) => Some(text.as_str()),
        Part::Input(_) | Part::Variable(_) => None,
    });
    // Of an image that is left open as a whole nothing is known; most images are private.
    let is_private = match image.as_input() {
        Some(_) => true,
        None => literals.any(|text| text.contains(".dkr.ecr")),
    };
    if !is_private {
        return Repository::EcrPublic;
    }
    let role = cx.facts.app_runner.access_role;
    Repository::Ecr {
        access_role: roles::role(
            cx,
            id,
            backend,
            RoleOf {
                purpose: "access",
                description: "Lets App Runner pull the image",
                principal: role.principal,
                managed_policies: vec![role.policy],
                statements: Vec::new(),
            },
        ),
    }
}

/// The role of the service's own code: the author's, or one that may read the secrets, or none.
fn instance_role(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    container: &Container,
) -> Option<Expr> {
    if let Some(said) = &container.role {
        return Some(cx.text(said));
    }
    if container.secrets.is_empty() {
        return None;
    }
    Some(roles::role(
        cx,
        id,
        backend,
        RoleOf {
            purpose: "instance",
            description: "Lets the service read its secrets",
            principal: cx.facts.app_runner.instance_role.principal,
            managed_policies: Vec::new(),
            statements: roles::read_secrets(cx, &container.secrets),
        },
    ))
}

fn health(cx: &Lowering<'_>, health: &Health) -> HealthCheck {
    let part =
        |said: &Option<crate::source::Spanned<_>>| said.as_ref().map(|said| cx.num(said.value));
    HealthCheck {
        path: cx.text(&health.path),
        interval: part(&health.interval),
        timeout: part(&health.timeout),
        healthy: part(&health.healthy),
        unhealthy: part(&health.unhealthy),
    }
}

fn scaling(cx: &mut Lowering<'_>, id: BackendId, backend: &Backend, scale: &Scale) -> Id {
    let made = of(cx, Kind::AutoScaling, backend);
    let concurrency = scale.at.as_ref().and_then(|(metric, value)| match metric {
        ScaleMetric::Requests => Some(value.value),
        ScaleMetric::Cpu | ScaleMetric::Memory => None,
    });
    let body = Body::AutoScaling(AutoScaling {
        name: name(cx, backend, SCALING_NAME),
        min: scale.min,
        max: scale.max,
        concurrency,
        tags: Vec::new(),
    });
    let origin = cx.backend_origin(id, backend);
    cx.push(made.clone(), origin, body);
    made
}

fn connector(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    connector: &Connector,
) -> Expr {
    let (subnets, groups) = match connector {
        Connector::Arn(arn) => return cx.text(arn),
        Connector::Created {
            subnets,
            security_groups,
            ..
        } => (subnets, security_groups),
    };
    let none = match groups {
        ListArg::Known(groups) => groups.is_empty(),
        ListArg::Input(..) => false,
    };
    let made = of(cx, Kind::VpcConnector, backend);
    let body = Body::VpcConnector(VpcConnector {
        name: name(cx, backend, APP_RUNNER_NAME),
        subnets: cx.list(subnets),
        security_groups: (!none).then(|| cx.list(groups)),
    });
    let origin = cx.backend_origin(id, backend);
    cx.push(made.clone(), origin, body);
    Expr::Get(made, Attribute::Arn)
}
