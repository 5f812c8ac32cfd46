//! The `Resources` section, in the order in which people look for resources, each with its origin.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::emit::cfn::entry::{Entry, attributes, metadata};
use crate::emit::cfn::express::{self, READ_EXPRESS};
use crate::emit::cfn::function::Function;
use crate::emit::cfn::intrinsic::Intrinsics;
use crate::emit::cfn::targets::{self, REGISTER_TARGETS};
use crate::emit::properties::value::reads;
use crate::emit::properties::{Map, properties};
use crate::graph::{Body, Graph, Id, Resource};

/// Returns the resources of the graph, then those that only a template needs.
pub(super) fn resources<'g>(graph: &'g Graph, intrinsics: &mut Intrinsics<'g>) -> Vec<Entry<'g>> {
    let mut sorted: Vec<&Resource> = graph.resources.iter().collect();
    sorted.sort_by_key(|resource| resource.body.kind());
    let mut entries: Vec<Entry<'g>> = Vec::with_capacity(sorted.len() + 3);
    for resource in sorted {
        entries.push(entry(resource, intrinsics));
    }
    entries.extend(targets::registration(graph, intrinsics));
    entries.extend(express::lookup(graph));
    entries
}

/// Returns the function that implements a custom resource.
fn implementing(body: &Body) -> Option<Function> {
    if let Body::EndpointTargets(_) = body {
        Some(REGISTER_TARGETS)
    } else if let Body::ExpressLookup(_) = body {
        Some(READ_EXPRESS)
    } else {
        None
    }
}

/// Returns the logical IDs used by functions, beside the resources of the graph.
pub(super) fn taken(graph: &Graph) -> BTreeSet<&'static str> {
    let bodies = graph.resources.iter().map(|resource| &resource.body);
    let functions = bodies.filter_map(implementing);
    functions.flat_map(|function| function.ids).collect()
}

fn entry<'g>(resource: &'g Resource, intrinsics: &mut Intrinsics<'g>) -> Entry<'g> {
    let properties_of = properties(&resource.body);
    let depends_on = depends_on(resource, &properties_of, intrinsics);
    let mut properties = intrinsics.map(properties_of, resource.origin.span);
    if let Some(function) = implementing(&resource.body) {
        properties.splice(0..0, function.service());
    }
    Entry {
        id: intrinsics.names.resource(&resource.id),
        of: resource.body.kind().aws_type(),
        metadata: metadata(&resource.origin),
        depends_on,
        attributes: attributes(resource.body.kind().aws_type()),
        properties,
    }
}

/// Dependencies that are not references, such as the routes named in a stage's settings: CloudFormation derives
/// dependencies only from references.
fn depends_on<'g>(
    resource: &Resource,
    properties: &Map<'_>,
    intrinsics: &Intrinsics<'g>,
) -> Vec<Cow<'g, str>> {
    let mut read: Vec<&Id> = Vec::new();
    reads(properties, &mut read);
    let mut first: BTreeSet<&Id> = resource.body.resources().into_iter().collect();
    first.extend(&resource.depends_on);
    first.retain(|id| !read.contains(id));
    first
        .into_iter()
        .map(|id| intrinsics.names.resource(id))
        .collect()
}
