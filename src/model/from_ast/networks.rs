//! Networks: the declared ones, or the one that private backends imply.

use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::{Resolver, fields, values};
use crate::model::settings::BlockKind;
use crate::model::{AppRunner, Backend, BackendBody, InputKind, ListArg, Network, NetworkId, Text};
use crate::source::{Span, Spanned};
use crate::syntax::ast;

/// Resolves the networks, by name. A network that no backend uses needs no inputs.
pub(super) fn networks(cx: &mut Resolver<'_>, backends: &[Backend]) -> Vec<Network> {
    let declared: Vec<_> = cx.names.networks().collect();
    if declared.is_empty() {
        let user = backends.iter().find(|backend| backend.network.is_some());
        return user.map_or_else(Vec::new, |user| vec![implied_network(cx, user.span)]);
    }
    let mut networks = Vec::new();
    for (id, (item, block)) in (0..).map(NetworkId).zip(declared) {
        let users: Vec<&Backend> = backends
            .iter()
            .filter(|backend| backend.network == Some(id))
            .collect();
        networks.push(network(cx, item, block, &users));
    }
    networks
}

fn implied_network(cx: &mut Resolver<'_>, span: Span) -> Network {
    Network {
        docs: None,
        name: None,
        span,
        link: None,
        endpoint: None,
        listener: None,
        vpc: vpc_input(cx, "", span),
        subnets: subnets_input(cx, "", span),
        security_groups: None,
        listeners_per_service: None,
        endpoint_ips: None,
    }
}

fn network(
    cx: &mut Resolver<'_>,
    item: &ast::Item,
    block: &ast::Block,
    users: &[&Backend],
) -> Network {
    let this = BlockKind::Network;
    let name = &block.name;
    let fields = fields::read(cx, this, block.settings.iter().flatten());
    let link = fields::text(cx, this, &fields, "link");
    let endpoint = fields::text(cx, this, &fields, "endpoint");
    let listener = fields::text(cx, this, &fields, "listener");
    let needs = Needs::of(users, link.is_some(), listener.is_some());
    let vpc = match fields::text(cx, this, &fields, "vpc") {
        Some(vpc) => vpc,
        None if needs.vpc => vpc_input(cx, &name.value, name.span),
        None => Text::literal("", name.span),
    };
    let subnets = match fields.one("subnets") {
        Some(setting) => {
            let said = fields::some_values(cx, this, setting);
            values::list(cx, said)
        }
        None if needs.subnets => subnets_input(cx, &name.value, name.span),
        None => ListArg::default(),
    };
    let security_groups = fields.one("security-groups").map(|setting| {
        let said = fields::some_values(cx, this, setting);
        Spanned::new(values::list(cx, said), setting.span)
    });
    let listeners = fields::choice(cx, this, &fields, "listeners", &["shared", "per-service"]);
    let endpoint_ips = fields.one("endpoint-ips").map(|setting| {
        let said = fields::some_values(cx, this, setting);
        Spanned::new(
            values::texts(
                cx,
                said,
                "each address becomes a target, so their number decides what is built",
            ),
            setting.span,
        )
    });
    Network {
        docs: item.docs.as_ref().map(|docs| docs.value.clone()),
        name: Some(name.clone()),
        span: item.span,
        link,
        endpoint,
        listener,
        vpc,
        subnets,
        security_groups,
        listeners_per_service: listeners
            .filter(|(word, _)| *word == "per-service")
            .map(|(_, span)| span),
        endpoint_ips,
    }
}

/// The needs of a network's created resources.
struct Needs {
    vpc: bool,
    subnets: bool,
}

impl Needs {
    /// With an existing link, only the chain to App Runner is created; with an existing listener, only ingress connections.
    fn of(users: &[&Backend], has_link: bool, has_listener: bool) -> Self {
        let app_runner: Vec<&AppRunner> = users
            .iter()
            .filter_map(|backend| match &backend.body {
                BackendBody::AppRunner(service) => Some(service),
                BackendBody::Ecs(_)
                | BackendBody::Lambda { .. }
                | BackendBody::Balancer(_)
                | BackendBody::CloudMap { .. }
                | BackendBody::Service { .. } => None,
            })
            .collect();
        let creates_link = !has_link && !users.is_empty();
        let creates_chain = !has_listener && !app_runner.is_empty();
        let creates_ingress = app_runner.iter().any(|service| service.ingress.is_none());
        Self {
            vpc: creates_link || creates_chain || creates_ingress,
            subnets: creates_link || creates_chain,
        }
    }
}

fn vpc_input(cx: &mut Resolver<'_>, network: &str, origin: Span) -> Text {
    let request = InputRequest {
        name: prefix(network, "vpc-id"),
        prefix: "network",
        kind: InputKind::VpcId,
        description: format!("The VPC of {}.", noun(network)),
        origin,
    };
    inputs::input(cx, request)
}

fn subnets_input(cx: &mut Resolver<'_>, network: &str, origin: Span) -> ListArg {
    let request = InputRequest {
        name: prefix(network, "subnet-ids"),
        prefix: "network",
        kind: InputKind::SubnetIds,
        description: format!(
            "Subnets of {}, one per availability zone and at least two.",
            noun(network)
        ),
        origin,
    };
    inputs::list_input(cx, request)
}

fn prefix(network: &str, suffix: &str) -> String {
    if network.is_empty() {
        suffix.to_owned()
    } else {
        format!("{network}-{suffix}")
    }
}

fn noun(network: &str) -> String {
    if network.is_empty() {
        "the private backends' network".to_owned()
    } else {
        format!("the network {network}")
    }
}
