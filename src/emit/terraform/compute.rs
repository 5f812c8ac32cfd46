//! Compute: services, roles, permissions.

mod express;

use crate::emit::properties::text::{ROLE_DESCRIPTION, within};
use crate::emit::terraform::label;
use crate::emit::terraform::scope::{Scope, number, number_as_text};
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::Expr;
use crate::graph::resource::compute::{
    AppRunnerService, AutoScaling, HealthCheck, Permission, Repository, Role, Statement,
    VpcConnector, VpcIngress,
};

pub(super) use express::{
    express_lookup, express_lookup_readings, express_readings, express_service,
};

pub(super) fn app_runner_service(
    scope: &Scope<'_>,
    name: &str,
    service: &AppRunnerService,
) -> Vec<Block> {
    let AppRunnerService {
        name: title,
        image: _,
        repository: _,
        port: _,
        cpu,
        memory,
        env: _,
        secrets: _,
        health,
        instance_role,
        scaling,
        connector,
        public,
        tags,
    } = service;
    let role = instance_role.as_ref();
    let instance = Block::new("instance_configuration", &[])
        .set("cpu", number_as_text(cpu))
        .set("memory", number_as_text(memory))
        .maybe("instance_role_arn", role.map(|role| scope.expr(role)));
    // Defaults are written too: the provider keeps the previous value of an omitted one.
    let egress = Block::new("egress_configuration", &[]);
    let egress = match connector {
        Some(connector) => egress
            .text("egress_type", "VPC")
            .set("vpc_connector_arn", scope.expr(connector)),
        None => egress.text("egress_type", "DEFAULT"),
    };
    let ingress = Block::new("ingress_configuration", &[])
        .set("is_publicly_accessible", Value::Bool(*public));
    let network = Block::new("network_configuration", &[])
        .text("ip_address_type", "IPV4")
        .nest(ingress)
        .nest(egress);
    let block = Block::resource("aws_apprunner_service", name)
        .text("service_name", title)
        .set("auto_scaling_configuration_arn", scope.expr(scaling))
        .nest(source(scope, service))
        .nest(instance)
        .nest(health_check(scope, health))
        .nest(network)
        .maybe("tags", scope.tags(tags));
    vec![block]
}

fn source(scope: &Scope<'_>, service: &AppRunnerService) -> Block {
    let AppRunnerService {
        image,
        repository,
        port,
        env,
        secrets,
        ..
    } = service;
    let container = Block::new("image_configuration", &[])
        .set("port", number_as_text(port))
        .maybe("runtime_environment_variables", scope.map(env))
        .maybe("runtime_environment_secrets", scope.map(secrets));
    let (kind, authentication) = match repository {
        Repository::Ecr { access_role } => {
            let block = Block::new("authentication_configuration", &[]);
            (
                "ECR",
                Some(block.set("access_role_arn", scope.expr(access_role))),
            )
        }
        Repository::EcrPublic => ("ECR_PUBLIC", None),
    };
    let image = Block::new("image_repository", &[])
        .set("image_identifier", scope.expr(image))
        .text("image_repository_type", kind)
        .nest(container);
    Block::new("source_configuration", &[])
        .because(
            "Runs the image named here, not one pushed under the same tag later.",
            "auto_deployments_enabled",
            Value::Bool(false),
        )
        .nest_all(authentication)
        .nest(image)
}

fn health_check(scope: &Scope<'_>, health: &HealthCheck) -> Block {
    let HealthCheck {
        path,
        interval,
        timeout,
        healthy,
        unhealthy,
    } = health;
    Block::new("health_check_configuration", &[])
        .text("protocol", if path.is_some() { "HTTP" } else { "TCP" })
        .maybe("path", path.as_ref().map(|path| scope.expr(path)))
        .set("interval", number(interval))
        .set("timeout", number(timeout))
        .set("healthy_threshold", number(healthy))
        .set("unhealthy_threshold", number(unhealthy))
}

pub(super) fn auto_scaling(scope: &Scope<'_>, name: &str, scaling: &AutoScaling) -> Vec<Block> {
    let AutoScaling {
        name: title,
        min,
        max,
        concurrency,
        tags,
    } = scaling;
    let block = Block::resource("aws_apprunner_auto_scaling_configuration_version", name)
        .text("auto_scaling_configuration_name", title)
        .set("min_size", number(min))
        .set("max_size", number(max))
        .set("max_concurrency", number(concurrency))
        .maybe("tags", scope.tags(tags));
    vec![block]
}

pub(super) fn vpc_connector(scope: &Scope<'_>, name: &str, connector: &VpcConnector) -> Vec<Block> {
    let VpcConnector {
        name: title,
        subnets,
        security_groups,
    } = connector;
    let block = Block::resource("aws_apprunner_vpc_connector", name)
        .text("vpc_connector_name", title)
        .set("subnets", scope.list(subnets));
    let block = match security_groups {
        Some(groups) => block.set("security_groups", scope.list(groups)),
        None => block.because(
            "The provider requires this argument; if it is empty, App Runner uses the VPC's default group.",
            "security_groups",
            Value::List(Vec::new()),
        ),
    };
    vec![block]
}

pub(super) fn vpc_ingress(scope: &Scope<'_>, name: &str, ingress: &VpcIngress) -> Vec<Block> {
    let VpcIngress {
        name: title,
        service,
        vpc,
        endpoint,
    } = ingress;
    let network = Block::new("ingress_vpc_configuration", &[])
        .set("vpc_id", scope.expr(vpc))
        .set("vpc_endpoint_id", scope.expr(endpoint));
    let block = Block::resource("aws_apprunner_vpc_ingress_connection", name)
        .text("name", title)
        .set("service_arn", scope.expr(service))
        .nest(network);
    vec![block]
}

