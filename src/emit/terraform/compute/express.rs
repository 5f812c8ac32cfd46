//! ECS Express Mode services: those created here, and lookups of existing ones.

use crate::emit::terraform::scope::{Scope, number, number_as_text};
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::resource::compute::{ExpressLookup, ExpressService};
use crate::graph::{Attribute, Expr, Id, Num};

pub(in crate::emit::terraform) fn express_service(
    scope: &Scope<'_>,
    name: &str,
    service: &ExpressService,
) -> Vec<Block> {
    let ExpressService {
        name: title,
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
        tags,
    } = service;
    let pairs = |word: &'static str, value: &'static str, entries: &[(String, Expr)]| {
        let blocks = entries.iter().map(|(name, text)| {
            Block::new(word, &[])
                .text("name", name)
                .set(value, scope.expr(text))
        });
        blocks.collect::<Vec<Block>>()
    };
    let container = Block::new("primary_container", &[])
        .set("image", scope.expr(image))
        .set("container_port", number(port))
        .nest_all(pairs("environment", "value", env))
        .nest_all(pairs("secret", "value_from", secrets));
    let network = subnets.as_ref().map(|subnets| {
        Block::new("network_configuration", &[]).set("subnets", scope.list(subnets))
    });
    let task_role = task_role.as_ref();
    let made = Block::resource("aws_ecs_express_gateway_service", name)
        .text("service_name", title)
        .set("execution_role_arn", scope.expr(execution_role))
        .set("infrastructure_role_arn", scope.expr(infrastructure_role))
        .maybe("task_role_arn", task_role.map(|role| scope.expr(role)))
        .set("cpu", number_as_text(cpu))
        .set("memory", number_as_text(memory))
        .set("health_check_path", scope.expr(health_path))
        .because(
            "The load balancer is known only once the service is stable.",
            "wait_for_steady_state",
            Value::Bool(true),
        )
        .nest(container)
        .nest(scaling_target(min, max, scaling.as_ref()))
        .nest_all(network)
        .maybe("tags", scope.tags(tags));
    vec![made]
}

fn scaling_target(min: &Num, max: &Num, scaling: Option<&(String, Num)>) -> Block {
    let block = Block::new("scaling_target", &[])
        .set("min_task_count", number(min))
        .set("max_task_count", number(max));
    match scaling {
        Some((metric, value)) => block
            .text("auto_scaling_metric", metric)
            .set("auto_scaling_target_value", number(value)),
        None => block
            .because(
                "ECS's default, set explicitly because the provider fails if AWS returns a value that is not configured.",
                "auto_scaling_metric",
                Value::text("AVERAGE_CPU"),
            )
            .set("auto_scaling_target_value", Value::number(60)),
    }
}

/// Blocks for attributes of an Express Mode service that the provider's resource does not return in the needed form.
pub(in crate::emit::terraform) fn express_readings(scope: &Scope<'_>, id: &Id) -> Vec<Block> {
    let name = scope.name(id);
    let group = scope.is_read(id, Attribute::LoadBalancerSecurityGroup);
    let managed = group || scope.is_read(id, Attribute::ListenerArn);
    let endpoint = scope.is_read(id, Attribute::Endpoint);
    let why = "The resource does not export the load balancer that ECS created for it; this description of it does.";
    let data = description(&name, why, Value::code(scope.get(id, Attribute::Arn)));
    let mut locals = Block::new("locals", &[]);
    if managed {
        locals = ingress(locals, &name);
    }
    if group {
        let groups = format!("local.{name}_ingress.LoadBalancerSecurityGroups");
        locals = locals.because(
            "An id or an ARN, both of which end in the id.",
            &format!("{name}_balancer_group"),
            Value::code(format!("regex(\"sg-[0-9a-f]+$\", {groups}[0])")),
        );
    }
    if endpoint {
        let endpoint = format!("{}.ingress_paths[0].endpoint", scope.address(id));
        locals = locals.because(
            "The provider returns it sometimes with https:// and sometimes without.",
            &format!("{name}_host"),
            host(&endpoint),
        );
    }
    let data = managed.then_some(data);
    let locals = (managed || endpoint).then_some(locals);
    data.into_iter().chain(locals).collect()
}

/// Returns a data source that looks up a service which the provider's resource does not describe in full.
fn description(name: &str, why: &str, identifier: Value) -> Block {
    Block::data("aws_cloudcontrolapi_resource", name)
        .note(why)
        .text("type_name", "AWS::ECS::ExpressGatewayService")
        .set("identifier", identifier)
}

/// Returns an expression for the decoded description.
fn decode_description(name: &str) -> String {
    format!("jsondecode(data.aws_cloudcontrolapi_resource.{name}.properties)")
}

/// Returns the local for a service's ingress: its load balancer, listener and security groups.
fn ingress(locals: Block, name: &str) -> Block {
    let ingress = format!(
        "{}.ECSManagedResourceArns.IngressPath",
        decode_description(name)
    );
    locals.code(&format!("{name}_ingress"), ingress)
}

/// Returns a lookup of an existing service.
pub(in crate::emit::terraform) fn express_lookup(
    scope: &Scope<'_>,
    name: &str,
    lookup: &ExpressLookup,
) -> Vec<Block> {
    let ExpressLookup { service } = lookup;
    let why = "ECS moves services between load balancers, so the current one is looked up.";
    vec![description(name, why, scope.expr(service))]
}

/// Blocks for attributes of an existing service that others read.
pub(in crate::emit::terraform) fn express_lookup_readings(
    scope: &Scope<'_>,
    id: &Id,
) -> Vec<Block> {
    let name = scope.name(id);
    let mut locals = Block::new("locals", &[]);
    if scope.is_read(id, Attribute::ListenerArn) {
        locals = ingress(locals, &name);
    }
    if scope.is_read(id, Attribute::Endpoint) {
        let endpoint = format!("{}.Endpoint", decode_description(&name));
        locals = locals.set(&format!("{name}_host"), host(&endpoint));
    }
    vec![locals]
}

/// Returns the host of an endpoint that is returned sometimes with and sometimes without `https://`.
fn host(endpoint: &str) -> Value {
    Value::code(format!(
        "trimsuffix(trimprefix({endpoint}, \"https://\"), \"/\")"
    ))
}
