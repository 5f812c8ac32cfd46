//! The chain to private App Runner services: listener, balancer, target group, endpoint, ingress connections.

use crate::graph::expr::Attribute;
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::network::{
    NetworkResources, NetworkUse, ports, push, rules, subnets,
};
use crate::graph::from_program::{Builder, compute};
use crate::graph::resource::Kind;
use crate::graph::resource::compute::VpcIngress;
use crate::graph::resource::network::{
    Balancer, Endpoint, EndpointTargets, Listener, SecurityGroup, TargetEndpoint, TargetGroup,
};
use crate::graph::{Body, Expr, Id, ListExpr};
use crate::model::{Backend, BackendBody, BackendId, Source};

/// The port that App Runner's endpoint listens on.
pub(super) const HTTPS: u16 = 443;

/// Lowers the chain.
pub(super) fn chain(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    link_group: &Id,
    made: &mut NetworkResources,
) {
    let balancer_group = group(cx, uses, "balancer", "Load balancer before App Runner");
    let existing = uses.network.endpoint.as_ref().map(|id| cx.text(id));
    let created = match existing {
        Some(_) => None,
        None => {
            let group = group(cx, uses, "endpoint", "Endpoint of App Runner");
            Some((endpoint(cx, uses, &group), group))
        }
    };
    let balancer = cx.id(Kind::Balancer, &[Piece::Network(uses.name)]);
    let body = Body::Balancer(Balancer {
        subnets: subnets(cx, uses),
        security_group: balancer_group.clone(),
        tags: Vec::new(),
    });
    push(cx, uses, &balancer, body);
    let target_endpoint = match (&created, &existing) {
        (Some((endpoint, _)), _) => {
            let subnets = subnets(cx, uses);
            Some(TargetEndpoint::Made {
                id: endpoint.clone(),
                addresses: pinned(cx, uses, &subnets),
                subnets,
            })
        }
        (None, Some(id)) if uses.network.endpoint_ips.is_none() => {
            Some(TargetEndpoint::Existing(id.clone()))
        }
        (None, _) => None,
    };
    let pool = target_group(cx, uses, target_endpoint);

    // The path of the packets, hop by hop. The load balancer's health checks use the second hop too.
    if uses.network.listeners_per_service.is_some() {
        let ports = ports::of(uses.app_runner.iter().map(|(_, backend)| backend));
        for ((id, backend), port) in uses.app_runner.iter().zip(ports) {
            let listener = listener(cx, uses, Some(backend), port, (&balancer, &pool));
            made.listeners
                .insert(*id, Expr::Get(listener, Attribute::Arn));
            rules::link_to_balancer(cx, uses, Some(backend), port, (link_group, &balancer_group));
        }
    } else {
        let listener = listener(cx, uses, None, HTTPS, (&balancer, &pool));
        made.listener = Some(Expr::Get(listener, Attribute::Arn));
        rules::link_to_balancer(cx, uses, None, HTTPS, (link_group, &balancer_group));
    }
    match &created {
        Some((_, group)) => {
            rules::balancer_to_endpoint(cx, uses, HTTPS, (&balancer_group, group));
        }
        None => rules::balancer_to_existing(cx, uses, HTTPS, &balancer_group),
    }

    made.balancer = Some(balancer);
    let endpoint = created.map(|(endpoint, _)| Expr::Get(endpoint, Attribute::Id));
    if let Some(endpoint) = endpoint.or(existing) {
        ingresses(cx, uses, endpoint, made);
    }
}

/// Lowers the ingress connections behind an existing listener; no other part of the chain is created.
pub(super) fn behind_listener(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    made: &mut NetworkResources,
) {
    made.listener = uses.network.listener.as_ref().map(|arn| cx.text(arn));
    if let Some(endpoint) = uses.network.endpoint.as_ref() {
        let endpoint = cx.text(endpoint);
        ingresses(cx, uses, endpoint, made);
    }
}

fn ingresses(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    endpoint: Expr,
    made: &mut NetworkResources,
) {
    for (id, backend) in &uses.app_runner {
        if let Some(ingress) = ingress(cx, uses, *id, backend, &endpoint) {
            made.ingresses.insert(*id, ingress);
        }
    }
    made.endpoint = Some(endpoint);
}

