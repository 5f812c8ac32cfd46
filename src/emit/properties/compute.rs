//! Compute: services, roles, permissions.

use crate::emit::properties::text::{ROLE_DESCRIPTION, within};
use crate::emit::properties::value::{Map, Value, list, named};
use crate::graph::resource::compute::{
    AppRunnerService, AutoScaling, ExpressLookup, ExpressService, HealthCheck, Permission,
    Repository, Role, Statement, VpcConnector, VpcIngress,
};
use crate::graph::{Expr, Num};

/// Returns the properties of `AWS::AppRunner::Service`
pub(super) fn app_runner_service(it: &AppRunnerService) -> Map<'_> {
    let AppRunnerService {
        name: _,
        image,
        repository,
        port,
        cpu,
        memory,
        env,
        secrets,
        health,
        instance_role,
        scaling,
        connector,
        public,
        tags: _,
    } = it;
    let container = Map::new()
        .with("Port", digits(port))
        .filled("RuntimeEnvironmentVariables", named(env, "Name", "Value"))
        .filled("RuntimeEnvironmentSecrets", named(secrets, "Name", "Value"));
    let (repository_type, authentication) = match repository {
        Repository::Ecr { access_role } => {
            ("ECR", Some(Map::new().with("AccessRoleArn", access_role)))
        }
        Repository::EcrPublic => ("ECR_PUBLIC", None),
    };
    let image = Map::new()
        .with("ImageIdentifier", image)
        .with("ImageRepositoryType", repository_type)
        .with("ImageConfiguration", container);
    let source = Map::new()
        // Run the image that was deployed, not one that is pushed under the same tag later.
        .with("AutoDeploymentsEnabled", false)
        .maybe("AuthenticationConfiguration", authentication)
        .with("ImageRepository", image);
    let instance = Map::new()
        .with("Cpu", digits(cpu))
        .with("Memory", digits(memory))
        .maybe("InstanceRoleArn", instance_role.as_ref());
    // Defaults are written too: an update that omits one keeps the previous value.
    let egress = match connector {
        Some(connector) => Map::new()
            .with("EgressType", "VPC")
            .with("VpcConnectorArn", connector),
        None => Map::new().with("EgressType", "DEFAULT"),
    };
    let network = Map::new()
        .with(
            "IngressConfiguration",
            Map::new().with("IsPubliclyAccessible", *public),
        )
        .with("EgressConfiguration", egress)
        .with("IpAddressType", "IPV4");
    Map::new()
        .with("SourceConfiguration", source)
        .with("InstanceConfiguration", instance)
        .with("HealthCheckConfiguration", health_check(health))
        .with("AutoScalingConfigurationArn", scaling)
        .with("NetworkConfiguration", network)
}

fn health_check(it: &HealthCheck) -> Map<'_> {
    let HealthCheck {
        path,
        interval,
        timeout,
        healthy,
        unhealthy,
    } = it;
    Map::new()
        .with("Protocol", if path.is_some() { "HTTP" } else { "TCP" })
        .maybe("Path", path.as_ref())
        .with("Interval", interval)
        .with("Timeout", timeout)
        .with("HealthyThreshold", healthy)
        .with("UnhealthyThreshold", unhealthy)
}

/// Returns the properties of `AWS::AppRunner::AutoScalingConfiguration`
pub(super) fn auto_scaling(it: &AutoScaling) -> Map<'_> {
    let AutoScaling {
        name: _,
        min,
        max,
        concurrency,
        tags: _,
    } = it;
    Map::new()
        .with("MinSize", min)
        .with("MaxSize", max)
        .with("MaxConcurrency", concurrency)
}

/// Returns the properties of `AWS::AppRunner::VpcConnector`
pub(super) fn vpc_connector(it: &VpcConnector) -> Map<'_> {
    let VpcConnector {
        name: _,
        subnets,
        security_groups,
    } = it;
    Map::new()
        .with("Subnets", subnets)
        .maybe("SecurityGroups", security_groups.as_ref())
}

/// Returns the properties of `AWS::AppRunner::VpcIngressConnection`
pub(super) fn vpc_ingress(it: &VpcIngress) -> Map<'_> {
    let VpcIngress {
        name: _,
        service,
        vpc,
        endpoint,
    } = it;
    let network = Map::new()
        .with("VpcId", vpc)
        .with("VpcEndpointId", endpoint);
    Map::new()
        .with("ServiceArn", service)
        .with("IngressVpcConfiguration", network)
}

