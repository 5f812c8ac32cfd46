//! The kinds of resources: one descriptor each, which every target asks.
//!
//! The order of the table is the order in which people look for resources: the API first, then what stands behind it.

use crate::graph::expr::Attribute;
use crate::graph::resource::reads::{Reads, Visit};
use crate::graph::resource::{Tags, api, compute, dns, logs, network};

/// What is known of a kind, whatever its resources hold.
#[derive(Clone, Copy, Debug)]
pub struct Descriptor {
    /// The first word of the ids of its resources.
    pub word: &'static str,
    /// Whether the ids of its resources may have further words behind the name of a backend or network.
    pub compound: bool,
    /// A word or two for people.
    pub noun: &'static str,
    /// CloudFormation's name of the type. Types that begin with `Custom::` have no counterpart in the registry.
    pub aws_type: &'static str,
    /// Terraform's name of the type.
    pub terraform_type: &'static str,
    /// Whether `Ref` returns the whole primary identifier of the registry; it is a part of `ApiId|RouteId` and the like.
    pub one_identifier: bool,
    /// The property of the registry that `Ref` returns.
    pub reference: &'static str,
    /// What can be read of a resource once it exists.
    pub attributes: &'static [(Attribute, Access)],
    /// How it takes tags.
    pub tags: Tagging,
    /// The property that names a resource in its account, for targets that do not make names up.
    pub name_property: Option<&'static str>,
    /// Whether a successor can be there beside it, so that it is made before the old one goes.
    pub create_first: bool,
    /// Its place in a plan: from the inside out, and the stage after all that it deploys.
    pub plan_rank: u8,
}

/// How an attribute is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// In CloudFormation and plans.
    pub registry: Source,
    /// The attribute in Terraform; `None` where the module computes it.
    pub terraform: Option<&'static str>,
}

/// Where the registry has an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the resource's own reference: `Ref` in CloudFormation.
    Reference,
    /// In a property, read-only ones included, with slashes between levels.
    Property(&'static str),
    /// In a property that is a URL at one time and a bare host at another; the attribute is the host.
    HostOf(&'static str),
    /// In the first entry of a list of security groups, by id or by ARN: AWS's pages call the entries ARNs without an
    /// example.
    SecurityGroupOf(&'static str),
}

/// How a kind takes tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// Not at all.
    None,
    /// As a map, as the types of API Gateway do.
    Map,
    /// As a list of keys and values, as all other types do.
    List,
}

const fn reference(terraform: &'static str) -> Access {
    Access {
        registry: Source::Reference,
        terraform: Some(terraform),
    }
}

const fn property(registry: &'static str, terraform: &'static str) -> Access {
    Access {
        registry: Source::Property(registry),
        terraform: Some(terraform),
    }
}

/// An attribute that a Terraform module computes.
const fn computed(registry: &'static str) -> Access {
    Access {
        registry: Source::Property(registry),
        terraform: None,
    }
}

/// Most kinds: one identifier, no tags, a name that AWS makes up.
const PLAIN: Descriptor = Descriptor {
    word: "",
    compound: false,
    noun: "",
    aws_type: "",
    terraform_type: "",
    one_identifier: true,
    reference: "Id",
    attributes: &[],
    tags: Tagging::None,
    name_property: None,
    create_first: true,
    plan_rank: 0,
};

macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $name:ident($body:ty) $(.$tags:ident)? { $($field:ident: $value:expr,)* }
    )*) => {
        /// The resource itself. Large ones are boxed, since most are routes, and each takes the room of the largest.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Body { $($(#[$doc])* $name($body),)* }

        /// The kinds of resources.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Body {
            /// Its kind.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self { $(Self::$name(_) => Kind::$name,)* }
            }

            /// Visits everything that it reads.
            pub fn each_read<'r>(&'r self, visit: &mut Visit<'_, 'r>) {
                match self { $(Self::$name(body) => body.each_read(visit),)* }
            }

            /// Its tags; `None` where its kind takes none.
            #[must_use]
            pub fn tags(&self) -> Option<&Tags> {
                match self { $(Self::$name(_body) => None$(.or(Some(&_body.$tags)))?,)* }
            }

            /// Its tags, to be changed.
            pub(in crate::graph) fn tags_mut(&mut self) -> Option<&mut Tags> {
                match self { $(Self::$name(_body) => None$(.or(Some(&mut _body.$tags)))?,)* }
            }
        }

        impl Kind {
            /// Every kind, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// What is known of the kind.
            #[must_use]
            pub const fn descriptor(self) -> &'static Descriptor {
                match self {$(
                    Self::$name => &const { Descriptor { $($field: $value,)* ..PLAIN } },
                )*}
            }
        }
    };
}

