//! Private networking: VPC link, load balancer, endpoint and the rules between them.

use crate::emit::properties::text::{GROUP_DESCRIPTION, within};
use crate::emit::terraform::scope::{Scope, variable};
use crate::emit::terraform::tree::{Block, Value};
use crate::emit::terraform::{label, layout};
use crate::graph::resource::network::{
    Balancer, Endpoint, EndpointTargets, Listener, Peer, Ports, SecurityGroup, SecurityRule,
    TargetEndpoint, TargetGroup, VpcLink,
};
use crate::graph::{Attribute, Expr, Id, ListExpr};

pub(super) fn vpc_link(scope: &Scope<'_>, name: &str, link: &VpcLink) -> Vec<Block> {
    let VpcLink {
        name: title,
        subnets,
        security_group,
        extra_security_groups,
        tags,
    } = link;
    let own = scope.get(security_group, Attribute::Id);
    let groups = match extra_security_groups {
        None => Value::List(vec![Value::code(own)]),
        Some(ListExpr::Known(extra)) => {
            let extra = extra.iter().map(|group| scope.expr(group));
            Value::List(std::iter::once(Value::code(own)).chain(extra).collect())
        }
        Some(ListExpr::Input(name)) => {
            let extra = variable(name);
            Value::code(format!("concat([{own}], {extra})"))
        }
        Some(ListExpr::Get(id, attribute)) => {
            let extra = scope.get(id, *attribute);
            Value::code(format!("concat([{own}], {extra})"))
        }
    };
    let block = Block::resource("aws_apigatewayv2_vpc_link", name)
        .set("name", scope.expr(title))
        .set("subnet_ids", scope.list(subnets))
        .set("security_group_ids", groups)
        .maybe("tags", scope.tags(tags));
    vec![block]
}

pub(super) fn security_group(scope: &Scope<'_>, name: &str, group: &SecurityGroup) -> Vec<Block> {
    let SecurityGroup {
        description,
        vpc,
        tags,
    } = group;
    let block = Block::resource("aws_security_group", name)
        .set("name_prefix", label::security_group_prefix(scope, name))
        .text("description", &within(description, GROUP_DESCRIPTION))
        .set("vpc_id", scope.expr(vpc))
        .maybe("tags", scope.tags(tags))
        .note("Terraform removes the default rule of a new group, which allows all outbound traffic; separate rules allow what is needed.");
    vec![block]
}

pub(super) fn ingress(scope: &Scope<'_>, name: &str, rule: &SecurityRule) -> Vec<Block> {
    vec![security_rule(
        scope,
        "aws_vpc_security_group_ingress_rule",
        name,
        rule,
    )]
}

pub(super) fn egress(scope: &Scope<'_>, name: &str, rule: &SecurityRule) -> Vec<Block> {
    let rule = security_rule(scope, "aws_vpc_security_group_egress_rule", name, rule);
    vec![rule]
}

fn security_rule(scope: &Scope<'_>, kind: &str, name: &str, rule: &SecurityRule) -> Block {
    let SecurityRule {
        description,
        group,
        peer,
        ports: Ports { from, to },
    } = rule;
    let block = Block::resource(kind, name)
        .text("description", &within(description, GROUP_DESCRIPTION))
        .set("security_group_id", scope.expr(group));
    let block = match peer {
        Peer::Group(peer) => block.set("referenced_security_group_id", scope.expr(peer)),
        Peer::AnyIpv4 => block.text("cidr_ipv4", "0.0.0.0/0"),
    };
    block
        .text("ip_protocol", "tcp")
        .set("from_port", Value::number(from))
        .set("to_port", Value::number(to))
}

pub(super) fn endpoint(scope: &Scope<'_>, name: &str, endpoint: &Endpoint) -> Vec<Block> {
    let Endpoint {
        vpc,
        service,
        subnets,
        security_group,
        addresses,
        tags,
    } = endpoint;
    let group = scope.get(security_group, Attribute::Id);
    let pinned = pinned(scope, subnets, addresses.as_deref());
    let block = Block::resource("aws_vpc_endpoint", name)
        .set("vpc_id", scope.expr(vpc))
        .set("service_name", scope.expr(service))
        .text("vpc_endpoint_type", "Interface")
        .set("subnet_ids", scope.list(subnets))
        .set("security_group_ids", Value::List(vec![Value::code(group)]))
        .set("private_dns_enabled", Value::Bool(false))
        .text("ip_address_type", "ipv4")
        .nest_all(pinned)
        .maybe("tags", scope.tags(tags));
    vec![block]
}

