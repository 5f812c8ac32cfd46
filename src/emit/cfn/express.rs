//! The function that looks at existing ECS Express Mode services: a template can read a service that it makes, and none
//! that is there already.
//!
//! One function serves all services of a template.

use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::function::{Function, allow};
use crate::emit::cfn::tree::Tree;
use crate::graph::{Body, Graph, Origin};

/// The function.
pub(super) const READ_EXPRESS: Function = Function {
    ids: ["ReadExpressFunction", "ReadExpressRole", "ReadExpressLogs"],
    description: "Tells where ECS Express Mode services are reached",
    role: "What the function that looks at ECS Express Mode services may do",
    policy: "read-express",
    code: include_str!("read_express.py"),
};

/// The function, its role and its log group, where a service is looked at.
pub(super) fn lookup(graph: &Graph) -> Vec<Entry<'_>> {
    let mut looks = graph.resources.iter();
    let first: Option<&Origin> = looks.find_map(|resource| {
        let looks = matches!(resource.body, Body::ExpressLookup(_));
        looks.then_some(&resource.origin)
    });
    let Some(origin) = first else {
        return Vec::new();
    };
    // A revision's ARN is known only once its service was looked at; neither call changes anything.
    let reads = allow(
        &[
            "ecs:DescribeExpressGatewayService",
            "ecs:DescribeServiceRevisions",
        ],
        vec![Tree::text("*")],
    );
    READ_EXPRESS.entries(origin, vec![reads])
}