/// Returns the properties of `Custom::ExpressService`, which has the service's own identifier.
pub(super) fn express_lookup(it: &ExpressLookup) -> Map<'_> {
    let ExpressLookup { service } = it;
    Map::new().with("ServiceArn", service)
}

/// Returns the properties of `AWS::ECS::ExpressGatewayService`
pub(super) fn express_service(it: &ExpressService) -> Map<'_> {
    let ExpressService {
        name: _,
        image,
        port,
        cpu,
        memory,
        health_path,
        env,
        secrets,
        execution_role,
        infrastructure_role,
        task_role,
        subnets,
        min,
        max,
        scaling,
        tags: _,
    } = it;
    let container = Map::new()
        .with("Image", image)
        .with("ContainerPort", port)
        .filled("Environment", named(env, "Name", "Value"))
        .filled("Secrets", named(secrets, "Name", "ValueFrom"));
    let scaling = scaling.as_ref();
    let target = Map::new()
        .with("MinTaskCount", min)
        .with("MaxTaskCount", max)
        .maybe("AutoScalingMetric", scaling.map(|(metric, _)| metric))
        .maybe("AutoScalingTargetValue", scaling.map(|(_, value)| value));
    let network = subnets
        .as_ref()
        .map(|subnets| Map::new().with("Subnets", subnets));
    Map::new()
        .with("PrimaryContainer", container)
        .with("Cpu", digits(cpu))
        .with("Memory", digits(memory))
        .with("HealthCheckPath", health_path)
        .with("ScalingTarget", target)
        .maybe("NetworkConfiguration", network)
        .with("ExecutionRoleArn", execution_role)
        .with("InfrastructureRoleArn", infrastructure_role)
        .maybe("TaskRoleArn", task_role.as_ref())
}

/// Returns the properties of `AWS::IAM::Role`
pub(super) fn role(it: &Role) -> Map<'_> {
    let Role {
        description,
        principal,
        same_account,
        managed_policies,
        statements,
        tags: _,
    } = it;
    let policies = if statements.is_empty() {
        Vec::new()
    } else {
        vec![policy("access", statements.iter().map(statement))]
    };
    Map::new()
        .with("Description", within(description, ROLE_DESCRIPTION))
        .with("AssumeRolePolicyDocument", trust(principal, *same_account))
        .filled("ManagedPolicyArns", list(managed_policies))
        .filled("Policies", list(policies))
}

fn trust(principal: &str, same_account: bool) -> Map<'_> {
    let account = Map::new().with("aws:SourceAccount", Expr::Account);
    let condition = Map::new().with("StringEquals", account);
    let statement = Map::new()
        .with("Effect", "Allow")
        .with("Principal", Map::new().with("Service", principal))
        .with("Action", "sts:AssumeRole")
        .maybe("Condition", same_account.then_some(condition));
    document([statement])
}

fn policy<'g>(name: &'static str, statements: impl IntoIterator<Item = Map<'g>>) -> Map<'g> {
    Map::new()
        .with("PolicyName", name)
        .with("PolicyDocument", document(statements))
}

fn allow<'g>(actions: Vec<Value<'g>>, resources: Vec<Value<'g>>) -> Map<'g> {
    Map::new()
        .with("Effect", "Allow")
        .with("Action", actions)
        .with("Resource", resources)
}

fn statement(it: &Statement) -> Map<'_> {
    let Statement { actions, resources } = it;
    allow(
        actions.iter().map(Value::from).collect(),
        resources.iter().map(Value::from).collect(),
    )
}

fn document<'g>(statements: impl IntoIterator<Item = Map<'g>>) -> Map<'g> {
    Map::new()
        .with("Version", "2012-10-17")
        .with("Statement", list(statements))
}

/// Returns the properties of `AWS::Lambda::Permission`
pub(super) fn permission(it: &Permission) -> Map<'_> {
    let Permission {
        function,
        source_arn,
    } = it;
    Map::new()
        .with("FunctionName", function)
        .with("Action", "lambda:InvokeFunction")
        .with("Principal", "apigateway.amazonaws.com")
        .with("SourceArn", source_arn)
}

/// Returns a number as a string, as App Runner and ECS expect for ports and sizes.
fn digits(number: &Num) -> Value<'_> {
    match number {
        Num::Known(number) => number.to_string().into(),
        Num::Input(name) => Expr::Input(name.clone()).into(),
    }
}
