//! The names of the provider's arguments in CloudFormation's registry, type by type.

/// A type of resource.
pub(crate) struct Type {
    /// The provider's name.
    pub(crate) terraform: &'static str,
    /// AWS's name.
    pub(crate) aws: &'static str,
    /// The first word of its ids.
    pub(crate) word: &'static str,
    /// Arguments and properties, with dots between names.
    pub(crate) properties: &'static [(&'static str, &'static str)],
    /// The values that AWS uses if the provider gives none.
    pub(crate) implied: &'static [(&'static str, &'static str)],
    /// Required arguments that only Terraform has.
    pub(crate) demands: &'static [&'static str],
    /// The argument that is the name in the account.
    pub(crate) name: Option<&'static str>,
}

macro_rules! types {
    ($($terraform:literal $aws:literal $word:literal {
        $($from:literal => $to:literal;)*
        $(= $implied:literal $value:literal;)*
        $(! $demand:literal;)*
        $(name $name:literal;)?
    })*) => {
        /// Every type that directly represents a resource of the graph.
        pub(crate) const TYPES: &[Type] = &[$(Type {
            terraform: $terraform,
            aws: $aws,
            word: $word,
            properties: &[$(($from, $to)),*],
            implied: &[$(($implied, $value)),*],
            demands: &[$($demand,)* $($name)?],
            name: types!(@name $($name)?),
        }),*];
    };
    (@name) => { None };
    (@name $name:literal) => { Some($name) };
}

