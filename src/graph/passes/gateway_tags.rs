//! The gateway's tags, on every resource that takes tags.
//!
//! ```text
//! before                  after
//! api     {}              api     { team = payments }
//! route   (takes none)    route   (takes none)
//! link    {}              link    { team = payments }
//! ```

use crate::graph::Graph;
use crate::graph::resource::{Body, Tags};

/// Puts the tags.
pub(super) fn put(graph: &mut Graph, tags: &Tags) {
    if tags.is_empty() {
        return;
    }
    for resource in &mut graph.resources {
        if let Some(slot) = slot(&mut resource.body) {
            slot.clone_from(tags);
        }
    }
}

fn slot(body: &mut Body) -> Option<&mut Tags> {
    match body {
        Body::Api(body) => Some(&mut body.tags),
        Body::Stage(body) => Some(&mut body.tags),
        Body::VpcLink(body) => Some(&mut body.tags),
        Body::SecurityGroup(body) => Some(&mut body.tags),
        Body::Endpoint(body) => Some(&mut body.tags),
        Body::Balancer(body) => Some(&mut body.tags),
        Body::TargetGroup(body) => Some(&mut body.tags),
        Body::AppRunnerService(body) => Some(&mut body.tags),
        Body::AutoScaling(body) => Some(&mut body.tags),
        Body::VpcConnector(body) => Some(&mut body.tags),
        Body::VpcIngress(body) => Some(&mut body.tags),
        Body::ExpressService(body) => Some(&mut body.tags),
        Body::Role(body) => Some(&mut body.tags),
        Body::Certificate(body) => Some(&mut body.tags),
        Body::Domain(body) => Some(&mut body.tags),
        Body::LogGroup(body) => Some(&mut body.tags),
        Body::Route(_)
        | Body::Integration(_)
        | Body::Authorizer(_)
        | Body::Ingress(_)
        | Body::Egress(_)
        | Body::EndpointTargets(_)
        | Body::ExpressLookup(_)
        | Body::Listener(_)
        | Body::Permission(_)
        | Body::Mapping(_)
        | Body::Record(_) => None,
    }
}
