//! The private way: VPC link, load balancer, endpoint and the rules between them.

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

    /// A rule: TCP to some ports, between a security group and a peer.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SecurityRule {
        /// What it is for.
        pub description: String,
        /// The group that has the rule.
        pub group: Expr,
        /// Who is at the other end.
        pub peer: Peer,
        /// The ports, both ends included; mostly one.
        pub ports: Ports,
    }

    /// The other end of a rule.
    #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum Peer {
        /// A security group, by id.
        Group(Expr),
        /// Any IPv4 address, `0.0.0.0/0`: only to let a VPC link out to a load balancer or instances that exist, as their
        /// security groups are not known here.
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
        /// Its addresses, one per subnet, for targets that can pin them. Only where the subnets are known one by one.
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

    /// An endpoint whose addresses are targets.
    #[derive(Clone, Debug, PartialEq)]
    pub enum TargetEndpoint {
        /// One that is made here.
        Made {
            /// The endpoint.
            id: Id,
            /// Its subnets: there is one address for each.
            subnets: ListExpr,
            /// Its addresses, where they are pinned.
            addresses: Option<Vec<Expr>>,
        },
        /// One that exists, by its id: its addresses are looked up.
        Existing(Expr),
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
        /// The addresses of an existing endpoint, which are its targets; those of a created endpoint are registered later.
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

    /// One port.
    #[must_use]
    pub fn one(port: u16) -> Self {
        Self {
            from: port,
            to: port,
        }
    }

    /// Whether a port is among them.
    #[must_use]
    pub fn hold(self, port: u16) -> bool {
        (self.from..=self.to).contains(&port)
    }
}
