//! The identity of a step's resource: how an executor finds it, which properties it can change in place or must send
//! again, and what it waits for.
//!
//! Identifiers and the lists of create-only and write-only properties come from the registry's schemas; the rest is
//! defined here, kind by kind.

use serde_json::{Map, Value, json};

use crate::emit::plan::marks::name_property;
use crate::facts::ResourceType;
use crate::graph::Kind;

/// Returns the service that executes a step.
pub(super) fn via(kind: Kind) -> &'static str {
    // Its handlers were added to Cloud Control in 2026, region by region; Route 53's own UPSERT is idempotent.
    if kind == Kind::Record {
        "route53"
    } else {
        "cloudcontrol"
    }
}

/// Returns the identity of a step's resource: the properties of its identifier, and how to find it without one.
pub(super) fn identity(
    kind: Kind,
    of: &ResourceType,
    properties: &Map<String, Value>,
) -> Map<String, Value> {
    // Without the set identifier, which only weighted and similar records have.
    let id = if kind == Kind::Record {
        vec!["HostedZoneId", "Name", "Type"]
    } else {
        of.identifier.clone()
    };
    let mut identity = Map::from_iter([("id".to_owned(), json!(id))]);
    let name = name_property(kind).filter(|name| properties.contains_key(*name));
    if let Some(name) = name {
        identity.insert("name".to_owned(), name.into());
    }
    if let Some((parent, matched)) = siblings(kind) {
        let parent = parent.iter();
        let parent = parent.filter_map(|name| {
            let value = properties.get(*name)?;
            Some(((*name).to_owned(), value.clone()))
        });
        identity.insert("parent".to_owned(), Value::Object(parent.collect()));
        let matched: Vec<&str> = matched
            .iter()
            .copied()
            .filter(|name| properties.contains_key(*name))
            .collect();
        identity.insert("match".to_owned(), json!(matched));
    }
    identity
}

type Names = &'static [&'static str];

/// Returns the properties that list a resource's siblings, and those that distinguish it among them.
fn siblings(kind: Kind) -> Option<(Names, Names)> {
    match kind {
        Kind::Route => Some((&["ApiId"], &["RouteKey"])),
        Kind::Integration => Some((&["ApiId"], &["Description"])),
        Kind::Authorizer => Some((&["ApiId"], &["Name"])),
        Kind::Mapping => Some((&["DomainName"], &["ApiId", "Stage", "ApiMappingKey"])),
        Kind::Listener => Some((&["LoadBalancerArn"], &["Port"])),
        Kind::Permission => Some((&["FunctionName"], &["Action", "Principal", "SourceArn"])),
        Kind::Ingress => Some((
            &["GroupId"],
            &[
                "SourceSecurityGroupId",
                "CidrIp",
                "IpProtocol",
                "FromPort",
                "ToPort",
            ],
        )),
        Kind::Egress => Some((
            &["GroupId"],
            &[
                "DestinationSecurityGroupId",
                "CidrIp",
                "IpProtocol",
                "FromPort",
                "ToPort",
            ],
        )),
        Kind::Api
        | Kind::Stage
        | Kind::VpcLink
        | Kind::SecurityGroup
        | Kind::Endpoint
        | Kind::EndpointTargets
        | Kind::Balancer
        | Kind::TargetGroup
        | Kind::AppRunnerService
        | Kind::AutoScaling
        | Kind::VpcConnector
        | Kind::VpcIngress
        | Kind::ExpressService
        | Kind::ExpressLookup
        | Kind::Role
        | Kind::Certificate
        | Kind::Domain
        | Kind::Record
        | Kind::LogGroup => None,
    }
}

/// Returns the registry paths in a list that a step's properties contain.
pub(super) fn present(paths: &[&'static str], properties: &Map<String, Value>) -> Value {
    let paths = paths.iter().copied().filter(|path| has(properties, path));
    paths.map(Value::from).collect()
}

/// Returns true if properties have a value at a path, in which `*` is any entry of a list.
fn has(properties: &Map<String, Value>, path: &str) -> bool {
    let mut names = path.split('/');
    let first = names.next().and_then(|name| properties.get(name));
    first.is_some_and(|value| names.try_fold(vec![value], step).is_some())
}

fn step<'v>(values: Vec<&'v Value>, name: &str) -> Option<Vec<&'v Value>> {
    let next = values.into_iter().flat_map(|value| match value {
        Value::Array(entries) if name == "*" => entries.iter().collect(),
        value => value.get(name).into_iter().collect::<Vec<_>>(),
    });
    let next: Vec<&Value> = next.collect();
    (!next.is_empty()).then_some(next)
}

/// Returns the lock of a step, for resources that only one call at a time can change: the API, which rejects parallel
/// changes with "concurrent modification".
pub(super) fn lock(kind: Kind, step: &str, properties: &Map<String, Value>) -> Option<Value> {
    if kind == Kind::Api {
        return Some(json!({ "$ref": step }));
    }
    let below_api = matches!(
        kind,
        Kind::Stage | Kind::Route | Kind::Integration | Kind::Authorizer | Kind::Mapping
    );
    properties.get("ApiId").filter(|_| below_api).cloned()
}

/// Returns the condition for a step to be complete.
pub(super) fn until(kind: Kind) -> Option<Value> {
    match kind {
        Kind::AppRunnerService => Some(json!({ "path": "Status", "equals": "RUNNING" })),
        Kind::VpcIngress => Some(json!({ "path": "Status", "equals": "AVAILABLE" })),
        Kind::Endpoint => Some(json!({ "path": "NetworkInterfaceIds/0" })),
        Kind::EndpointTargets => Some(json!({ "path": "PrimaryPrivateIpAddress" })),
        Kind::ExpressService | Kind::ExpressLookup => Some(json!({ "path": "Endpoint" })),
        Kind::Domain => Some(json!({ "path": "RegionalDomainName" })),
        Kind::Api
        | Kind::Stage
        | Kind::Route
        | Kind::Integration
        | Kind::Authorizer
        | Kind::VpcLink
        | Kind::SecurityGroup
        | Kind::Ingress
        | Kind::Egress
        | Kind::Balancer
        | Kind::TargetGroup
        | Kind::Listener
        | Kind::AutoScaling
        | Kind::VpcConnector
        | Kind::Role
        | Kind::Permission
        | Kind::Certificate
        | Kind::Mapping
        | Kind::Record
        | Kind::LogGroup => None,
    }
}
