//! Turns resources into blocks: dispatches by kind, and adds what all blocks have in common.

use std::collections::BTreeSet;

use crate::emit::terraform::scope::Scope;
use crate::emit::terraform::text::comment_lines;
use crate::emit::terraform::tree::{Block, Item, Value};
use crate::emit::terraform::{api, compute, dns, logs, network};
use crate::graph::resource::compute::Role;
use crate::graph::{Body, Id, Origin, Resource};

/// Returns the blocks of each resource, in the order in which people look for them: by kind, then by id.
pub(super) fn sections(scope: &Scope<'_>) -> Vec<Vec<Block>> {
    let mut documented = BTreeSet::new();
    let sections = order(scope).into_iter().map(|resource| {
        let mut section = section(scope, resource);
        write_docs(&mut section, &resource.origin, &mut documented);
        section
    });
    sections.collect()
}

/// Writes an item's `##` text above the first of its blocks.
fn write_docs<'g>(
    section: &mut [Block],
    origin: &'g Origin,
    documented: &mut BTreeSet<(&'g str, &'g str)>,
) {
    let Some(docs) = &origin.docs else {
        return;
    };
    if let Some(block) = section.first_mut()
        && documented.insert((&origin.item, docs))
    {
        let place = std::mem::take(&mut block.comments);
        block.comments = comment_lines(docs).chain(place).collect();
    }
}

fn order<'g>(scope: &Scope<'g>) -> Vec<&'g Resource> {
    let mut resources: Vec<&Resource> = scope.graph().resources.iter().collect();
    resources.sort_by_key(|resource| resource.body.kind());
    resources
}

fn section(scope: &Scope<'_>, resource: &Resource) -> Vec<Block> {
    let Resource {
        id,
        // Written as a `moved` block.
        former: _,
        origin,
        depends_on,
        body,
    } = resource;
    // Discard the reads of other resources.
    let _ = scope.take_reads();
    let mut blocks = blocks(scope, &scope.name(id), body);
    let reads = scope.take_reads();
    let unread = depends_on
        .iter()
        .filter(|id| reads.binary_search(id).is_err());
    let mut first: Vec<String> = unread.flat_map(|id| existence(scope, id)).collect();
    if runs_as_a_role(body) {
        first.extend(reads.iter().flat_map(|id| rights(scope, id)));
    }
    if let Some(name) = body.kind().descriptor().kept_name
        && let Some(block) = blocks.iter_mut().find(|block| block.word == "resource")
    {
        let lifecycle = Block::new("lifecycle", &[]).because(
            "Keeps the name of the first apply, so that renaming the gateway replaces nothing.",
            "ignore_changes",
            Value::List(vec![Value::code(name)]),
        );
        block.items.push(Item::Block(lifecycle));
    }
    if body.kind().descriptor().create_first
        && let Some(block) = blocks.iter_mut().find(|block| block.word == "resource")
    {
        create_first(block);
    }
    for block in &mut blocks {
        if block.word == "resource" {
            depend(block, &first);
        }
        describe(block, origin);
    }
    blocks
}

/// Creates a replacement before the resource is destroyed, so that its users can switch in between. Terraform records
/// this in its state, so it also applies when a resource is removed from the module.
fn create_first(block: &mut Block) {
    let name = "create_before_destroy";
    for item in &mut block.items {
        if let Item::Block(inner) = item
            && inner.word == "lifecycle"
        {
            let first = Block::new("lifecycle", &[]).set(name, Value::Bool(true));
            inner.items.splice(0..0, first.items);
            return;
        }
    }
    let lifecycle = Block::new("lifecycle", &[]).set(name, Value::Bool(true));
    block.items.push(Item::Block(lifecycle));
}

/// Adds what is known only once everything has been read.
pub(super) fn complete(scope: &Scope<'_>, sections: &mut [Vec<Block>]) {
    for (resource, section) in order(scope).into_iter().zip(sections) {
        let mut more = if let Body::ExpressService(_) = resource.body {
            compute::express_readings(scope, &resource.id)
        } else if let Body::ExpressLookup(_) = resource.body {
            compute::express_lookup_readings(scope, &resource.id)
        } else {
            continue;
        };
        more.iter_mut()
            .for_each(|block| describe(block, &resource.origin));
        section.append(&mut more);
    }
}

