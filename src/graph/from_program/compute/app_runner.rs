//! App Runner services: the service, its roles, its scaling, its connector.

use crate::facts::Range;
use crate::graph::expr::Attribute;
use crate::graph::from_program::Builder;
use crate::graph::from_program::compute::roles::{self, RoleSpec};
use crate::graph::from_program::compute::{
    APP_RUNNER_NAME, SCALING_NAME, env, images, name, name_of_content, number, of, service_id,
};
use crate::graph::from_program::naming::Piece;
use crate::graph::id::digest;
use crate::graph::resource::Kind;
use crate::graph::resource::compute::{
    AppRunnerService, AutoScaling, HealthCheck, Repository, VpcConnector,
};
use crate::graph::{Body, Expr, Id, ListExpr, Num};
use crate::model::{
    Access, Arg, Backend, BackendId, Connector, Container, Health, ListArg, Part, Scale,
    ScaleMetric, Text,
};
use crate::source::Spanned;

/// Lowers a service and its related resources.
pub(super) fn service(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    container: &Container,
) {
    let origin = cx.backend_origin(id, backend);
    let scale = container.scale.as_ref();
    // Written even if the spec does not set it: an update that omits it keeps the previous configuration.
    let scaling = match scale {
        Some(scale) => Expr::Get(scaling(cx, id, backend, scale), Attribute::Arn),
        None => cx.arn_here("apprunner", Expr::text(cx.facts.app_runner.default_scaling)),
    };
    let connector = container.connector.as_ref();
    let connector = connector.map(|explicit| self::connector(cx, id, backend, explicit));
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
        health: health(cx, container.health.as_ref()),
        instance_role: instance_role(cx, id, backend, container),
        scaling,
        connector,
        public: backend.access.value == Access::Public,
        tags: Vec::new(),
    }));
    let service = service_id(cx, backend);
    cx.push(service, origin, body);
}

/// Returns the image repository. A private one needs an access role; an ECR Public image with a role is rejected.
fn repository(cx: &mut Builder<'_>, id: BackendId, backend: &Backend, image: &Text) -> Repository {
    let mut literals = image.parts.iter().filter_map(|part| match part {
        Part::Literal(text) => Some(text.as_str()),
        Part::Input(_) | Part::Variable(_) => None,
    });
    // If the whole image is an input, nothing is known about it; most images are private.
    let is_private = match image.as_input() {
        Some(_) => true,
        None => literals.any(|text| text.contains(".dkr.ecr")),
    };
    if !is_private {
        return Repository::EcrPublic;
    }
    let role = cx.facts.app_runner.access_role;
    let narrow = images::pull(cx, image);
    Repository::Ecr {
        access_role: roles::role(
            cx,
            id,
            backend,
            RoleSpec {
                purpose: "access",
                description: "Lets App Runner pull the image",
                service: role,
                managed_policies: if narrow.is_none() {
                    vec![role.policy]
                } else {
                    Vec::new()
                },
                statements: narrow.unwrap_or_default(),
            },
        ),
    }
}

/// Returns the instance role: the spec's, or a generated one that can read the secrets, or none.
fn instance_role(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    container: &Container,
) -> Option<Expr> {
    if let Some(explicit) = &container.role {
        return Some(cx.text(explicit));
    }
    if container.secrets.is_empty() {
        return None;
    }
    Some(roles::role(
        cx,
        id,
        backend,
        RoleSpec {
            purpose: "instance",
            description: "Lets the service read its secrets",
            service: cx.facts.app_runner.instance_role,
            managed_policies: Vec::new(),
            statements: roles::read_secrets(cx, &container.secrets),
        },
    ))
}

/// Returns the health check. Every number is written, since an update that omits one keeps the previous value.
fn health(cx: &Builder<'_>, health: Option<&Health>) -> HealthCheck {
    let defaults = &cx.facts.app_runner.health;
    let number = |explicit: Option<&Spanned<Arg<u32>>>, range: &Range| match explicit {
        Some(explicit) => cx.num(explicit.value),
        None => Num::Known(range.default),
    };
    HealthCheck {
        path: health.map(|health| cx.text(&health.path)),
        interval: number(
            health.and_then(|it| it.interval.as_ref()),
            &defaults.interval_s,
        ),
        timeout: number(
            health.and_then(|it| it.timeout.as_ref()),
            &defaults.timeout_s,
        ),
        healthy: number(health.and_then(|it| it.healthy.as_ref()), &defaults.healthy),
        unhealthy: number(
            health.and_then(|it| it.unhealthy.as_ref()),
            &defaults.unhealthy,
        ),
    }
}

fn scaling(cx: &mut Builder<'_>, id: BackendId, backend: &Backend, scale: &Scale) -> Id {
    let made = of(cx, Kind::AutoScaling, backend);
    let concurrency = scale.at.as_ref().and_then(|(metric, value)| match metric {
        ScaleMetric::Requests => Some(value.value),
        ScaleMetric::Cpu | ScaleMetric::Memory => None,
    });
    let default = cx.facts.app_runner.scaling.concurrency.default;
    let concurrency = concurrency.map_or(Num::Known(default), |value| cx.num(value));
    let (min, max) = (cx.num(scale.min), cx.num(scale.max));
    // With an input, its name stands for its value: App Runner adds a revision if a value changes under one name.
    let settings = [&min, &max, &concurrency].map(|number| match number {
        Num::Known(number) => number.to_string(),
        Num::Input(name) => name.clone(),
    });
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let body = Body::AutoScaling(AutoScaling {
        name: name_of_content(cx, backend, SCALING_NAME, &settings),
        min,
        max,
        concurrency,
        tags: Vec::new(),
    });
    let origin = cx.backend_origin(id, backend);
    cx.push(made.clone(), origin, body);
    made
}

/// Returns the VPC connector for these subnets and security groups. All services with the same ones share it, since App
/// Runner refuses a second connector with the same groups. Connectors are immutable, so id and name are derived from
/// the subnets and groups.
fn connector(
    cx: &mut Builder<'_>,
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
    let subnets = sort(cx.list(subnets));
    let groups = (!none).then(|| sort(cx.list(groups)));
    let content = format!("{subnets:?} {groups:?}");
    let content = digest(&[&content]);
    let made = cx.id(Kind::VpcConnector, &[Piece::Word(&content)]);
    if cx.connectors.insert(made.clone()) {
        let deployment = cx.graph.deployment.clone();
        let body = Body::VpcConnector(VpcConnector {
            name: APP_RUNNER_NAME.fit_with(&deployment, &content),
            subnets,
            security_groups: groups,
        });
        let origin = cx.backend_origin(id, backend);
        cx.push(made.clone(), origin, body);
    }
    Expr::Get(made, Attribute::Arn)
}

/// Sorts a list whose order is not significant.
fn sort(list: ListExpr) -> ListExpr {
    match list {
        ListExpr::Known(mut entries) => {
            entries.sort();
            entries.dedup();
            ListExpr::Known(entries)
        }
        ListExpr::Input(_) | ListExpr::Get(..) => list,
    }
}
