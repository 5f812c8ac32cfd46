//! The function that looks up existing ECS Express Mode services: a template can read a service that it makes, and none that
//! is there already.
//!
//! One function serves all services of a template.

use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::function::{Function, allow};
use crate::emit::cfn::names::Names;
use crate::emit::cfn::tree::{self, Tree};
use crate::graph::id::digest;
use crate::graph::{Body, Graph, InputKind, Kind, Origin};

/// The function.
pub(super) const READ_EXPRESS: Function = Function {
    ids: ["ReadExpressFunction", "ReadExpressRole", "ReadExpressLogs"],
    description: "Finds where ECS Express Mode services are reached",
    role: "Lets the function look up ECS Express Mode services",
    policy: "read-express",
    code: include_str!("read_express.py"),
};

/// The function, its role and its log group, where a service is looked up.
pub(super) fn lookup(graph: &Graph) -> Vec<Entry<'_>> {
    let mut looks = graph.resources.iter();
    let first: Option<&Origin> = looks.find_map(|resource| {
        let looks = matches!(resource.body, Body::ExpressLookup(_));
        looks.then_some(&resource.origin)
    });
    let Some(origin) = first else {
        return Vec::new();
    };
    // Cloud Control reads with the rights of its caller; none of these calls changes anything. A revision's ARN is known only
    // once its service was read.
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

/// Makes every lookup run again at each deploy that changes something: a custom resource runs when its properties change,
/// so they hold a digest of the template and the values of its parameters.
pub(super) fn refresh<'g>(graph: &'g Graph, names: &Names<'g>, entries: &mut [Entry<'g>]) {
    let kind = Kind::ExpressLookup.aws_type();
    if !entries.iter().any(|entry| entry.of == kind) {
        return;
    }
    let bodies = entries.iter().map(|entry| {
        let properties = Tree::Map(entry.properties.clone());
        match serde_json::to_string(&properties) {
            Ok(text) => format!("{} {text}", entry.id),
            Err(reason) => never!("properties of {} as JSON: {reason}", entry.id),
        }
    });
    let bodies: Vec<String> = bodies.collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    let mut trigger = vec![Tree::from(digest(&bodies))];
    let shown = graph.inputs.iter();
    let shown = shown.filter(|input| input.kind != InputKind::Secret);
    trigger.extend(shown.map(|input| {
        let parameter = Tree::Ref(names.parameter(&input.name).into());
        match input.kind {
            InputKind::List | InputKind::SubnetIds => {
                Tree::Call(tree::Function::Join, vec![Tree::text(","), parameter])
            }
            InputKind::Text
            | InputKind::Number
            | InputKind::Duration
            | InputKind::Memory
            | InputKind::Cpu
            | InputKind::Hostname
            | InputKind::Arn
            | InputKind::Secret
            | InputKind::Url
            | InputKind::VpcId
            | InputKind::HostedZoneId => parameter,
        }
    }));
    for entry in entries.iter_mut().filter(|entry| entry.of == kind) {
        let trigger = Tree::List(trigger.clone());
        entry.properties.push(("AskAgainWhen".into(), trigger));
    }
}
