//! The one rendering of typed resources to the properties of CloudFormation's registry.
//!
//! Templates and plans share it: a plan's step takes the same properties as a template's resource, and only references
//! are written in another way. It must not know how either of them writes anything down.

mod api;
mod compute;
mod dns;
mod logs;
mod network;
pub mod reading;
pub mod text;
pub mod value;

pub use reading::{Reading, reading};
pub use value::{Map, Value};

use crate::graph::{Body, Kind};

/// The properties of a resource, by the names of the registry.
#[must_use]
pub fn properties(body: &Body) -> Map<'_> {
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

/// The property that names a resource in its account, and the name: for targets that do not name things themselves.
///
/// CloudFormation makes names up, and a name of one's own would stand in the way of a replacement there.
#[must_use]
pub fn name(body: &Body) -> Option<(&'static str, &str)> {
    match body {
        Body::AppRunnerService(it) => Some(("ServiceName", &it.name)),
        Body::AutoScaling(it) => Some(("AutoScalingConfigurationName", &it.name)),
        Body::VpcConnector(it) => Some(("VpcConnectorName", &it.name)),
        Body::VpcIngress(it) => Some(("VpcIngressConnectionName", &it.name)),
        Body::ExpressService(it) => Some(("ServiceName", &it.name)),
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
        | Body::ExpressLookup(_)
        | Body::Role(_)
        | Body::Permission(_)
        | Body::Certificate(_)
        | Body::Domain(_)
        | Body::Mapping(_)
        | Body::Record(_)
        | Body::LogGroup(_) => None,
    }
}

/// The order in which people look for resources: the API first, then what stands behind it.
#[must_use]
pub fn rank(kind: Kind) -> usize {
    Kind::ALL
        .iter()
        .position(|known| *known == kind)
        .unwrap_or(0)
}