fn blocks(scope: &Scope<'_>, name: &str, body: &Body) -> Vec<Block> {
    match body {
        Body::Api(it) => api::api(scope, name, it),
        Body::Stage(it) => api::stage(scope, name, it),
        Body::Route(it) => api::route(scope, name, it),
        Body::Integration(it) => api::integration(scope, name, it),
        Body::Authorizer(it) => api::authorizer(scope, name, it),
        Body::VpcLink(it) => network::vpc_link(scope, name, it),
        Body::SecurityGroup(it) => network::security_group(scope, name, it),
        Body::Ingress(it) => network::ingress(scope, name, it),
        Body::Egress(it) => network::egress(scope, name, it),
        Body::Endpoint(it) => network::endpoint(scope, name, it),
        Body::EndpointTargets(it) => network::endpoint_targets(scope, name, it),
        Body::Balancer(it) => network::balancer(scope, name, it),
        Body::TargetGroup(it) => network::target_group(scope, name, it),
        Body::Listener(it) => network::listener(scope, name, it),
        Body::AppRunnerService(it) => compute::app_runner_service(scope, name, it),
        Body::AutoScaling(it) => compute::auto_scaling(scope, name, it),
        Body::VpcConnector(it) => compute::vpc_connector(scope, name, it),
        Body::VpcIngress(it) => compute::vpc_ingress(scope, name, it),
        Body::ExpressService(it) => compute::express_service(scope, name, it),
        Body::ExpressLookup(it) => compute::express_lookup(scope, name, it),
        Body::Role(it) => compute::role(scope, name, it),
        Body::Permission(it) => compute::permission(scope, name, it),
        Body::Certificate(it) => dns::certificate(scope, name, it),
        Body::Domain(it) => dns::domain(scope, name, it),
        Body::Mapping(it) => dns::mapping(scope, name, it),
        Body::Record(it) => dns::record(scope, name, it),
        Body::LogGroup(it) => logs::log_group(scope, name, it),
    }
}

/// Addresses on which to depend until a resource exists in full.
fn existence(scope: &Scope<'_>, id: &Id) -> Vec<String> {
    let mut addresses = match scope.body(id) {
        Some(Body::Certificate(_)) => {
            vec![format!("aws_acm_certificate_validation.{}", scope.name(id))]
        }
        Some(_) | None => vec![scope.address(id)],
    };
    addresses.extend(rights(scope, id));
    addresses
}

/// Addresses of the resources that grant a role its permissions. CloudFormation grants them with the role; here they
/// are separate resources, and users of the role must wait for them.
fn rights(scope: &Scope<'_>, id: &Id) -> Vec<String> {
    let role: &Role = match scope.body(id) {
        Some(Body::Role(role)) => role,
        Some(_) | None => return Vec::new(),
    };
    let grants = compute::grants(&scope.name(id), role).into_iter();
    grants
        .map(|(kind, label)| format!("{kind}.{label}"))
        .collect()
}

/// Returns true if AWS uses a role as soon as the resource is created.
fn runs_as_a_role(body: &Body) -> bool {
    match body {
        Body::AppRunnerService(_) | Body::ExpressService(_) => true,
        Body::Api(_)
        | Body::Stage(_)
        | Body::Route(_)
        | Body::Integration(_)
        | Body::Authorizer(_)
        | Body::VpcLink(_)
        | Body::SecurityGroup(_)
        | Body::Ingress(_)
        | Body::Egress(_)
        | Body::Endpoint(_)
        | Body::EndpointTargets(_)
        | Body::Balancer(_)
        | Body::TargetGroup(_)
        | Body::Listener(_)
        | Body::AutoScaling(_)
        | Body::VpcConnector(_)
        | Body::VpcIngress(_)
        | Body::ExpressLookup(_)
        | Body::Role(_)
        | Body::Permission(_)
        | Body::Certificate(_)
        | Body::Domain(_)
        | Body::Mapping(_)
        | Body::Record(_)
        | Body::LogGroup(_) => false,
    }
}

fn depend(block: &mut Block, addresses: &[String]) {
    if !addresses.is_empty() {
        let addresses = addresses.iter().map(Value::code);
        block.push("depends_on", Value::List(addresses.collect()));
    }
}

/// Writes a block's origin above it.
fn describe(block: &mut Block, origin: &Origin) {
    let Origin {
        span: _,
        file,
        // Moving lines must not change the output.
        line: _,
        item,
        // Written once, above the first block.
        docs: _,
    } = origin;
    let place = format!("{file}: {}", item.replace(['\n', '\r'], " "));
    let mut comments: Vec<String> = comment_lines(&place).collect();
    comments.append(&mut block.comments);
    block.comments = comments;
}
