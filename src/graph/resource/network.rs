//! Private networking: VPC link, load balancer, endpoint and the rules between them.

use crate::graph::resource::Tags;
use crate::graph::resource::reads::declare;
use crate::graph::{Expr, Id, ListExpr};

declare! {
    /// A VPC link.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VpcLink {
        /// Its name.
        pub name: Expr,
        /// Its subnets.
        pub subnets: ListExpr,
        /// The link's own security group.
        pub security_group: Id,
        /// Security groups that the spec adds.
        pub extra_security_groups: Option<ListExpr>,
        /// Its tags.
        pub tags: Tags,
    }

    /// A security group; it allows only the traffic of its rules.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecurityGroup {
        /// Its description.
        pub description: String,
        /// Its VPC.
        pub vpc: Expr,
        /// Its tags.
        pub tags: Tags,
    }

    /// A rule: TCP to some ports, between a security group and a peer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecurityRule {
        /// Its description.
        pub description: String,
        /// The security group of the rule.
        pub group: Expr,
        /// The other end.
        pub peer: Peer,
        /// The port range, usually a single port.
        pub ports: Ports,
    }

    /// The other end of a rule.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Peer {
        /// A security group, by id.
        Group(Expr),
        /// Any IPv4 address, `0.0.0.0/0`: only for egress from a VPC link to existing load balancers or instances,
        /// whose security groups are not known here.
        AnyIpv4,
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
        /// Its addresses, one per subnet, for targets that can pin them. Only if each subnet is known.
        pub addresses: Option<Vec<Expr>>,
        /// Its tags.
        pub tags: Tags,
    }

    /// The addresses of an endpoint, registered in a target group.
    #[derive(Clone, Debug, PartialEq)]
    pub struct EndpointTargets {
        /// The endpoint.
        pub endpoint: TargetEndpoint,
        /// The target group.
        pub target_group: Id,
        /// The port.
        pub port: u16,
    }

    /// The endpoint whose addresses are registered.
    #[derive(Clone, Debug, PartialEq)]
    pub enum TargetEndpoint {
        /// An endpoint created here.
        Made {
            /// The endpoint.
            id: Id,
            /// Its subnets, with one address each.
            subnets: ListExpr,
            /// Its addresses, if they are pinned.
            addresses: Option<Vec<Expr>>,
        },
        /// An existing endpoint, by ID: its addresses are looked up.
        Existing(Expr),
    }

    /// An internal network load balancer with cross-zone load balancing.
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
        /// The targets: the addresses of an existing endpoint. Those of a created endpoint are registered later.
        pub addresses: Vec<Expr>,
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
}

/// A range of ports, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ports {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
}

impl Ports {
    /// Every port of TCP.
    pub const ALL: Self = Self { from: 0, to: 65535 };

    /// Returns one port.
    #[must_use]
    pub fn one(port: u16) -> Self {
        Self {
            from: port,
            to: port,
        }
    }

    /// Returns true if a port is in the range.
    #[must_use]
    pub fn hold(self, port: u16) -> bool {
        (self.from..=self.to).contains(&port)
    }
}
