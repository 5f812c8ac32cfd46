//! Quotas on the number or size of resources, and ranges of settings.

use serde::Deserialize;

use super::Confidence;

/// A quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Quota {
    /// The default for an account.
    pub limit: u64,
    /// The unit, e.g. `routes`.
    pub unit: &'static str,
    /// True if AWS raises it on request.
    pub adjustable: bool,
    /// The quota code in Service Quotas, e.g. `L-65B5C802`.
    #[serde(default)]
    pub code: Option<&'static str>,
    /// How certain it is: only a certain quota is a reason to reject a spec.
    #[serde(default)]
    pub confidence: Confidence,
}

impl Default for Quota {
    /// Returns an unknown quota limits nothing.
    fn default() -> Self {
        Self {
            limit: u64::MAX,
            unit: "",
            adjustable: true,
            code: None,
            confidence: Confidence::Uncertain,
        }
    }
}

/// The inclusive range of a setting, and its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Range {
    /// The minimum.
    pub min: i64,
    /// The maximum.
    pub max: i64,
    /// AWS's default.
    pub default: i64,
    /// The unit, e.g. `ms`.
    pub unit: &'static str,
    /// How certain it is: only a certain range is a reason to reject a number.
    #[serde(default)]
    pub confidence: Confidence,
}

impl Default for Range {
    /// Returns an unknown range contains every number.
    fn default() -> Self {
        Self {
            min: i64::MIN,
            max: i64::MAX,
            default: 0,
            unit: "",
            confidence: Confidence::Uncertain,
        }
    }
}

impl Range {
    /// Returns true if the number is in the range.
    #[must_use]
    pub fn contains(&self, number: i64) -> bool {
        (self.min..=self.max).contains(&number)
    }
}

