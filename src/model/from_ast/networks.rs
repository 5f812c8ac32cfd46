//! Networks: those declared, and the one that private backends imply where none is.

use std::collections::BTreeSet;

use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::{Resolver, fields, values};
use crate::model::settings::BlockKind;
use crate::model::{Backend, InputKind, ListArg, Network, NetworkId, Text};
use crate::source::{Span, Spanned};
use crate::syntax::ast;

/// The networks, by name; what backends do not use asks for no inputs.
pub(super) fn networks(cx: &mut Resolver<'_>, backends: &[Backend]) -> Vec<Network> {
    let declared: Vec<_> = cx.names.networks().collect();
    if declared.is_empty() {
        let user = backends.iter().find(|backend| backend.network.is_some());
        return user.map_or_else(Vec::new, |user| vec![implied(cx, user.span)]);
    }
    let used: BTreeSet<NetworkId> = backends
        .iter()
        .filter_map(|backend| backend.network)
        .collect();
    let mut networks = Vec::new();
    for (id, (item, block)) in (0..).map(NetworkId).zip(declared) {
        networks.push(network(cx, item, block, used.contains(&id)));
    }
    networks
}

fn implied(cx: &mut Resolver<'_>, span: Span) -> Network {
    Network {
        docs: None,
        name: None,
        span,
        vpc: open_vpc(cx, "", span),
        subnets: open_subnets(cx, "", span),
        security_groups: None,
        listeners_per_service: None,
        endpoint_ips: None,
    }
}

fn network(cx: &mut Resolver<'_>, item: &ast::Item, block: &ast::Block, used: bool) -> Network {
    let this = BlockKind::Network;
    let name = &block.name;
    let fields = fields::read(cx, this, block.settings.iter().flatten());
    let vpc = match fields::text(cx, this, &fields, "vpc") {
        Some(vpc) => vpc,
        None if used => open_vpc(cx, &name.value, name.span),
        None => Text::literal("", name.span),
    };
    let subnets = match fields.one("subnets") {
        Some(setting) => {
            let said = fields::some_values(cx, this, setting);
            values::list(cx, said)
        }
        None if used => open_subnets(cx, &name.value, name.span),
        None => ListArg::default(),
    };
    let security_groups = fields.one("security-groups").map(|setting| {
        let said = fields::some_values(cx, this, setting);
        Spanned::new(values::list(cx, said), setting.span)
    });
    let listeners = fields::choice(cx, this, &fields, "listeners", &["shared", "per-service"]);
    let endpoint_ips = fields.one("endpoint-ips").map(|setting| {
        let said = fields::some_values(cx, this, setting);
        Spanned::new(values::texts(cx, said), setting.span)
    });
    Network {
        docs: item.docs.as_ref().map(|docs| docs.value.clone()),
        name: Some(name.clone()),
        span: item.span,
        vpc,
        subnets,
        security_groups,
        listeners_per_service: listeners
            .filter(|(word, _)| *word == "per-service")
            .map(|(_, span)| span),
        endpoint_ips,
    }
}

fn open_vpc(cx: &mut Resolver<'_>, network: &str, origin: Span) -> Text {
    let need = InputRequest {
        name: prefixed(network, "vpc-id"),
        apart: "network",
        kind: InputKind::VpcId,
        description: format!("The VPC that {} is in.", noun(network)),
        origin,
    };
    inputs::need(cx, need)
}

fn open_subnets(cx: &mut Resolver<'_>, network: &str, origin: Span) -> ListArg {
    let need = InputRequest {
        name: prefixed(network, "subnet-ids"),
        apart: "network",
        kind: InputKind::SubnetIds,
        description: format!(
            "Subnets of {}, one per availability zone and at least two.",
            noun(network)
        ),
        origin,
    };
    inputs::need_list(cx, need)
}

fn prefixed(network: &str, suffix: &str) -> String {
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
