//! The resources, a file per family; the families are the same on every floor of the house.

pub mod api;
pub mod compute;
pub mod dns;
pub mod logs;
pub mod network;
mod reads;

pub use reads::Read;

use std::sync::Arc;

use crate::graph::Id;
use crate::source::Span;

/// A resource and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// What it is, in words.
    pub id: Id,
    /// The id that it had before a `moved` item, where it is still the same thing: targets that cannot rename keep it.
    pub former: Option<Id>,
    /// The place in the spec that made it necessary.
    pub origin: Origin,
    /// Resources that must be there first, beside those that its properties read. Sorted.
    pub depends_on: Vec<Id>,
    /// The resource itself.
    pub body: Body,
}

/// Where a resource comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The place.
    pub span: Span,
    /// The file's name, relative to the root spec's folder.
    pub file: Arc<str>,
    /// The line, from 1. Only the plan shows it: moving lines must not change the other outputs.
    pub line: u32,
    /// The item in the words of the spec, e.g. `GET /healthz -> orders` or `apprunner orders private`.
    pub item: String,
    /// The `##` text above the item.
    pub docs: Option<String>,
}

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident($body:ty) = $word:literal, $aws:literal;)*) => {
        /// The resource itself. Large ones are boxed, since most are routes, and each takes the room of the largest.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Body { $($(#[$doc])* $name($body),)* }

        /// The kinds of a resource.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Body {
            /// Its kind.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name,)* }
            }
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The first word of the ids of its resources.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// CloudFormation's name of its type. An endpoint's targets have none of their own, and a look at a service makes
            /// nothing.
            #[must_use]
            pub fn aws_type(self) -> &'static str {
                match self { $(Self::$name => $aws,)* }
            }
        }
    };
}

bodies! {
    /// An HTTP API.
    Api(Box<api::Api>) = "api", "AWS::ApiGatewayV2::Api";
    /// The `$default` stage.
    Stage(api::Stage) = "stage", "AWS::ApiGatewayV2::Stage";
    /// A route.
    Route(api::Route) = "route", "AWS::ApiGatewayV2::Route";
    /// An integration.
    Integration(Box<api::Integration>) = "integration", "AWS::ApiGatewayV2::Integration";
    /// An authorizer.
    Authorizer(api::Authorizer) = "authorizer", "AWS::ApiGatewayV2::Authorizer";
    /// A VPC link.
    VpcLink(network::VpcLink) = "link", "AWS::ApiGatewayV2::VpcLink";
    /// A security group.
    SecurityGroup(network::SecurityGroup) = "group", "AWS::EC2::SecurityGroup";
    /// A rule that lets traffic into a security group.
    Ingress(network::SecurityRule) = "ingress", "AWS::EC2::SecurityGroupIngress";
    /// A rule that lets traffic out of a security group.
    Egress(network::SecurityRule) = "egress", "AWS::EC2::SecurityGroupEgress";
    /// The interface endpoint of App Runner's requests.
    Endpoint(network::Endpoint) = "endpoint", "AWS::EC2::VPCEndpoint";
    /// The endpoint's addresses, registered as targets.
    EndpointTargets(network::EndpointTargets) = "targets", "Custom::EndpointTargets";
    /// An internal network load balancer.
    Balancer(network::Balancer) = "balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer";
    /// Its target group.
    TargetGroup(network::TargetGroup) = "pool", "AWS::ElasticLoadBalancingV2::TargetGroup";
    /// Its listener.
    Listener(network::Listener) = "listener", "AWS::ElasticLoadBalancingV2::Listener";
    /// An App Runner service.
    AppRunnerService(Box<compute::AppRunnerService>) = "service", "AWS::AppRunner::Service";
    /// How many instances an App Runner service has.
    AutoScaling(compute::AutoScaling) = "scaling", "AWS::AppRunner::AutoScalingConfiguration";
    /// How an App Runner service reaches into a VPC.
    VpcConnector(compute::VpcConnector) = "connector", "AWS::AppRunner::VpcConnector";
    /// How a VPC reaches a private App Runner service.
    VpcIngress(compute::VpcIngress) = "ingressconnection", "AWS::AppRunner::VpcIngressConnection";
    /// An ECS Express Mode service.
    ExpressService(Box<compute::ExpressService>) = "express", "AWS::ECS::ExpressGatewayService";
    /// A look at an ECS Express Mode service that exists.
    ExpressLookup(compute::ExpressLookup) = "lookup", "Custom::ExpressService";
    /// An IAM role.
    Role(compute::Role) = "role", "AWS::IAM::Role";
    /// API Gateway's right to call a function.
    Permission(compute::Permission) = "permission", "AWS::Lambda::Permission";
    /// A certificate.
    Certificate(dns::Certificate) = "certificate", "AWS::CertificateManager::Certificate";
    /// A custom domain.
    Domain(dns::Domain) = "domain", "AWS::ApiGatewayV2::DomainName";
    /// A custom domain's way to the API.
    Mapping(dns::Mapping) = "mapping", "AWS::ApiGatewayV2::ApiMapping";
    /// An alias record.
    Record(dns::Record) = "record", "AWS::Route53::RecordSet";
    /// A log group.
    LogGroup(logs::LogGroup) = "logs", "AWS::Logs::LogGroup";
}

/// Tags, sorted by key. Never on what a tag change would replace, unless the values never change on their own.
pub type Tags = Vec<(String, crate::graph::Expr)>;