/// Declares a struct of facts whose fields all have the same type.
macro_rules! table {
    ($(#[$about:meta])* $name:ident of $kind:ty { $($(#[$doc:meta])* $field:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(bound(deserialize = "'de: 'static"))]
        pub struct $name {
            $($(#[$doc])* pub $field: $kind,)*
        }
    };
}

table! {
    /// Quotas of an HTTP API.
    HttpApiQuotas of Quota {
        /// Routes of one API.
        routes_per_api,
        /// Integrations of one API; not adjustable, which is why equal ones are shared.
        integrations_per_api,
        /// Stages of one API.
        stages_per_api,
        /// Authorizers of one API.
        authorizers_per_api,
        /// Audiences of one JWT authorizer.
        audiences_per_authorizer,
        /// Scopes of one route.
        scopes_per_route,
        /// Length of one scope.
        scope_length,
        /// Regional APIs of an account.
        apis_per_region,
        /// Custom domain names of an account.
        domains_per_region,
        /// Mappings with more than one segment on one domain.
        multi_level_mappings_per_domain,
        /// Length of a mapping's key.
        mapping_key_length,
        /// VPC links of an account.
        vpc_links_per_region,
        /// Subnets of one VPC link.
        subnets_per_vpc_link,
        /// Security groups of one VPC link, including its own.
        security_groups_per_vpc_link,
        /// Stage variables of one stage.
        stage_variables_per_stage,
        /// Length of a stage variable's name.
        stage_variable_key_length,
        /// Length of a stage variable's value.
        stage_variable_value_length,
        /// Tags of one stage.
        tags_per_stage,
        /// Request line and header values together.
        header_bytes,
        /// Body of a request or response.
        payload_bytes,
        /// Body available to a JSON path.
        mapped_body_bytes,
        /// The log format, according to the guide.
        access_log_format_bytes,
        /// The log format, according to the service's model.
        access_log_format_model_bytes,
        /// One line of the log.
        access_log_entry_bytes,
        /// Length of a route key above which problems are likely.
        route_key_length,
        /// Length of an integration's URI.
        integration_uri_length,
        /// Length of a server name to verify.
        server_name_length,
        /// Length of the name of an API, an authorizer or a VPC link.
        name_length,
        /// Length of an API's description.
        description_length,
        /// Length of an API's version.
        version_length,
        /// Length of a route's operation name.
        operation_name_length,
        /// Length of a JWT issuer.
        issuer_length,
        /// Size of an issuer's key set.
        jwks_bytes,
        /// The timeout of a Lambda authorizer.
        lambda_authorizer_ms,
        /// The event or the response of a synchronous call of a Lambda function.
        lambda_payload_bytes,
    }
}

table! {
    /// Ranges of an HTTP API's settings.
    Ranges of Range {
        /// The timeout of a backend.
        integration_timeout_ms,
        /// How long an authorizer's result is cached.
        authorizer_ttl_s,
        /// How long a browser caches a preflight response.
        cors_max_age_s,
        /// Statuses whose responses can be mapped.
        response_status,
        /// Ports of a load balancer's listener.
        listener_port,
    }
}

table! {
    /// An account's request limits, above which API Gateway responds with 429.
    ThrottlingQuotas of Quota {
        /// Steady rate.
        rate,
        /// Burst.
        burst,
        /// Steady rate in the Regions where it is lower.
        low_rate,
        /// Burst in the Regions where it is lower.
        low_burst,
    }
}

table! {
    /// Limits on calls to API Gateway's control plane.
    ControlPlaneQuotas of Quota {
        /// All calls, per second.
        calls_per_second,
        /// The burst of all calls.
        calls_burst,
        /// Time between creations of VPC links.
        seconds_per_vpc_link_create,
        /// Time between deletions of VPC links.
        seconds_per_vpc_link_delete,
        /// Time between changes of domain names.
        seconds_per_domain_change,
    }
}

table! {
    /// Quotas of a CloudFormation template.
    CloudFormationQuotas of Quota {
        /// Resources.
        resources_per_template,
        /// Parameters.
        parameters_per_template,
        /// Outputs.
        outputs_per_template,
        /// Size of a template in a call.
        template_inline_bytes,
        /// Size of a template in S3.
        template_s3_bytes,
        /// Description of a template.
        template_description_bytes,
        /// Value of one parameter.
        parameter_value_bytes,
        /// Dynamic references.
        dynamic_references_per_template,
        /// Length of a logical id.
        logical_id_length,
        /// Length of a stack's name.
        stack_name_length,
        /// Code of a function inside the template.
        inline_code_characters,
        /// Response of a custom resource.
        custom_resource_response_bytes,
        /// How long CloudFormation waits for a custom resource.
        service_timeout_s,
    }
}

table! {
    /// Quotas of network load balancers.
    LoadBalancerQuotas of Quota {
        /// Load balancers of an account.
        network_load_balancers_per_region,
        /// Listeners of one load balancer.
        listeners_per_nlb,
        /// Target groups of an account.
        target_groups_per_region,
        /// Targets of one group.
        targets_per_target_group,
        /// Targets of one load balancer.
        targets_per_nlb,
        /// Targets of one load balancer with cross-zone load balancing.
        targets_per_cross_zone_nlb,
    }
}

table! {
    /// Quotas of a VPC.
    VpcQuotas of Quota {
        /// Interface endpoints of one VPC.
        interface_endpoints_per_vpc,
    }
}

table! {
    /// App Runner's quotas per account.
    AppRunnerQuotas of Quota {
        /// Services.
        services_per_region,
        /// VPC connectors.
        vpc_connectors_per_region,
        /// Names of auto scaling configurations.
        auto_scaling_names_per_region,
        /// Observability configurations.
        observability_configurations_per_region,
        /// Ingress connections of one service.
        ingress_connections_per_service,
    }
}

table! {
    /// Quotas of ECS Express Mode.
    ExpressQuotas of Quota {
        /// Services behind one load balancer.
        services_per_load_balancer,
    }
}

table! {
    /// Quotas of a resource's tags.
    TagQuotas of Quota {
        /// Tags.
        tags_per_resource,
        /// Length of a key.
        key_length,
        /// Length of a value.
        value_length,
    }
}

/// `quotas.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Quotas {
    /// HTTP APIs.
    pub http_api: HttpApiQuotas,
    /// Ranges of settings.
    pub ranges: Ranges,
    /// Requests of clients.
    pub throttling: ThrottlingQuotas,
    /// Calls that change APIs.
    pub control_plane: ControlPlaneQuotas,
    /// Templates.
    pub cloudformation: CloudFormationQuotas,
    /// Network load balancers.
    pub load_balancer: LoadBalancerQuotas,
    /// VPCs.
    pub vpc: VpcQuotas,
    /// App Runner.
    pub app_runner: AppRunnerQuotas,
    /// ECS Express Mode.
    pub ecs_express: ExpressQuotas,
    /// Tags.
    pub tags: TagQuotas,
}
