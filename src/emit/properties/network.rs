//! Private networking: VPC link, load balancer, endpoint and the rules between them.

use crate::emit::properties::text::{GROUP_DESCRIPTION, within};
use crate::emit::properties::value::{Map, Value, list};
use crate::graph::resource::network::{
    Balancer, Endpoint, EndpointTargets, Listener, Peer, Ports, SecurityGroup, SecurityRule,
    TargetEndpoint, TargetGroup, VpcLink,
};
use crate::graph::{Attribute, Expr, Id, ListExpr};

/// Returns the properties of `AWS::ApiGatewayV2::VpcLink`
pub(super) fn vpc_link(it: &VpcLink) -> Map<'_> {
    let VpcLink {
        name,
        subnets,
        security_group,
        extra_security_groups,
        tags: _,
    } = it;
    let mut groups = vec![group_id(security_group)];
    match extra_security_groups {
        Some(ListExpr::Known(extra)) => groups.extend(extra.iter().map(Value::from)),
        Some(extra @ (ListExpr::Input(_) | ListExpr::Get(..))) => groups.push(extra.into()),
        None => {}
    }
    Map::new()
        .with("Name", name)
        .with("SubnetIds", subnets)
        .with("SecurityGroupIds", groups)
}

/// Returns the properties of `AWS::EC2::SecurityGroup`
pub(super) fn security_group(it: &SecurityGroup) -> Map<'_> {
    let SecurityGroup {
        description,
        vpc,
        tags: _,
    } = it;
    // A group without outbound rules gets one that allows all traffic. AWS's way to prevent that is a rule that matches
    // nothing (template reference, AWS::EC2::SecurityGroup, "Remove the default rule").
    let nothing = Map::new()
        .with("CidrIp", "127.0.0.1/32")
        .with("IpProtocol", "-1")
        .with("Description", "No other outbound traffic");
    Map::new()
        .with("GroupDescription", within(description, GROUP_DESCRIPTION))
        .with("VpcId", vpc)
        .with("SecurityGroupEgress", list([nothing]))
}

/// Returns the properties of `AWS::EC2::SecurityGroupIngress`
pub(super) fn ingress(it: &SecurityRule) -> Map<'_> {
    rule(it, "SourceSecurityGroupId")
}

/// Returns the properties of `AWS::EC2::SecurityGroupEgress`
pub(super) fn egress(it: &SecurityRule) -> Map<'_> {
    rule(it, "DestinationSecurityGroupId")
}

fn rule<'g>(it: &'g SecurityRule, group_word: &'static str) -> Map<'g> {
    let SecurityRule {
        description,
        group,
        peer,
        ports: Ports { from, to },
    } = it;
    let map = Map::new().with("GroupId", group);
    let map = match peer {
        Peer::Group(peer) => map.with(group_word, peer),
        Peer::AnyIpv4 => map.with("CidrIp", "0.0.0.0/0"),
    };
    map.with("IpProtocol", "tcp")
        .with("FromPort", *from)
        .with("ToPort", *to)
        .with("Description", within(description, GROUP_DESCRIPTION))
}

/// Returns the properties of `AWS::EC2::VPCEndpoint`
pub(super) fn endpoint(it: &Endpoint) -> Map<'_> {
    let Endpoint {
        vpc,
        service,
        subnets,
        security_group,
        // The registry's type has no property for addresses (aws-cloudformation/cloudformation-coverage-roadmap#2149).
        addresses: _,
        tags: _,
    } = it;
    Map::new()
        .with("VpcEndpointType", "Interface")
        .with("ServiceName", service)
        .with("VpcId", vpc)
        .with("SubnetIds", subnets)
        .with("SecurityGroupIds", vec![group_id(security_group)])
        .with("PrivateDnsEnabled", false)
        .with("IpAddressType", "ipv4")
}

/// The property of `Custom::EndpointTargets` that names an existing endpoint.
pub const ENDPOINT_ID: &str = "EndpointId";

/// Returns the properties of `Custom::EndpointTargets`, which the function of the template implements.
pub(super) fn endpoint_targets(it: &EndpointTargets) -> Map<'_> {
    let EndpointTargets {
        endpoint,
        target_group,
        port,
    } = it;
    let map = match endpoint {
        TargetEndpoint::Made {
            id,
            subnets: _,
            // Addresses cannot be pinned, so they are the ones that the endpoint was assigned.
            addresses: _,
        } => Map::new().with(
            "EniIds",
            Expr::Get(id.clone(), Attribute::NetworkInterfaceIds),
        ),
        TargetEndpoint::Existing(id) => Map::new().with(ENDPOINT_ID, id),
    };
    map.with(
        "TargetGroupArn",
        Expr::Get(target_group.clone(), Attribute::Arn),
    )
    .with("Port", *port)
}

/// Returns the properties of `AWS::ElasticLoadBalancingV2::LoadBalancer`
pub(super) fn balancer(it: &Balancer) -> Map<'_> {
    let Balancer {
        subnets,
        security_group,
        tags: _,
    } = it;
    Map::new()
        .with("Type", "network")
        .with("Scheme", "internal")
        .with("Subnets", subnets)
        .with("SecurityGroups", vec![group_id(security_group)])
        .with(
            "LoadBalancerAttributes",
            attributes(&[("load_balancing.cross_zone.enabled", "true")]),
        )
}

/// Returns the properties of `AWS::ElasticLoadBalancingV2::TargetGroup`
pub(super) fn target_group(it: &TargetGroup) -> Map<'_> {
    let TargetGroup {
        vpc,
        port,
        addresses,
        tags: _,
    } = it;
    let targets = addresses
        .iter()
        .map(|address| Map::new().with("Id", address).with("Port", *port));
    Map::new()
        .with("TargetType", "ip")
        .with("Protocol", "TCP")
        .with("Port", *port)
        .with("VpcId", vpc)
        .with("HealthCheckProtocol", "TCP")
        .with(
            "TargetGroupAttributes",
            // Not supported for an endpoint's interfaces: with it, their traffic is dropped.
            attributes(&[("preserve_client_ip.enabled", "false")]),
        )
        .filled("Targets", list(targets))
}

/// Returns the properties of `AWS::ElasticLoadBalancingV2::Listener`
pub(super) fn listener(it: &Listener) -> Map<'_> {
    let Listener {
        balancer,
        port,
        target_group,
    } = it;
    let forward = Map::new().with("Type", "forward").with(
        "TargetGroupArn",
        Expr::Get(target_group.clone(), Attribute::Arn),
    );
    Map::new()
        .with(
            "LoadBalancerArn",
            Expr::Get(balancer.clone(), Attribute::Arn),
        )
        .with("Port", *port)
        .with("Protocol", "TCP")
        .with("DefaultActions", list([forward]))
}

fn group_id<'g>(group: &Id) -> Value<'g> {
    Expr::Get(group.clone(), Attribute::Id).into()
}

fn attributes(pairs: &[(&'static str, &'static str)]) -> Value<'static> {
    let entries = pairs.iter();
    list(entries.map(|(key, value)| Map::new().with("Key", *key).with("Value", *value)))
}
