//! Networks: the VPC link, and the shared chain to private App Runner services. Only what is used is created.
//!
//! One chain per network serves any number of services, since the load balancer only forwards bytes: behind the
//! endpoint, server name and `Host` select the service. Only the chain's own ports are open.

mod chain;
mod ports;
mod rules;

use std::collections::BTreeMap;

use crate::graph::expr::Attribute;
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::{Builder, compute};
use crate::graph::resource::Kind;
use crate::graph::resource::network::{SecurityGroup, VpcLink};
use crate::graph::{Body, Expr, Id, ListExpr, Origin};
use crate::model::{Access, Backend, BackendBody, BackendId, Network, NetworkId, Source, Text};

/// The lowered resources of a network.
#[derive(Clone, Debug, Default)]
pub(super) struct NetworkResources {
    /// The VPC link, if it is used.
    pub(super) link: Option<Expr>,
    /// The link's own security group.
    pub(super) link_group: Option<Id>,
    /// The endpoint, if a private App Runner service uses it.
    pub(super) endpoint: Option<Expr>,
    /// The load balancer in front of the endpoint.
    pub(super) balancer: Option<Id>,
    /// The listener that services share.
    pub(super) listener: Option<Expr>,
    /// Listeners of individual services, if the network has a listener per service.
    pub(super) listeners: BTreeMap<BackendId, Expr>,
    /// The ingress connections created here.
    pub(super) ingresses: BTreeMap<BackendId, Id>,
}

/// A network and the backends that use it, each list sorted by name.
struct NetworkUse<'a> {
    name: Option<&'a str>,
    network: &'a Network,
    origin: Origin,
    /// Private App Runner services.
    app_runner: Vec<(BackendId, &'a Backend)>,
    /// ECS Express Mode services created here.
    express: Vec<(BackendId, &'a Backend)>,
    /// Load balancers of existing ECS Express Mode services.
    existing_express: Vec<(BackendId, &'a Backend)>,
    /// Existing load balancers and Cloud Map services.
    existing: Vec<(BackendId, &'a Backend)>,
}

/// Lowers every network that contains a used backend.
pub(super) fn networks(cx: &mut Builder<'_>) {
    let program = cx.program;
    for (id, network) in program.network_ids() {
        let made = match uses(cx, id, network) {
            Some(uses) => self::network(cx, &uses),
            None => NetworkResources::default(),
        };
        cx.networks.push(made);
    }
}

fn uses<'a>(cx: &Builder<'a>, id: NetworkId, network: &'a Network) -> Option<NetworkUse<'a>> {
    let mut users: Vec<(BackendId, &Backend)> = cx
        .program
        .backend_ids()
        .filter(|(backend, body)| {
            body.network == Some(id) && body.access.value == Access::Private && cx.is_used(*backend)
        })
        .collect();
    users.sort_by(|(_, left), (_, right)| left.name.value.cmp(&right.name.value));
    let (first, backend) = users.first().copied()?;
    let name = network.name.as_ref().map(|name| name.value.as_str());
    let origin = match name {
        Some(name) => cx.origins.network(network, name),
        None => cx.backend_origin(first, backend),
    };
    let mut uses = NetworkUse {
        name,
        network,
        origin,
        app_runner: Vec::new(),
        express: Vec::new(),
        existing_express: Vec::new(),
        existing: Vec::new(),
    };
    for user in users {
        match &user.1.body {
            BackendBody::AppRunner(_) => uses.app_runner.push(user),
            BackendBody::Ecs(ecs) => match ecs.source {
                Source::Created(_) => uses.express.push(user),
                Source::Existing { .. } => uses.existing_express.push(user),
            },
            BackendBody::Balancer(_) | BackendBody::CloudMap { .. } => uses.existing.push(user),
            BackendBody::Lambda { .. } | BackendBody::Service { .. } => {}
        }
    }
    Some(uses)
}

fn network(cx: &mut Builder<'_>, uses: &NetworkUse<'_>) -> NetworkResources {
    if let Some(link) = &uses.network.link {
        return behind_link(cx, uses, link);
    }
    let group = cx.id(
        Kind::SecurityGroup,
        &[Piece::Word("link"), Piece::Network(uses.name)],
    );
    let vpc = cx.text(&uses.network.vpc);
    push(
        cx,
        uses,
        &group,
        Body::SecurityGroup(SecurityGroup {
            description: "VPC link of an HTTP API".to_owned(),
            vpc,
            tags: Vec::new(),
        }),
    );
    let link = cx.id(Kind::VpcLink, &[Piece::Network(uses.name)]);
    let name = match uses.name {
        Some(name) => format!("{}-{name}", cx.title()),
        None => cx.title(),
    };
    let extra = uses.network.security_groups.as_ref();
    let body = Body::VpcLink(VpcLink {
        name: Expr::text(name),
        subnets: subnets(cx, uses),
        security_group: group.clone(),
        extra_security_groups: extra.map(|groups| cx.list(&groups.value)),
        tags: Vec::new(),
    });
    push(cx, uses, &link, body);

    let mut made = NetworkResources {
        link: Some(Expr::Get(link, Attribute::Id)),
        link_group: Some(group.clone()),
        ..NetworkResources::default()
    };
    if !uses.app_runner.is_empty() {
        chain::chain(cx, uses, &group, &mut made);
    }
    express(cx, uses, &group);
    // An existing load balancer admits the security group that the spec adds, which has its own egress rules.
    let reaches_out = !uses.existing.is_empty() || !uses.existing_express.is_empty();
    if reaches_out && uses.network.security_groups.is_none() {
        rules::to_existing(cx, uses, &group);
    }
    made
}

/// Lowers a network with an existing VPC link, whose security groups already allow it to reach its backends.
fn behind_link(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, link: &Text) -> NetworkResources {
    let mut made = NetworkResources {
        link: Some(cx.text(link)),
        ..NetworkResources::default()
    };
    if !uses.app_runner.is_empty() {
        chain::behind_listener(cx, uses, &mut made);
    }
    made
}

/// Allows the link to reach the load balancer that ECS manages for the network's Express Mode services.
///
/// ECS shares one balancer among the services of a VPC, so one pair of rules serves them all: a second pair would be
/// rejected as a duplicate. The service with the first name, alphabetically, represents the balancer.
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html>
fn express(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, link_group: &Id) {
    if let Some((_, backend)) = uses.express.first().copied() {
        let service = compute::service_id(cx, backend);
        rules::to_express(cx, uses, link_group, &service);
    }
}

fn subnets(cx: &Builder<'_>, uses: &NetworkUse<'_>) -> ListExpr {
    cx.list(&uses.network.subnets)
}

fn push(cx: &mut Builder<'_>, uses: &NetworkUse<'_>, id: &Id, body: Body) {
    cx.push(id.clone(), uses.origin.clone(), body);
}
