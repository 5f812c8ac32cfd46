//! The function that registers an endpoint's addresses as targets: CloudFormation has no attribute for the addresses of
//! an endpoint (aws-cloudformation/cloudformation-coverage-roadmap#109).
//!
//! One function serves all target groups of a template.

use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::function::{Function, allow};
use crate::emit::cfn::intrinsic::Intrinsics;
use crate::emit::cfn::tree::Tree;
use crate::graph::resource::network::TargetEndpoint;
use crate::graph::{Attribute, Body, Expr, Graph, Origin};

/// The function.
pub(super) const REGISTER_TARGETS: Function = Function {
    ids: [
        "RegisterTargetsFunction",
        "RegisterTargetsRole",
        "RegisterTargetsLogs",
    ],
    description: "Registers the addresses of VPC endpoints as targets",
    role: "Permissions of the function that registers targets",
    policy: "register-targets",
    code: include_str!("register_targets.py"),
};

/// Returns the function, its role and its log group, if an endpoint's addresses are registered.
pub(super) fn registration<'g>(
    graph: &'g Graph,
    intrinsics: &mut Intrinsics<'g>,
) -> Vec<Entry<'g>> {
    let mut groups: Vec<Tree<'g>> = Vec::new();
    let mut first: Option<&Origin> = None;
    let mut actions = vec![
        "ec2:DescribeNetworkInterfaces",
        "elasticloadbalancing:DescribeTargetHealth",
    ];
    for resource in &graph.resources {
        if let Body::EndpointTargets(targets) = &resource.body {
            let group = Expr::Get(targets.target_group.clone(), Attribute::Arn);
            groups.push(intrinsics.expr(&group, resource.origin.span));
            first.get_or_insert(&resource.origin);
            if matches!(targets.endpoint, TargetEndpoint::Existing(_)) {
                actions.push("ec2:DescribeVpcEndpoints");
            }
        }
    }
    let Some(origin) = first else {
        return Vec::new();
    };
    actions.sort_unstable();
    actions.dedup();
    let statements = vec![
        // None of these actions supports resource-level permissions (service authorization reference, Amazon EC2 and
        // Elastic Load Balancing V2).
        allow(&actions, vec![Tree::text("*")]),
        allow(
            &[
                "elasticloadbalancing:RegisterTargets",
                "elasticloadbalancing:DeregisterTargets",
            ],
            groups,
        ),
    ];
    REGISTER_TARGETS.entries(origin, statements)
}