fn group(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, word: &str, description: &str) -> Id {
    let id = cx.id(
        Kind::SecurityGroup,
        &[Piece::Word(word), Piece::Network(uses.name)],
    );
    let body = Body::SecurityGroup(SecurityGroup {
        description: description.to_owned(),
        vpc: cx.text(&uses.network.vpc),
        tags: Vec::new(),
    });
    push(cx, uses, &id, body);
    id
}

fn endpoint(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, group: &Id) -> Id {
    let id = cx.id(Kind::Endpoint, &[Piece::Network(uses.name)]);
    let subnets = subnets(cx, uses);
    let addresses = pinned(cx, uses, &subnets);
    let service = cx.facts.app_runner.endpoint_service;
    let body = Body::Endpoint(Endpoint {
        vpc: cx.text(&uses.network.vpc),
        service: Expr::join([
            Expr::text("com.amazonaws."),
            cx.region(),
            Expr::text(format!(".{service}")),
        ]),
        subnets,
        security_group: group.clone(),
        addresses,
        tags: Vec::new(),
    });
    push(cx, uses, &id, body);
    id
}

/// Returns the addresses that the endpoint is created with. They and the subnets are paired by position, so the list of
/// subnets must be known.
fn pinned(cx: &Builder<'_>, uses: &NetworkUse<'_>, subnets: &ListExpr) -> Option<Vec<Expr>> {
    addresses(cx, uses).filter(|addresses| match subnets {
        ListExpr::Known(subnets) => subnets.len() == addresses.len(),
        ListExpr::Input(_) | ListExpr::Get(..) => false,
    })
}

fn addresses(cx: &Builder<'_>, uses: &NetworkUse<'_>) -> Option<Vec<Expr>> {
    let pinned = uses.network.endpoint_ips.as_ref()?;
    Some(pinned.value.iter().map(|text| cx.text(text)).collect())
}

/// Returns the target group. If there is no endpoint to look up, the addresses in the spec are its targets.
fn target_group(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    endpoint: Option<TargetEndpoint>,
) -> Id {
    let id = cx.id(Kind::TargetGroup, &[Piece::Network(uses.name)]);
    let body = Body::TargetGroup(TargetGroup {
        vpc: cx.text(&uses.network.vpc),
        port: HTTPS,
        addresses: match endpoint {
            Some(_) => Vec::new(),
            None => addresses(cx, uses).unwrap_or_default(),
        },
        tags: Vec::new(),
    });
    push(cx, uses, &id, body);
    let Some(endpoint) = endpoint else {
        return id;
    };
    let targets = cx.id(Kind::EndpointTargets, &[Piece::Network(uses.name)]);
    let body = Body::EndpointTargets(EndpointTargets {
        endpoint,
        target_group: id.clone(),
        port: HTTPS,
    });
    push(cx, uses, &targets, body);
    id
}

fn listener(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    service: Option<&Backend>,
    port: u16,
    (balancer, target_group): (&Id, &Id),
) -> Id {
    let id = cx.id(Kind::Listener, &rules::of_service(uses, None, service));
    let body = Body::Listener(Listener {
        balancer: balancer.clone(),
        port,
        target_group: target_group.clone(),
    });
    push(cx, uses, &id, body);
    id
}

/// Returns a service's ingress connection, unless it has one already.
fn ingress(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    id: BackendId,
    backend: &Backend,
    endpoint: &Expr,
) -> Option<Id> {
    let BackendBody::AppRunner(service) = &backend.body else {
        return None;
    };
    let arn = match &service.source {
        Source::Created(_) => Expr::Get(compute::service_id(cx, backend), Attribute::Arn),
        Source::Existing { .. } if service.ingress.is_some() => return None,
        Source::Existing { arn, .. } => cx.text(arn.as_ref()?),
    };
    let made = cx.id(
        Kind::VpcIngress,
        &[Piece::Backend(backend.kind, &backend.name.value)],
    );
    let body = Body::VpcIngress(VpcIngress {
        name: compute::name(cx, backend, compute::APP_RUNNER_NAME),
        service: arn,
        vpc: cx.text(&uses.network.vpc),
        endpoint: endpoint.clone(),
    });
    let origin = cx.backend_origin(id, backend);
    cx.push(made.clone(), origin, body);
    Some(made)
}