/// Returns the address for each subnet, if the spec pins them.
fn pinned(scope: &Scope<'_>, subnets: &ListExpr, addresses: Option<&[Expr]>) -> Vec<Block> {
    let subnets = match subnets {
        ListExpr::Known(subnets) => subnets.as_slice(),
        ListExpr::Input(_) | ListExpr::Get(..) => &[],
    };
    let pairs = subnets.iter().zip(addresses.unwrap_or_default());
    let blocks = pairs.map(|(subnet, address)| {
        Block::new("subnet_configuration", &[])
            .set("subnet_id", scope.expr(subnet))
            .set("ipv4", scope.expr(address))
    });
    blocks.collect()
}

pub(super) fn endpoint_targets(
    scope: &Scope<'_>,
    name: &str,
    targets: &EndpointTargets,
) -> Vec<Block> {
    let EndpointTargets {
        endpoint,
        target_group,
        port,
    } = targets;
    let group = scope.get(target_group, Attribute::Arn);
    let port = Value::number(port);
    match endpoint {
        TargetEndpoint::Made {
            id,
            addresses: Some(addresses),
            ..
        } => pinned_targets(scope, name, group, port, id, addresses),
        TargetEndpoint::Made {
            id,
            subnets,
            addresses: None,
        } => found_targets(scope, name, group, port, id, subnets),
        TargetEndpoint::Existing(id) => existing_targets(scope, name, group, port, id),
    }
}

fn existing_targets(
    scope: &Scope<'_>,
    name: &str,
    group: String,
    port: Value,
    endpoint: &Expr,
) -> Vec<Block> {
    let found = Block::data("aws_vpc_endpoint", name)
        .note("The existing endpoint.")
        .set("id", scope.expr(endpoint));
    let interfaces = format!("data.aws_vpc_endpoint.{name}.network_interface_ids");
    let addresses = Block::data("aws_network_interface", name)
        .note("Its network interfaces, each with one of its addresses.")
        .code("for_each", interfaces)
        .code("id", "each.key");
    let registered = Block::resource("aws_lb_target_group_attachment", name)
        .note("The endpoint's addresses are the load balancer's targets.")
        .code("for_each", format!("data.aws_network_interface.{name}"))
        .code("target_group_arn", group)
        .code("target_id", "each.value.private_ip")
        .set("port", port);
    vec![found, addresses, registered]
}

fn pinned_targets(
    scope: &Scope<'_>,
    name: &str,
    group: String,
    port: Value,
    endpoint: &Id,
    addresses: &[Expr],
) -> Vec<Block> {
    // Read only to order the resources.
    let _ = scope.get(endpoint, Attribute::Id);
    let addresses = scope.exprs(addresses);
    let block = Block::resource("aws_lb_target_group_attachment", name)
        .note("The fixed addresses of the endpoint.")
        .set("for_each", Value::Call("toset", Box::new(addresses)))
        .code("target_group_arn", group)
        .code("target_id", "each.value")
        .set("port", port)
        .set(
            "depends_on",
            Value::List(vec![Value::code(scope.address(endpoint))]),
        );
    vec![block]
}

fn found_targets(
    scope: &Scope<'_>,
    name: &str,
    group: String,
    port: Value,
    endpoint: &Id,
    subnets: &ListExpr,
) -> Vec<Block> {
    let id = scope.get(endpoint, Attribute::Id);
    let endpoint = scope.address(endpoint);
    let current = Block::data("aws_vpc_endpoint", name)
        .note("The endpoint's current interfaces: after a change of its subnets, the provider keeps the old ones in the state.")
        .code("id", id)
        .because(
            "Read after the endpoint has changed, because a new subnet has no interface before.",
            "depends_on",
            Value::List(vec![Value::code(&endpoint)]),
        );
    let interfaces = format!("data.aws_vpc_endpoint.{name}.network_interface_ids");
    let each = Each::of(scope, name, subnets);
    let filter = |name: &str, values: Value| {
        let block = Block::new("filter", &[]);
        block.text("name", name).set("values", values)
    };
    let found = each
        .repeat(Block::data("aws_network_interface", name).note(each.why))
        .nest(filter("network-interface-id", Value::code(interfaces)))
        .nest(filter(
            "subnet-id",
            Value::List(vec![Value::code(&each.subnet)]),
        ));
    let key = each.key;
    let address = format!("data.aws_network_interface.{name}[{key}].private_ip");
    let mut triggers = vec![Value::code(format!("{endpoint}.id"))];
    triggers.extend(each.trigger.as_ref().map(Value::code));
    let lifecycle = Block::new("lifecycle", &[])
        .because(
            WHY_IGNORE,
            "ignore_changes",
            Value::List(vec![Value::code("target_id")]),
        )
        .set("replace_triggered_by", Value::List(triggers));
    let registered = Block::resource("aws_lb_target_group_attachment", name)
        .note("The endpoint's addresses are the load balancer's targets.");
    let registered = each
        .repeat(registered)
        .code("target_group_arn", group)
        .code("target_id", address)
        .set("port", port)
        .nest(lifecycle);
    [current, found, registered]
        .into_iter()
        .chain(each.noted)
        .collect()
}

