//! What AWS's registry calls the attributes of resources.

use crate::graph::{Attribute, Kind};

/// How an attribute of a resource is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The resource's own reference: `Ref` in CloudFormation. The name is the property that holds it.
    Own(&'static str),
    /// A property of the resource, read-only ones included, with slashes between levels.
    Property(&'static str),
    /// The security group that the first entry of a list names, by id or by ARN: the pages call the entries ARNs, and
    /// nothing settles what they are.
    SecurityGroupOf(&'static str),
}

impl Reading {
    /// The property, with slashes between levels.
    #[must_use]
    pub fn property(self) -> &'static str {
        match self {
            Self::Own(name) | Self::Property(name) | Self::SecurityGroupOf(name) => name,
        }
    }
}

/// How an attribute of a kind is read, after the pages of the template reference.
///
/// INVARIANT: `graph::verify` lets through only attributes that the kind has; what it refuses reads as the kind's own
/// reference here.
#[must_use]
pub fn reading(kind: Kind, attribute: Attribute) -> Reading {
    match attribute {
        Attribute::Id => own(kind),
        Attribute::Arn => match kind {
            Kind::LogGroup | Kind::Role => Reading::Property("Arn"),
            Kind::AppRunnerService | Kind::ExpressService => Reading::Property("ServiceArn"),
            Kind::VpcIngress => Reading::Property("VpcIngressConnectionArn"),
            Kind::VpcConnector => Reading::Property("VpcConnectorArn"),
            Kind::AutoScaling => Reading::Property("AutoScalingConfigurationArn"),
            Kind::Domain => Reading::Property("DomainNameArn"),
            Kind::Api
            | Kind::Stage
            | Kind::Route
            | Kind::Integration
            | Kind::Authorizer
            | Kind::VpcLink
            | Kind::SecurityGroup
            | Kind::Ingress
            | Kind::Egress
            | Kind::Endpoint
            | Kind::EndpointTargets
            | Kind::Balancer
            | Kind::TargetGroup
            | Kind::Listener
            | Kind::ExpressLookup
            | Kind::Permission
            | Kind::Certificate
            | Kind::Mapping
            | Kind::Record => own(kind),
        },
        Attribute::Name => own(kind),
        Attribute::ApiEndpoint => Reading::Property("ApiEndpoint"),
        Attribute::IngressDomain => Reading::Property("DomainName"),
        Attribute::ServiceUrl => Reading::Property("ServiceUrl"),
        Attribute::NetworkInterfaceIds => Reading::Property("NetworkInterfaceIds"),
        Attribute::RegionalDomainName => Reading::Property("RegionalDomainName"),
        Attribute::RegionalHostedZoneId => Reading::Property("RegionalHostedZoneId"),
        Attribute::Endpoint => Reading::Property("Endpoint"),
        Attribute::ListenerArn => {
            Reading::Property("ECSManagedResourceArns/IngressPath/ListenerArn")
        }
        Attribute::LoadBalancerSecurityGroup => Reading::SecurityGroupOf(
            "ECSManagedResourceArns/IngressPath/LoadBalancerSecurityGroups",
        ),
    }
}

/// The property that `Ref` returns.
fn own(kind: Kind) -> Reading {
    match kind {
        Kind::Api => Reading::Own("ApiId"),
        Kind::Stage => Reading::Own("StageName"),
        Kind::Route => Reading::Own("RouteId"),
        Kind::Integration => Reading::Own("IntegrationId"),
        Kind::Authorizer => Reading::Own("AuthorizerId"),
        Kind::VpcLink => Reading::Own("VpcLinkId"),
        // `Ref` is the id only for groups of a VPC, which these all are; `GroupId` says what is meant.
        Kind::SecurityGroup => Reading::Property("GroupId"),
        Kind::Ingress | Kind::Egress | Kind::Endpoint | Kind::Certificate | Kind::Record => {
            Reading::Own("Id")
        }
        Kind::EndpointTargets | Kind::TargetGroup => Reading::Own("TargetGroupArn"),
        Kind::Balancer => Reading::Own("LoadBalancerArn"),
        Kind::Listener => Reading::Own("ListenerArn"),
        Kind::AppRunnerService | Kind::ExpressService | Kind::ExpressLookup => {
            Reading::Own("ServiceArn")
        }
        Kind::AutoScaling => Reading::Own("AutoScalingConfigurationArn"),
        Kind::VpcConnector => Reading::Own("VpcConnectorArn"),
        Kind::VpcIngress => Reading::Own("VpcIngressConnectionArn"),
        Kind::Role => Reading::Own("RoleName"),
        Kind::Permission => Reading::Own("Id"),
        Kind::Domain => Reading::Own("DomainName"),
        Kind::Mapping => Reading::Own("ApiMappingId"),
        Kind::LogGroup => Reading::Own("LogGroupName"),
    }
}
