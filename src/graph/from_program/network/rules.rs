//! Security group rules, a pair per hop: egress from one group, ingress into the next.
//!
//! Rules are separate resources, since two groups that reference each other could not be created otherwise.

use crate::graph::expr::Attribute;
use crate::graph::from_program::Builder;
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::network::{NetworkUse, push};
use crate::graph::resource::Kind;
use crate::graph::resource::network::{Peer, Ports, SecurityRule};
use crate::graph::{Body, Expr, Id};
use crate::model::Backend;

/// Allows traffic from the VPC link to the balancer's listener.
pub(super) fn link_to_balancer(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    service: Option<&Backend>,
    port: u16,
    (link, balancer): (&Id, &Id),
) {
    let out = cx.id(Kind::Egress, &of_service(uses, Some("link"), service));
    let body = Body::Egress(SecurityRule {
        description: "To the load balancer".to_owned(),
        group: group(link),
        peer: Peer::Group(group(balancer)),
        ports: Ports::one(port),
    });
    push(cx, uses, &out, body);
    let into = cx.id(Kind::Ingress, &of_service(uses, Some("balancer"), service));
    let body = Body::Ingress(SecurityRule {
        description: "From the VPC link".to_owned(),
        group: group(balancer),
        peer: Peer::Group(group(link)),
        ports: Ports::one(port),
    });
    push(cx, uses, &into, body);
}

/// Allows requests and health checks from the balancer to the endpoint.
pub(super) fn balancer_to_endpoint(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    port: u16,
    (balancer, endpoint): (&Id, &Id),
) {
    let out = cx.id(Kind::Egress, &of_service(uses, Some("balancer"), None));
    let body = Body::Egress(SecurityRule {
        description: "To the endpoint".to_owned(),
        group: group(balancer),
        peer: Peer::Group(group(endpoint)),
        ports: Ports::one(port),
    });
    push(cx, uses, &out, body);
    let into = cx.id(Kind::Ingress, &of_service(uses, Some("endpoint"), None));
    let body = Body::Ingress(SecurityRule {
        description: "From the load balancer".to_owned(),
        group: group(endpoint),
        peer: Peer::Group(group(balancer)),
        ports: Ports::one(port),
    });
    push(cx, uses, &into, body);
}

/// From the balancer to an existing endpoint, whose security group is not known here and must admit the balancer.
pub(super) fn balancer_to_existing(
    cx: &mut Builder<'_>,
    uses: &NetworkUse<'_>,
    port: u16,
    balancer: &Id,
) {
    let out = cx.id(Kind::Egress, &of_service(uses, Some("balancer"), None));
    let body = Body::Egress(SecurityRule {
        description: "To the endpoint".to_owned(),
        group: group(balancer),
        peer: Peer::AnyIpv4,
        ports: Ports::one(port),
    });
    push(cx, uses, &out, body);
}

/// Allows traffic from the VPC link to the load balancer that ECS manages for Express Mode services.
pub(super) fn to_express(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, link: &Id, service: &Id) {
    let balancer = Expr::Get(service.clone(), Attribute::LoadBalancerSecurityGroup);
    let out = cx.id(Kind::Egress, &of_service(uses, Some("express"), None));
    let body = Body::Egress(SecurityRule {
        description: "To the load balancer of ECS".to_owned(),
        group: group(link),
        peer: Peer::Group(balancer.clone()),
        ports: Ports::one(443),
    });
    push(cx, uses, &out, body);
    let into = cx.id(Kind::Ingress, &of_service(uses, Some("express"), None));
    let body = Body::Ingress(SecurityRule {
        description: "From the VPC link".to_owned(),
        group: balancer,
        peer: Peer::Group(group(link)),
        ports: Ports::one(443),
    });
    push(cx, uses, &into, body);
}

/// Allows traffic from the VPC link to existing load balancers and instances.
///
/// Neither their security groups nor their ports are known here, so egress is open for TCP, and their own rules must
/// admit the link. API Gateway only sends requests to the targets of integrations. Existing ECS Express Mode services
/// alone need only port 443.
pub(super) fn to_existing(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, link: &Id) {
    let out = cx.id(Kind::Egress, &of_service(uses, Some("existing"), None));
    let ports = if uses.existing.is_empty() {
        Ports::one(443)
    } else {
        Ports::ALL
    };
    let body = Body::Egress(SecurityRule {
        description: "To existing load balancers and services; set security-groups to narrow this"
            .to_owned(),
        group: group(link),
        peer: Peer::AnyIpv4,
        ports,
    });
    push(cx, uses, &out, body);
}

/// Returns the pieces of an id that can belong to one service.
pub(super) fn of_service<'u>(
    uses: &'u NetworkUse<'_>,
    word: Option<&'u str>,
    service: Option<&'u Backend>,
) -> Vec<Piece<'u>> {
    let mut pieces: Vec<Piece<'u>> = word.map(Piece::Word).into_iter().collect();
    pieces.push(Piece::Network(uses.name));
    if let Some(backend) = service {
        // Distinguishes a network `a` with a service `b` from a network `a-b`.
        pieces.extend(uses.name.map(|_| Piece::Word("port")));
        pieces.push(Piece::Backend(backend.kind, &backend.name.value));
    }
    pieces
}

fn group(id: &Id) -> Expr {
    Expr::Get(id.clone(), Attribute::Id)
}
