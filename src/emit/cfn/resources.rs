//! Resources, in the order in which people look for them, each with the place that it comes from.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::emit::cfn::entry::{Entry, attributes, metadata};
use crate::emit::cfn::express::{self, READ_EXPRESS};
use crate::emit::cfn::function::Function;
use crate::emit::cfn::intrinsic::Lowering;
use crate::emit::cfn::targets::{self, REGISTER_TARGETS};
use crate::emit::properties::value::reads;
use crate::emit::properties::{Map, properties};
use crate::graph::{Body, Graph, Id, Resource};

/// The resources: the graph's, then those that only a template needs.
pub(super) fn resources<'g>(graph: &'g Graph, lowering: &mut Lowering<'g>) -> Vec<Entry<'g>> {
    let mut sorted: Vec<&Resource> = graph.resources.iter().collect();
    sorted.sort_by_key(|resource| resource.body.kind());
    let mut entries: Vec<Entry<'g>> = Vec::with_capacity(sorted.len() + 3);
    for resource in sorted {
        entries.push(entry(resource, lowering));
    }
    entries.extend(targets::registration(graph, lowering));
    entries.extend(express::lookup(graph));
    entries
}

/// The function that implements a custom resource.
fn implementing(body: &Body) -> Option<Function> {
    if let Body::EndpointTargets(_) = body {
        Some(REGISTER_TARGETS)
    } else if let Body::ExpressLookup(_) = body {
        Some(READ_EXPRESS)
    } else {
        None
    }
}

/// The logical ids that functions take, beside the resources of the graph.
pub(super) fn taken(graph: &Graph) -> BTreeSet<&'static str> {
    let bodies = graph.resources.iter().map(|resource| &resource.body);
    let functions = bodies.filter_map(implementing);
    functions.flat_map(|function| function.ids).collect()
}

fn entry<'g>(resource: &'g Resource, lowering: &mut Lowering<'g>) -> Entry<'g> {
    let properties_of = properties(&resource.body);
    let depends_on = depends_on(resource, &properties_of, lowering);
    let mut properties = lowering.map(properties_of, resource.origin.span);
    if let Some(function) = implementing(&resource.body) {
        properties.splice(0..0, function.service());
    }
    Entry {
        id: lowering.names.resource(&resource.id),
        of: resource.body.kind().aws_type(),
        metadata: metadata(&resource.origin),
        depends_on,
        attributes: attributes(resource.body.kind().aws_type()),
        properties,
    }
}

/// What must be there first and is named by its own text only, as routes are in a stage's settings: CloudFormation waits
/// for what is read by itself.
fn depends_on<'g>(
    resource: &Resource,
    properties: &Map<'_>,
    lowering: &Lowering<'g>,
) -> Vec<Cow<'g, str>> {
    let mut read: Vec<&Id> = Vec::new();
    reads(properties, &mut read);
    let mut first: BTreeSet<&Id> = resource.body.resources().into_iter().collect();
    first.extend(&resource.depends_on);
    first.retain(|id| !read.contains(id));
    first
        .into_iter()
        .map(|id| lowering.names.resource(id))
        .collect()
}
