//! Renders typed resources as the properties of CloudFormation's registry, for all targets that use them.
//!
//! Shared by templates and plans: a plan's step has the same properties as a template's resource, and only references
//! are written differently. Must not depend on either format.

mod api;
mod compute;
mod dns;
mod logs;
mod network;
pub mod text;
pub mod tree;
pub mod value;

pub use network::ENDPOINT_ID;
pub use value::{Map, Value};

use crate::emit::properties::value::{tag_list, tag_map};
use crate::graph::Body;
use crate::graph::resource::Tagging;

/// Returns the properties of a resource, by the names of the registry.
#[must_use]
pub fn properties(body: &Body) -> Map<'_> {
    let properties = own(body);
    match (body.kind().descriptor().tags, body.tags()) {
        (Tagging::Map, Some(tags)) => properties.filled("Tags", tag_map(tags)),
        (Tagging::List, Some(tags)) => properties.filled("Tags", tag_list(tags)),
        (Tagging::None | Tagging::Map | Tagging::List, _) => properties,
    }
}

/// Returns the properties without the tags.
fn own(body: &Body) -> Map<'_> {
    match body {
        Body::Api(it) => api::api(it),
        Body::Stage(it) => api::stage(it),
        Body::Route(it) => api::route(it),
        Body::Integration(it) => api::integration(it),
        Body::Authorizer(it) => api::authorizer(it),
        Body::VpcLink(it) => network::vpc_link(it),
        Body::SecurityGroup(it) => network::security_group(it),
        Body::Ingress(it) => network::ingress(it),
        Body::Egress(it) => network::egress(it),
        Body::Endpoint(it) => network::endpoint(it),
        Body::EndpointTargets(it) => network::endpoint_targets(it),
        Body::Balancer(it) => network::balancer(it),
        Body::TargetGroup(it) => network::target_group(it),
        Body::Listener(it) => network::listener(it),
        Body::AppRunnerService(it) => compute::app_runner_service(it),
        Body::AutoScaling(it) => compute::auto_scaling(it),
        Body::VpcConnector(it) => compute::vpc_connector(it),
        Body::VpcIngress(it) => compute::vpc_ingress(it),
        Body::ExpressService(it) => compute::express_service(it),
        Body::ExpressLookup(it) => compute::express_lookup(it),
        Body::Role(it) => compute::role(it),
        Body::Permission(it) => compute::permission(it),
        Body::Certificate(it) => dns::certificate(it),
        Body::Domain(it) => dns::domain(it),
        Body::Mapping(it) => dns::mapping(it),
        Body::Record(it) => dns::record(it),
        Body::LogGroup(it) => logs::log_group(it),
    }
}