pub(super) fn role(scope: &Scope<'_>, name: &str, role: &Role) -> Vec<Block> {
    let Role {
        description,
        principal,
        same_account,
        managed_policies,
        statements,
        tags,
    } = role;
    let mut trust = vec![
        ("Effect".to_owned(), Value::text("Allow")),
        (
            "Principal".to_owned(),
            object([("Service", Value::text(principal))]),
        ),
        ("Action".to_owned(), Value::text("sts:AssumeRole")),
    ];
    if *same_account {
        let account = object([("aws:SourceAccount", scope.expr(&Expr::Account))]);
        let condition = object([("StringEquals", account)]);
        trust.push(("Condition".to_owned(), condition));
    }
    let made = Block::resource("aws_iam_role", name)
        .set("name_prefix", label::role_prefix(scope, name))
        .text("description", &within(description, ROLE_DESCRIPTION))
        .set("assume_role_policy", document(vec![Value::Map(trust)]))
        .maybe("tags", scope.tags(tags));
    let grants = grants(name, role);
    let (attachments, own) = grants.split_at(managed_policies.len());
    let attached = attachments.iter().zip(managed_policies);
    let attached = attached.map(|((kind, label), policy)| {
        Block::resource(kind, label)
            .code("role", format!("aws_iam_role.{name}.name"))
            .set("policy_arn", scope.expr(policy))
    });
    let own = own.iter().map(|(kind, label)| {
        let statements = statements.iter().map(|statement| allow(scope, statement));
        Block::resource(kind, label)
            .text("name", "access")
            .code("role", format!("aws_iam_role.{name}.name"))
            .set("policy", document(statements.collect()))
    });
    std::iter::once(made).chain(attached).chain(own).collect()
}

/// Returns the resources that grant a role its permissions, by type and name: one per AWS managed policy, one for its
/// own statements.
pub(super) fn grants(name: &str, role: &Role) -> Vec<(&'static str, String)> {
    let one = role.managed_policies.len() == 1;
    let attachments = role.managed_policies.iter().map(|policy| {
        let label = if one {
            name.to_owned()
        } else {
            format!("{name}__{}", policy_label(policy))
        };
        ("aws_iam_role_policy_attachment", label)
    });
    let own = (!role.statements.is_empty()).then(|| ("aws_iam_role_policy", name.to_owned()));
    attachments.chain(own).collect()
}

/// Returns the last part of a policy's ARN, as a name.
fn policy_label(policy: &Expr) -> String {
    let text = match policy {
        Expr::Literal(text) => text.as_str(),
        Expr::Join(pieces) => pieces.last().and_then(Expr::known).unwrap_or_default(),
        Expr::Get(..) | Expr::Input(_) => "policy",
        Expr::Region | Expr::Account | Expr::Partition | Expr::Deployment => "policy",
    };
    let last = text.rsplit('/').next().unwrap_or_default();
    let plain = last.chars().filter(char::is_ascii_alphanumeric);
    plain.map(|letter| letter.to_ascii_lowercase()).collect()
}

fn allow(scope: &Scope<'_>, statement: &Statement) -> Value {
    let Statement { actions, resources } = statement;
    let actions = actions.iter().map(Value::text).collect();
    object([
        ("Effect", Value::text("Allow")),
        ("Action", Value::List(actions)),
        ("Resource", scope.exprs(resources)),
    ])
}

fn document(statements: Vec<Value>) -> Value {
    let document = object([
        ("Version", Value::text("2012-10-17")),
        ("Statement", Value::List(statements)),
    ]);
    Value::Call("jsonencode", Box::new(document))
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter();
    Value::Map(
        entries
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

pub(super) fn permission(scope: &Scope<'_>, name: &str, permission: &Permission) -> Vec<Block> {
    let Permission {
        function,
        source_arn,
    } = permission;
    let (function, qualifier) = function_and_qualifier(scope, function);
    let block = Block::resource("aws_lambda_permission", name)
        .text("action", "lambda:InvokeFunction")
        .text("principal", "apigateway.amazonaws.com")
        .set("source_arn", scope.expr(source_arn))
        .set("function_name", function);
    let why = "Separate from the function: with a single ARN, the provider would replace the permission on every apply.";
    vec![match qualifier {
        Some(qualifier) => block.because(why, "qualifier", qualifier),
        None => block,
    }]
}

/// Returns a function's ARN and its version or alias, separately: if given together, the provider replaces the
/// permission on every apply (hashicorp/terraform-provider-aws#38558).
fn function_and_qualifier(scope: &Scope<'_>, function: &Expr) -> (Value, Option<Value>) {
    const PARTS: usize = 7;
    if let Some(arn) = function.known() {
        let mut colons = arn.match_indices(':').map(|(index, _)| index);
        let (arn, qualifier) = match colons.nth(PARTS - 1) {
            Some(index) => arn.split_at(index),
            None => (arn, ""),
        };
        return (
            Value::text(arn),
            qualifier.strip_prefix(':').map(Value::text),
        );
    }
    let arn = scope.code(function);
    let name = format!("join(\":\", slice(split(\":\", {arn}), 0, {PARTS}))");
    let qualifier = format!("try(split(\":\", {arn})[{PARTS}], null)");
    (Value::code(name), Some(Value::code(qualifier)))
}
