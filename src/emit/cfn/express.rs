//! The function that looks up existing ECS Express Mode services: a template can read attributes of a service that it
//! creates, but not of an existing one.
//!
//! One function serves all services of a template.

use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::function::{Function, allow};
use crate::emit::cfn::tree::Tree;
use crate::graph::{Body, Graph, Origin};

/// The function.
pub(super) const READ_EXPRESS: Function = Function {
    ids: ["ReadExpressFunction", "ReadExpressRole", "ReadExpressLogs"],
    description: "Looks up the endpoints of ECS Express Mode services",
    role: "Lets the function look up ECS Express Mode services",
    policy: "read-express",
    code: include_str!("read_express.py"),
};

/// Returns the function, its role and its log group, if a service is looked up.
pub(super) fn lookup(graph: &Graph) -> Vec<Entry<'_>> {
    let mut looks = graph.resources.iter();
    let first: Option<&Origin> = looks.find_map(|resource| {
        let looks = matches!(resource.body, Body::ExpressLookup(_));
        looks.then_some(&resource.origin)
    });
    let Some(origin) = first else {
        return Vec::new();
    };
    // Cloud Control reads with its caller's permissions; all of these calls are read-only. A revision's ARN is known
    // only after its service has been read.
    let reads = allow(
        &[
            "cloudformation:GetResource",
            "ecs:DescribeExpressGatewayService",
            "ecs:DescribeServiceRevisions",
        ],
        vec![Tree::text("*")],
    );
    READ_EXPRESS.entries(origin, vec![reads])
}
