//! Ownership marks, by which a resource is found again after a crash: names, owner tags, and the step in an
//! integration's description.
//!
//! A name depends only on the deployment and the step. Tags are written if they can change in place. App Runner and ECS
//! Express Mode would replace the resource, and their names are unique already.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::emit::properties::text::{API_DESCRIPTION, within};
use crate::facts::{Facts, NameRule, Names, ResourceTypes};
use crate::graph::id::digest;
use crate::graph::resource::Tagging;
use crate::graph::{Kind, Resource};

/// The tag that names the deployment.
const DEPLOYMENT: &str = "gwc:deployment";
/// The tag that names the step.
pub(super) const STEP: &str = "gwc:step";

/// Selects the AWS rule for a name.
type Rule = fn(&Names) -> &NameRule;

/// Kinds for which CloudFormation and Terraform generate names: the property, and the rule for it.
const NAMED: [(Kind, &str, Rule); 4] = [
    (Kind::SecurityGroup, "GroupName", Names::security_group),
    (Kind::Balancer, "Name", Names::load_balancer),
    (Kind::TargetGroup, "Name", Names::target_group),
    (Kind::Role, "RoleName", Names::role),
];

/// Returns the property that names a resource in its account or VPC.
pub(super) fn name_property(kind: Kind) -> Option<&'static str> {
    let mut named = NAMED.iter();
    let own = named.find(|(known, ..)| *known == kind);
    own.map_or(kind.descriptor().name_property, |(_, property, _)| {
        Some(property)
    })
}

/// Returns the name that a step gives its resource, and the property for it.
pub(super) fn name<'g>(
    facts: &Facts,
    deployment: &str,
    resource: &'g Resource,
) -> Option<(&'static str, Cow<'g, str>)> {
    let kind = resource.body.kind();
    let Some((_, property, rule)) = NAMED.iter().find(|(known, ..)| *known == kind) else {
        let given = resource.body.given_name();
        return given.map(|(property, name)| (property, name.into()));
    };
    let longest = rule(&facts.names).max;
    // The former id: a new name would replace a resource that was only renamed in the spec.
    let id = resource.former.as_ref().unwrap_or(&resource.id);
    let full = format!("{deployment}-{}", id.as_str());
    if full.len() <= longest {
        return Some((property, full.into()));
    }
    let digest = digest(&[&full]);
    // INVARIANT: ids and names are ASCII.
    let Some(short) = full.get(..longest - digest.len() - 1) else {
        never!("the name `{full}`");
    };
    let name = format!("{}-{digest}", short.trim_end_matches('-'));
    Some((property, name.into()))
}

/// Returns true if steps of a kind carry owner tags: not if a changed tag would replace the resource.
pub(super) fn is_tagged(kind: Kind, types: &ResourceTypes) -> bool {
    let takes_tags = kind.descriptor().tags != Tagging::None;
    takes_tags && !types.replaces(kind.aws_type(), "Tags")
}

/// Adds owner tags, or the step to an integration's description.
pub(super) fn mark(
    properties: &mut Map<String, Value>,
    kind: Kind,
    types: &ResourceTypes,
    (deployment, step): (&str, &str),
) {
    if kind == Kind::Integration {
        describe(properties, deployment, step);
    }
    if !is_tagged(kind, types) {
        return;
    }
    let marks = [(DEPLOYMENT, deployment), (STEP, step)];
    match kind.descriptor().tags {
        Tagging::Map => {
            let tags = properties.entry("Tags").or_insert_with(|| json!({}));
            if let Some(tags) = tags.as_object_mut() {
                tags.extend(marks.map(|(key, value)| (key.to_owned(), value.into())));
            }
        }
        Tagging::List => {
            let tags = properties.entry("Tags").or_insert_with(|| json!([]));
            if let Some(tags) = tags.as_array_mut() {
                tags.extend(marks.map(|(key, value)| json!({ "Key": key, "Value": value })));
            }
        }
        Tagging::None => {}
    }
}

/// Marks an integration in its description, since it has neither a name nor tags.
fn describe(properties: &mut Map<String, Value>, deployment: &str, step: &str) {
    let mark = format!("[{deployment}/{step}]");
    let existing = properties.get("Description").and_then(Value::as_str);
    let text = match existing {
        Some(existing) => {
            let room = API_DESCRIPTION.saturating_sub(mark.len() + 1);
            format!("{} {mark}", within(existing, room))
        }
        None => mark,
    };
    properties.insert("Description".to_owned(), text.into());
}