kinds! {
    /// An HTTP API.
    Api(Box<api::Api>).tags {
        word: "api",
        noun: "API",
        aws_type: "AWS::ApiGatewayV2::Api",
        terraform_type: "aws_apigatewayv2_api",
        reference: "ApiId",
        attributes: &[
            (Attribute::Id, reference("id")),
            (Attribute::ApiEndpoint, property("ApiEndpoint", "api_endpoint")),
        ],
        tags: Tagging::Map,
        create_first: false,
        plan_rank: 15,
    }
    /// The `$default` stage.
    Stage(api::Stage).tags {
        word: "stage",
        noun: "stage",
        aws_type: "AWS::ApiGatewayV2::Stage",
        terraform_type: "aws_apigatewayv2_stage",
        one_identifier: false,
        reference: "StageName",
        attributes: &[(Attribute::Name, reference("id"))],
        tags: Tagging::Map,
        create_first: false,
        plan_rank: 21,
    }
    /// A route.
    Route(api::Route) {
        word: "route",
        noun: "route",
        aws_type: "AWS::ApiGatewayV2::Route",
        terraform_type: "aws_apigatewayv2_route",
        one_identifier: false,
        reference: "RouteId",
        attributes: &[(Attribute::Id, reference("id"))],
        create_first: false,
        plan_rank: 19,
    }
    /// An integration.
    Integration(Box<api::Integration>) {
        word: "integration",
        compound: true,
        noun: "integration",
        aws_type: "AWS::ApiGatewayV2::Integration",
        terraform_type: "aws_apigatewayv2_integration",
        one_identifier: false,
        reference: "IntegrationId",
        attributes: &[(Attribute::Id, reference("id"))],
        plan_rank: 18,
    }
    /// An authorizer.
    Authorizer(api::Authorizer) {
        word: "authorizer",
        noun: "authorizer",
        aws_type: "AWS::ApiGatewayV2::Authorizer",
        terraform_type: "aws_apigatewayv2_authorizer",
        one_identifier: false,
        reference: "AuthorizerId",
        attributes: &[(Attribute::Id, reference("id"))],
        plan_rank: 16,
    }
    /// A VPC link.
    VpcLink(network::VpcLink).tags {
        word: "link",
        noun: "VPC link",
        aws_type: "AWS::ApiGatewayV2::VpcLink",
        terraform_type: "aws_apigatewayv2_vpc_link",
        reference: "VpcLinkId",
        attributes: &[(Attribute::Id, reference("id"))],
        tags: Tagging::Map,
        plan_rank: 8,
    }
    /// A security group.
    SecurityGroup(network::SecurityGroup).tags {
        word: "group",
        noun: "security group",
        aws_type: "AWS::EC2::SecurityGroup",
        terraform_type: "aws_security_group",
        reference: "GroupId",
        // `Ref` returns the id of groups of a VPC alone, which these all are; `GroupId` is unambiguous.
        attributes: &[(Attribute::Id, property("GroupId", "id"))],
        tags: Tagging::List,
        plan_rank: 0,
    }
    /// A rule that lets traffic into a security group.
    Ingress(network::SecurityRule) {
        word: "ingress",
        compound: true,
        noun: "inbound rule",
        aws_type: "AWS::EC2::SecurityGroupIngress",
        terraform_type: "aws_vpc_security_group_ingress_rule",
        attributes: &[(Attribute::Id, reference("id"))],
        plan_rank: 1,
    }
    /// A rule that lets traffic out of a security group.
    Egress(network::SecurityRule) {
        word: "egress",
        compound: true,
        noun: "outbound rule",
        aws_type: "AWS::EC2::SecurityGroupEgress",
        terraform_type: "aws_vpc_security_group_egress_rule",
        attributes: &[(Attribute::Id, reference("id"))],
        plan_rank: 2,
    }
    /// The interface endpoint for App Runner's requests.
    Endpoint(network::Endpoint).tags {
        word: "endpoint",
        noun: "endpoint",
        aws_type: "AWS::EC2::VPCEndpoint",
        terraform_type: "aws_vpc_endpoint",
        attributes: &[
            (Attribute::Id, reference("id")),
            (Attribute::NetworkInterfaceIds, property("NetworkInterfaceIds", "network_interface_ids")),
        ],
        tags: Tagging::List,
        plan_rank: 3,
    }
    /// The endpoint's addresses, registered as targets.
    EndpointTargets(network::EndpointTargets) {
        word: "targets",
        noun: "address",
        aws_type: "Custom::EndpointTargets",
        terraform_type: "aws_lb_target_group_attachment",
        reference: "TargetGroupArn",
        create_first: false,
        plan_rank: 4,
    }
    /// An internal network load balancer.
    Balancer(network::Balancer).tags {
        word: "balancer",
        noun: "load balancer",
        aws_type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        terraform_type: "aws_lb",
        reference: "LoadBalancerArn",
        attributes: &[(Attribute::Arn, reference("arn"))],
        tags: Tagging::List,
        plan_rank: 5,
    }
    /// Its target group.
    TargetGroup(network::TargetGroup).tags {
        word: "pool",
        noun: "target group",
        aws_type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        terraform_type: "aws_lb_target_group",
        reference: "TargetGroupArn",
        attributes: &[(Attribute::Arn, reference("arn"))],
        tags: Tagging::List,
        plan_rank: 6,
    }
    /// Its listener.
    Listener(network::Listener) {
        word: "listener",
        compound: true,
        noun: "listener",
        aws_type: "AWS::ElasticLoadBalancingV2::Listener",
        terraform_type: "aws_lb_listener",
        reference: "ListenerArn",
        attributes: &[(Attribute::Arn, reference("arn"))],
        plan_rank: 7,
    }
    /// An App Runner service.
    AppRunnerService(Box<compute::AppRunnerService>).tags {
        word: "service",
        noun: "service",
        aws_type: "AWS::AppRunner::Service",
        terraform_type: "aws_apprunner_service",
        reference: "ServiceArn",
        attributes: &[
            (Attribute::Arn, property("ServiceArn", "arn")),
            (Attribute::ServiceUrl, property("ServiceUrl", "service_url")),
        ],
        tags: Tagging::List,
        name_property: Some("ServiceName"),
        plan_rank: 12,
    }
    /// How many instances an App Runner service has.
    AutoScaling(compute::AutoScaling).tags {
        word: "scaling",
        noun: "scaling",
        aws_type: "AWS::AppRunner::AutoScalingConfiguration",
        terraform_type: "aws_apprunner_auto_scaling_configuration_version",
        reference: "AutoScalingConfigurationArn",
        attributes: &[(Attribute::Arn, property("AutoScalingConfigurationArn", "arn"))],
        tags: Tagging::List,
        name_property: Some("AutoScalingConfigurationName"),
        plan_rank: 10,
    }
    /// How an App Runner service reaches into a VPC.
    VpcConnector(compute::VpcConnector) {
        word: "connector",
        noun: "VPC connector",
        aws_type: "AWS::AppRunner::VpcConnector",
        terraform_type: "aws_apprunner_vpc_connector",
        reference: "VpcConnectorArn",
        attributes: &[(Attribute::Arn, property("VpcConnectorArn", "arn"))],
        name_property: Some("VpcConnectorName"),
        plan_rank: 11,
    }
    /// How a VPC reaches a private App Runner service.
    VpcIngress(compute::VpcIngress) {
        word: "ingressconnection",
        noun: "VPC ingress",
        aws_type: "AWS::AppRunner::VpcIngressConnection",
        terraform_type: "aws_apprunner_vpc_ingress_connection",
        reference: "VpcIngressConnectionArn",
        attributes: &[
            (Attribute::Arn, property("VpcIngressConnectionArn", "arn")),
            (Attribute::IngressDomain, property("DomainName", "domain_name")),
        ],
        name_property: Some("VpcIngressConnectionName"),
        plan_rank: 13,
    }
    /// An ECS Express Mode service.
    ExpressService(Box<compute::ExpressService>).tags {
        word: "express",
        noun: "service",
        aws_type: "AWS::ECS::ExpressGatewayService",
        terraform_type: "aws_ecs_express_gateway_service",
        reference: "ServiceArn",
        attributes: &[
            (Attribute::Arn, property("ServiceArn", "service_arn")),
            (Attribute::Endpoint, Access { registry: Source::HostOf("Endpoint"), terraform: None }),
            (Attribute::ListenerArn, computed("ECSManagedResourceArns/IngressPath/ListenerArn")),
            (Attribute::LoadBalancerSecurityGroup, Access {
                registry: Source::SecurityGroupOf("ECSManagedResourceArns/IngressPath/LoadBalancerSecurityGroups"),
                terraform: None,
            }),
        ],
        tags: Tagging::List,
        name_property: Some("ServiceName"),
        plan_rank: 14,
    }
    /// A lookup of an ECS Express Mode service that exists.
    ExpressLookup(compute::ExpressLookup) {
        word: "lookup",
        noun: "service",
        aws_type: "Custom::ExpressService",
        terraform_type: "data.aws_cloudcontrolapi_resource",
        reference: "ServiceArn",
        attributes: &[
            (Attribute::Endpoint, computed("Endpoint")),
            (Attribute::ListenerArn, computed("ECSManagedResourceArns/IngressPath/ListenerArn")),
        ],
        create_first: false,
        plan_rank: 14,
    }
    /// An IAM role.
    Role(compute::Role).tags {
        word: "role",
        noun: "role",
        aws_type: "AWS::IAM::Role",
        terraform_type: "aws_iam_role",
        reference: "RoleName",
        attributes: &[
            (Attribute::Arn, property("Arn", "arn")),
            (Attribute::Name, reference("name")),
        ],
        tags: Tagging::List,
        plan_rank: 9,
    }
    /// API Gateway's right to call a function.
    Permission(compute::Permission) {
        word: "permission",
        compound: true,
        noun: "permission",
        aws_type: "AWS::Lambda::Permission",
        terraform_type: "aws_lambda_permission",
        one_identifier: false,
        plan_rank: 17,
    }
    /// A certificate.
    Certificate(dns::Certificate).tags {
        word: "certificate",
        noun: "certificate",
        aws_type: "AWS::CertificateManager::Certificate",
        terraform_type: "aws_acm_certificate",
        // A reader of the ARN waits until the certificate is validated.
        attributes: &[(Attribute::Arn, Access { registry: Source::Reference, terraform: None })],
        tags: Tagging::List,
        plan_rank: 22,
    }
    /// A custom domain.
    Domain(dns::Domain).tags {
        word: "domain",
        noun: "domain",
        aws_type: "AWS::ApiGatewayV2::DomainName",
        terraform_type: "aws_apigatewayv2_domain_name",
        reference: "DomainName",
        attributes: &[
            (Attribute::Name, reference("id")),
            (Attribute::Arn, property("DomainNameArn", "arn")),
            (Attribute::RegionalDomainName, property(
                "RegionalDomainName",
                "domain_name_configuration[0].target_domain_name",
            )),
            (Attribute::RegionalHostedZoneId, property(
                "RegionalHostedZoneId",
                "domain_name_configuration[0].hosted_zone_id",
            )),
        ],
        tags: Tagging::Map,
        plan_rank: 23,
    }
    /// A path of a custom domain that leads to the API.
    Mapping(dns::Mapping) {
        word: "mapping",
        noun: "mapping",
        aws_type: "AWS::ApiGatewayV2::ApiMapping",
        terraform_type: "aws_apigatewayv2_api_mapping",
        one_identifier: false,
        reference: "ApiMappingId",
        attributes: &[(Attribute::Id, reference("id"))],
        plan_rank: 24,
    }
    /// An alias record.
    Record(dns::Record) {
        word: "record",
        noun: "record",
        aws_type: "AWS::Route53::RecordSet",
        terraform_type: "aws_route53_record",
        plan_rank: 25,
    }
    /// A log group.
    LogGroup(logs::LogGroup).tags {
        word: "logs",
        noun: "log group",
        aws_type: "AWS::Logs::LogGroup",
        terraform_type: "aws_cloudwatch_log_group",
        reference: "LogGroupName",
        attributes: &[
            (Attribute::Arn, property("Arn", "arn")),
            (Attribute::Name, reference("name")),
        ],
        tags: Tagging::List,
        plan_rank: 20,
    }
}

