//! `moved` blocks, for renamed resources.

use crate::emit::terraform::compute;
use crate::emit::terraform::tree::Block;
use crate::graph::address::terraform_name;
use crate::graph::{Body, Graph, Resource};

/// Returns a block for each resource whose id has changed.
pub(super) fn moved(graph: &Graph) -> Vec<Block> {
    graph.resources.iter().flat_map(of_resource).collect()
}

fn of_resource(resource: &Resource) -> Vec<Block> {
    let kind = resource.body.kind();
    let Some(former) = &resource.former else {
        return Vec::new();
    };
    let (old, new) = (
        terraform_name(kind, former),
        terraform_name(kind, &resource.id),
    );
    let own = vec![(kind.terraform_type(), old.clone(), new.clone())];
    let more = match &resource.body {
        Body::Role(role) => {
            let pairs = compute::grants(&old, role)
                .into_iter()
                .zip(compute::grants(&new, role));
            pairs
                .map(|((kind, old), (_, new))| (kind, old, new))
                .collect()
        }
        Body::Certificate(_) => vec![
            (
                "aws_route53_record",
                format!("{old}_validation"),
                format!("{new}_validation"),
            ),
            ("aws_acm_certificate_validation", old, new),
        ],
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
        | Body::AppRunnerService(_)
        | Body::AutoScaling(_)
        | Body::VpcConnector(_)
        | Body::VpcIngress(_)
        | Body::ExpressService(_)
        | Body::ExpressLookup(_)
        | Body::Permission(_)
        | Body::Domain(_)
        | Body::Mapping(_)
        | Body::Record(_)
        | Body::LogGroup(_) => Vec::new(),
    };
    let moves = own.into_iter().chain(more);
    moves
        .map(|(kind, old, new)| {
            Block::new("moved", &[])
                .code("from", format!("{kind}.{old}"))
                .code("to", format!("{kind}.{new}"))
        })
        .collect()
}
