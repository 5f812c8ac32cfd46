//! The private way: VPC link, load balancer, endpoint and the rules between them.

use crate::graph::resource::Tags;
use crate::graph::{Expr, Id, ListExpr};

/// A VPC link.
#[derive(Clone, Debug, PartialEq)]
pub struct VpcLink {
    /// Its name.
    pub name: Expr,
    /// Its subnets.
    pub subnets: ListExpr,
    /// The security group of the link's own.
    pub security_group: Id,
    /// Security groups that the spec adds.
    pub extra_security_groups: Option<ListExpr>,
    /// Its tags.
    pub tags: Tags,
}

/// A security group: it lets nothing in and nothing out but what rules of its own say.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityGroup {
    /// What it is for.
    pub description: String,
    /// Its VPC.
    pub vpc: Expr,
    /// Its tags.
    pub tags: Tags,
}

/// A rule: TCP to one port, between two security groups.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityRule {
    /// What it is for.
    pub description: String,
    /// The group that has the rule.
    pub group: Expr,
    /// The group at the other end.
    pub peer: Expr,
    /// The port.
    pub port: u16,
}

/// An interface endpoint for App Runner's requests, without private DNS.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// Its VPC.
    pub vpc: Expr,
    /// `com.amazonaws.<region>.apprunner.requests`.
    pub service: Expr,
    /// Its subnets.
    pub subnets: ListExpr,
    /// Its security group.
    pub security_group: Id,
    /// Its addresses, one per subnet, for targets that can pin them. Only where the subnets are known one by one.
    pub addresses: Option<Vec<Expr>>,
    /// Its tags.
    pub tags: Tags,
}

/// The addresses of an endpoint, registered in a target group.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointTargets {
    /// The endpoint.
    pub endpoint: Id,
    /// The target group.
    pub target_group: Id,
    /// The port.
    pub port: u16,
    /// The endpoint's subnets: there is one address for each.
    pub subnets: ListExpr,
    /// The addresses, where they are pinned.
    pub addresses: Option<Vec<Expr>>,
}

/// An internal network load balancer that balances across zones.
#[derive(Clone, Debug, PartialEq)]
pub struct Balancer {
    /// Its subnets.
    pub subnets: ListExpr,
    /// Its security group.
    pub security_group: Id,
    /// Its tags.
    pub tags: Tags,
}

/// A target group: TCP to addresses, client IP preservation off, health checks by TCP.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetGroup {
    /// Its VPC.
    pub vpc: Expr,
    /// The targets' port.
    pub port: u16,
    /// Its tags.
    pub tags: Tags,
}

/// A TCP listener that forwards to a target group.
#[derive(Clone, Debug, PartialEq)]
pub struct Listener {
    /// Its balancer.
    pub balancer: Id,
    /// Its port.
    pub port: u16,
    /// Its target group.
    pub target_group: Id,
}