impl Kind {
    /// The first word of the ids of its resources.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.descriptor().word
    }

    /// CloudFormation's name of its type.
    #[must_use]
    pub const fn aws_type(self) -> &'static str {
        self.descriptor().aws_type
    }

    /// Terraform's name of its type.
    #[must_use]
    pub const fn terraform_type(self) -> &'static str {
        self.descriptor().terraform_type
    }

    /// How an attribute of its resources is read; `None` where they have no such attribute.
    #[must_use]
    pub fn access(self, attribute: Attribute) -> Option<Access> {
        let attributes = self.descriptor().attributes.iter();
        let mut found = attributes.filter(|(known, _)| *known == attribute);
        found.next().map(|(_, access)| *access)
    }
}

impl Body {
    /// The property that names the resource in its account, and the name.
    ///
    /// CloudFormation makes names up; one that the template gave would stand in the way of a replacement.
    #[must_use]
    pub fn given_name(&self) -> Option<(&'static str, &str)> {
        let property = self.kind().descriptor().name_property?;
        let name = if let Self::AppRunnerService(it) = self {
            &it.name
        } else if let Self::AutoScaling(it) = self {
            &it.name
        } else if let Self::VpcConnector(it) = self {
            &it.name
        } else if let Self::VpcIngress(it) = self {
            &it.name
        } else if let Self::ExpressService(it) = self {
            &it.name
        } else {
            never!("{:?} has a property for its name, and no name", self.kind())
        };
        Some((property, name))
    }
}