/// The repetition of a block for each subnet.
struct Each {
    word: &'static str,
    count: Value,
    /// The key of an instance.
    key: &'static str,
    /// The subnet of an instance.
    subnet: String,
    /// The trigger that replaces an instance when its subnet changes; not needed if the keys are subnets.
    trigger: Option<String>,
    /// The resource behind the trigger.
    noted: Option<Block>,
    why: &'static str,
}

impl Each {
    fn of(scope: &Scope<'_>, name: &str, subnets: &ListExpr) -> Self {
        let known = match subnets {
            ListExpr::Known(entries) => entries.iter().all(|entry| entry.known().is_some()),
            ListExpr::Input(_) | ListExpr::Get(..) => false,
        };
        let list = scope.list(subnets);
        if known {
            return Self {
                word: "for_each",
                count: Value::Call("toset", Box::new(list)),
                key: "each.key",
                subnet: "each.key".to_owned(),
                trigger: None,
                noted: None,
                why: "The endpoint's network interfaces, one for each of its subnets.",
            };
        }
        let subnet = format!("{}[count.index]", layout::value(&list));
        let noted = Block::resource("terraform_data", &format!("{name}_subnet"))
            .note("The subnet of each target; a target is replaced when its subnet changes.")
            .set("count", scope.length(subnets))
            .code("input", subnet.clone());
        Self {
            word: "count",
            count: scope.length(subnets),
            key: "count.index",
            subnet,
            trigger: Some(format!("terraform_data.{name}_subnet[count.index]")),
            noted: Some(noted),
            why: WHY_COUNT,
        }
    }

    fn repeat(&self, block: Block) -> Block {
        block.set(self.word, self.count.clone())
    }
}

const WHY_COUNT: &str = "The endpoint's network interfaces, one for each of its subnets. They are counted, because subnet ids may be known\n\
                         only after an apply, which for_each does not support. Add subnets at the end of the list, so that the targets\n\
                         of the subnets before them stay.";

const WHY_IGNORE: &str = "While the endpoint changes in any way, even its tags, its addresses are unknown, and targets would be removed and\n\
                          registered again. The addresses change only with the endpoint itself and with its subnets.";

pub(super) fn balancer(scope: &Scope<'_>, name: &str, balancer: &Balancer) -> Vec<Block> {
    let Balancer {
        subnets,
        security_group,
        tags,
    } = balancer;
    let group = scope.get(security_group, Attribute::Id);
    let block = Block::resource("aws_lb", name)
        .text("name_prefix", label::NAME_PREFIX)
        .set("internal", Value::Bool(true))
        .text("load_balancer_type", "network")
        .set("subnets", scope.list(subnets))
        .because(
            "Set from the start, because a network load balancer created without a group can never get one.",
            "security_groups",
            Value::List(vec![Value::code(group)]),
        )
        .because(
            "A zone without an address of the endpoint still has targets.",
            "enable_cross_zone_load_balancing",
            Value::Bool(true),
        )
        .maybe("tags", scope.tags(tags));
    vec![block]
}

pub(super) fn target_group(scope: &Scope<'_>, name: &str, group: &TargetGroup) -> Vec<Block> {
    let TargetGroup {
        vpc,
        port,
        addresses,
        tags,
    } = group;
    let health = Block::new("health_check", &[]).text("protocol", "TCP");
    let block = Block::resource("aws_lb_target_group", name)
        .text("name_prefix", label::NAME_PREFIX)
        .text("target_type", "ip")
        .text("protocol", "TCP")
        .set("port", Value::number(port))
        .set("vpc_id", scope.expr(vpc))
        .because(
            "An endpoint drops packets with a client's source address.",
            "preserve_client_ip",
            Value::text("false"),
        )
        .nest(health)
        .maybe("tags", scope.tags(tags));
    let mut blocks = vec![block];
    if !addresses.is_empty() {
        let addresses = scope.exprs(addresses);
        let registered = Block::resource("aws_lb_target_group_attachment", name)
            .note("The addresses of the existing endpoint.")
            .set("for_each", Value::Call("toset", Box::new(addresses)))
            .code(
                "target_group_arn",
                format!("aws_lb_target_group.{name}.arn"),
            )
            .code("target_id", "each.value")
            .set("port", Value::number(port));
        blocks.push(registered);
    }
    blocks
}

pub(super) fn listener(scope: &Scope<'_>, name: &str, listener: &Listener) -> Vec<Block> {
    let Listener {
        balancer,
        port,
        target_group,
    } = listener;
    let action = Block::new("default_action", &[])
        .text("type", "forward")
        .code("target_group_arn", scope.get(target_group, Attribute::Arn));
    let block = Block::resource("aws_lb_listener", name)
        .code("load_balancer_arn", scope.get(balancer, Attribute::Arn))
        .text("protocol", "TCP")
        .set("port", Value::number(port))
        .nest(action);
    vec![block]
}