types! {
    "aws_apigatewayv2_api" "AWS::ApiGatewayV2::Api" "api" {
        "name" => "Name";
        "protocol_type" => "ProtocolType";
        "description" => "Description";
        "disable_execute_api_endpoint" => "DisableExecuteApiEndpoint";
        "ip_address_type" => "IpAddressType";
        "cors_configuration.allow_origins" => "CorsConfiguration.AllowOrigins";
        "cors_configuration.allow_methods" => "CorsConfiguration.AllowMethods";
        "cors_configuration.allow_headers" => "CorsConfiguration.AllowHeaders";
        "cors_configuration.expose_headers" => "CorsConfiguration.ExposeHeaders";
        "cors_configuration.max_age" => "CorsConfiguration.MaxAge";
        "cors_configuration.allow_credentials" => "CorsConfiguration.AllowCredentials";
        "tags" => "Tags";
    }
    "aws_apigatewayv2_stage" "AWS::ApiGatewayV2::Stage" "stage" {
        "api_id" => "ApiId";
        "name" => "StageName";
        "auto_deploy" => "AutoDeploy";
        "stage_variables" => "StageVariables";
        "access_log_settings.destination_arn" => "AccessLogSettings.DestinationArn";
        "access_log_settings.format" => "AccessLogSettings.Format";
        "default_route_settings.detailed_metrics_enabled" => "DefaultRouteSettings.DetailedMetricsEnabled";
        "default_route_settings.throttling_rate_limit" => "DefaultRouteSettings.ThrottlingRateLimit";
        "default_route_settings.throttling_burst_limit" => "DefaultRouteSettings.ThrottlingBurstLimit";
        "tags" => "Tags";
    }
    "aws_apigatewayv2_route" "AWS::ApiGatewayV2::Route" "route" {
        "api_id" => "ApiId";
        "route_key" => "RouteKey";
        "target" => "Target";
        "authorization_type" => "AuthorizationType";
        "authorizer_id" => "AuthorizerId";
        "authorization_scopes" => "AuthorizationScopes";
        = "AuthorizationType" "NONE";
    }
    "aws_apigatewayv2_integration" "AWS::ApiGatewayV2::Integration" "integration" {
        "api_id" => "ApiId";
        "description" => "Description";
        "integration_type" => "IntegrationType";
        "integration_method" => "IntegrationMethod";
        "integration_subtype" => "IntegrationSubtype";
        "integration_uri" => "IntegrationUri";
        "connection_type" => "ConnectionType";
        "connection_id" => "ConnectionId";
        "credentials_arn" => "CredentialsArn";
        "payload_format_version" => "PayloadFormatVersion";
        "timeout_milliseconds" => "TimeoutInMillis";
        "tls_config.server_name_to_verify" => "TlsConfig.ServerNameToVerify";
        "request_parameters" => "RequestParameters";
    }
    "aws_apigatewayv2_authorizer" "AWS::ApiGatewayV2::Authorizer" "authorizer" {
        "api_id" => "ApiId";
        "name" => "Name";
        "authorizer_type" => "AuthorizerType";
        "authorizer_uri" => "AuthorizerUri";
        "authorizer_payload_format_version" => "AuthorizerPayloadFormatVersion";
        "authorizer_result_ttl_in_seconds" => "AuthorizerResultTtlInSeconds";
        "enable_simple_responses" => "EnableSimpleResponses";
        "identity_sources" => "IdentitySource";
        "jwt_configuration.issuer" => "JwtConfiguration.Issuer";
        "jwt_configuration.audience" => "JwtConfiguration.Audience";
    }
    "aws_apigatewayv2_vpc_link" "AWS::ApiGatewayV2::VpcLink" "link" {
        "name" => "Name";
        "subnet_ids" => "SubnetIds";
        "security_group_ids" => "SecurityGroupIds";
        "tags" => "Tags";
    }
    "aws_security_group" "AWS::EC2::SecurityGroup" "group" {
        "description" => "GroupDescription";
        "vpc_id" => "VpcId";
        "tags" => "Tags";
        ! "name_prefix";
    }
    "aws_vpc_security_group_ingress_rule" "AWS::EC2::SecurityGroupIngress" "ingress" {
        "description" => "Description";
        "security_group_id" => "GroupId";
        "referenced_security_group_id" => "SourceSecurityGroupId";
        "cidr_ipv4" => "CidrIp";
        "ip_protocol" => "IpProtocol";
        "from_port" => "FromPort";
        "to_port" => "ToPort";
    }
    "aws_vpc_security_group_egress_rule" "AWS::EC2::SecurityGroupEgress" "egress" {
        "description" => "Description";
        "security_group_id" => "GroupId";
        "referenced_security_group_id" => "DestinationSecurityGroupId";
        "cidr_ipv4" => "CidrIp";
        "ip_protocol" => "IpProtocol";
        "from_port" => "FromPort";
        "to_port" => "ToPort";
    }
    "aws_vpc_endpoint" "AWS::EC2::VPCEndpoint" "endpoint" {
        "vpc_id" => "VpcId";
        "service_name" => "ServiceName";
        "vpc_endpoint_type" => "VpcEndpointType";
        "subnet_ids" => "SubnetIds";
        "security_group_ids" => "SecurityGroupIds";
        "private_dns_enabled" => "PrivateDnsEnabled";
        "ip_address_type" => "IpAddressType";
        "tags" => "Tags";
    }
    "aws_lb" "AWS::ElasticLoadBalancingV2::LoadBalancer" "balancer" {
        "load_balancer_type" => "Kind";
        "internal" => "Scheme";
        "subnets" => "Subnets";
        "security_groups" => "SecurityGroups";
        "enable_cross_zone_load_balancing" => "LoadBalancerAttributes.load_balancing/cross_zone/enabled";
        "tags" => "Tags";
        ! "name_prefix";
    }
    "aws_lb_target_group" "AWS::ElasticLoadBalancingV2::TargetGroup" "pool" {
        "target_type" => "TargetType";
        "protocol" => "Protocol";
        "port" => "Port";
        "vpc_id" => "VpcId";
        "health_check.protocol" => "HealthCheckProtocol";
        "preserve_client_ip" => "TargetGroupAttributes.preserve_client_ip/enabled";
        "tags" => "Tags";
        ! "name_prefix";
    }
    "aws_lb_listener" "AWS::ElasticLoadBalancingV2::Listener" "listener" {
        "load_balancer_arn" => "LoadBalancerArn";
        "protocol" => "Protocol";
        "port" => "Port";
        "default_action.type" => "DefaultActions.Type";
        "default_action.target_group_arn" => "DefaultActions.TargetGroupArn";
    }
    "aws_apprunner_service" "AWS::AppRunner::Service" "service" {
        "auto_scaling_configuration_arn" => "AutoScalingConfigurationArn";
        "source_configuration.auto_deployments_enabled" => "SourceConfiguration.AutoDeploymentsEnabled";
        "source_configuration.authentication_configuration.access_role_arn" => "SourceConfiguration.AuthenticationConfiguration.AccessRoleArn";
        "source_configuration.image_repository.image_identifier" => "SourceConfiguration.ImageRepository.ImageIdentifier";
        "source_configuration.image_repository.image_repository_type" => "SourceConfiguration.ImageRepository.ImageRepositoryType";
        "source_configuration.image_repository.image_configuration.port" => "SourceConfiguration.ImageRepository.ImageConfiguration.Port";
        "source_configuration.image_repository.image_configuration.runtime_environment_variables" => "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables";
        "source_configuration.image_repository.image_configuration.runtime_environment_secrets" => "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentSecrets";
        "instance_configuration.cpu" => "InstanceConfiguration.Cpu";
        "instance_configuration.memory" => "InstanceConfiguration.Memory";
        "instance_configuration.instance_role_arn" => "InstanceConfiguration.InstanceRoleArn";
        "health_check_configuration.protocol" => "HealthCheckConfiguration.Protocol";
        "health_check_configuration.path" => "HealthCheckConfiguration.Path";
        "health_check_configuration.interval" => "HealthCheckConfiguration.Interval";
        "health_check_configuration.timeout" => "HealthCheckConfiguration.Timeout";
        "health_check_configuration.healthy_threshold" => "HealthCheckConfiguration.HealthyThreshold";
        "health_check_configuration.unhealthy_threshold" => "HealthCheckConfiguration.UnhealthyThreshold";
        "network_configuration.ip_address_type" => "NetworkConfiguration.IpAddressType";
        "network_configuration.ingress_configuration.is_publicly_accessible" => "NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible";
        "network_configuration.egress_configuration.egress_type" => "NetworkConfiguration.EgressConfiguration.EgressType";
        "network_configuration.egress_configuration.vpc_connector_arn" => "NetworkConfiguration.EgressConfiguration.VpcConnectorArn";
        "tags" => "Tags";
        name "service_name";
    }
    "aws_apprunner_auto_scaling_configuration_version" "AWS::AppRunner::AutoScalingConfiguration" "scaling" {
        "min_size" => "MinSize";
        "max_size" => "MaxSize";
        "max_concurrency" => "MaxConcurrency";
        "tags" => "Tags";
        name "auto_scaling_configuration_name";
    }
    "aws_apprunner_vpc_connector" "AWS::AppRunner::VpcConnector" "connector" {
        "subnets" => "Subnets";
        "security_groups" => "SecurityGroups";
        name "vpc_connector_name";
    }
    "aws_apprunner_vpc_ingress_connection" "AWS::AppRunner::VpcIngressConnection" "ingressconnection" {
        "service_arn" => "ServiceArn";
        "ingress_vpc_configuration.vpc_id" => "IngressVpcConfiguration.VpcId";
        "ingress_vpc_configuration.vpc_endpoint_id" => "IngressVpcConfiguration.VpcEndpointId";
        name "name";
    }
    "aws_ecs_express_gateway_service" "AWS::ECS::ExpressGatewayService" "express" {
        "execution_role_arn" => "ExecutionRoleArn";
        "infrastructure_role_arn" => "InfrastructureRoleArn";
        "task_role_arn" => "TaskRoleArn";
        "cpu" => "Cpu";
        "memory" => "Memory";
        "health_check_path" => "HealthCheckPath";
        "primary_container.image" => "PrimaryContainer.Image";
        "primary_container.container_port" => "PrimaryContainer.ContainerPort";
        "network_configuration.subnets" => "NetworkConfiguration.Subnets";
        "scaling_target.min_task_count" => "ScalingTarget.MinTaskCount";
        "scaling_target.max_task_count" => "ScalingTarget.MaxTaskCount";
        "scaling_target.auto_scaling_metric" => "ScalingTarget.AutoScalingMetric";
        "scaling_target.auto_scaling_target_value" => "ScalingTarget.AutoScalingTargetValue";
        "tags" => "Tags";
        ! "wait_for_steady_state";
        name "service_name";
    }
    "aws_iam_role" "AWS::IAM::Role" "role" {
        "description" => "Description";
        "assume_role_policy" => "AssumeRolePolicyDocument";
        "tags" => "Tags";
        ! "name_prefix";
    }
    "aws_lambda_permission" "AWS::Lambda::Permission" "permission" {
        "action" => "Action";
        "principal" => "Principal";
        "source_arn" => "SourceArn";
    }
    "aws_acm_certificate" "AWS::CertificateManager::Certificate" "certificate" {
        "domain_name" => "DomainName";
        "validation_method" => "ValidationMethod";
        "tags" => "Tags";
    }
    "aws_apigatewayv2_domain_name" "AWS::ApiGatewayV2::DomainName" "domain" {
        "domain_name" => "DomainName";
        "domain_name_configuration.certificate_arn" => "DomainNameConfigurations.CertificateArn";
        "domain_name_configuration.endpoint_type" => "DomainNameConfigurations.EndpointType";
        "domain_name_configuration.security_policy" => "DomainNameConfigurations.SecurityPolicy";
        "domain_name_configuration.ownership_verification_certificate_arn" => "DomainNameConfigurations.OwnershipVerificationCertificateArn";
        "domain_name_configuration.ip_address_type" => "DomainNameConfigurations.IpAddressType";
        "mutual_tls_authentication.truststore_uri" => "MutualTlsAuthentication.TruststoreUri";
        "mutual_tls_authentication.truststore_version" => "MutualTlsAuthentication.TruststoreVersion";
        "tags" => "Tags";
    }
    "aws_apigatewayv2_api_mapping" "AWS::ApiGatewayV2::ApiMapping" "mapping" {
        "api_id" => "ApiId";
        "domain_name" => "DomainName";
        "stage" => "Stage";
        "api_mapping_key" => "ApiMappingKey";
    }
    "aws_cloudwatch_log_group" "AWS::Logs::LogGroup" "logs" {
        "name" => "LogGroupName";
        "retention_in_days" => "RetentionInDays";
        "tags" => "Tags";
    }
}
