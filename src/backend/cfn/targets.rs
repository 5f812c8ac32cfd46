//! The function that registers an endpoint's addresses as targets, and what it needs: CloudFormation has no attribute
//! for the addresses of an endpoint (aws-cloudformation/cloudformation-coverage-roadmap#109).
//!
//! One function serves all target groups of a template. Its code is one file, and no text of a spec goes into it.

use std::borrow::Cow;

use crate::backend::cfn::intrinsic::Lowering;
use crate::backend::cfn::resources::{Entry, attributes, metadata};
use crate::backend::cfn::tree::{Entries, Tree};
use crate::graph::{Attribute, Body, Expr, Graph, Origin};

const CODE: &str = include_str!("register_targets.py");
const FUNCTION: &str = "RegisterTargetsFunction";
const ROLE: &str = "RegisterTargetsRole";
const LOGS: &str = "RegisterTargetsLogs";

/// The logical ids that the function takes; none where nothing needs it. No kind's word begins like them.
pub(super) fn logical_ids(graph: &Graph) -> &'static [&'static str] {
    let mut bodies = graph.resources.iter().map(|resource| &resource.body);
    if bodies.any(|body| matches!(body, Body::EndpointTargets(_))) {
        &[FUNCTION, ROLE, LOGS]
    } else {
        &[]
    }
}

/// The properties of a custom resource that say who implements it.
pub(super) fn service<'g>() -> [(Cow<'g, str>, Tree<'g>); 2] {
    [
        ("ServiceToken".into(), arn(FUNCTION)),
        // The stack waits an hour for an answer that never comes, unless something else is said.
        ("ServiceTimeout".into(), Tree::Int(120)),
    ]
}

/// The function, its role and its log group, where an endpoint's addresses are registered.
pub(super) fn registration<'g>(graph: &'g Graph, lowering: &mut Lowering<'g>) -> Vec<Entry<'g>> {
    let mut groups: Vec<Tree<'g>> = Vec::new();
    let mut first: Option<&Origin> = None;
    for resource in &graph.resources {
        if let Body::EndpointTargets(targets) = &resource.body {
            let group = Expr::Get(targets.target_group.clone(), Attribute::Arn);
            groups.push(lowering.expr(&group, resource.origin.span));
            first.get_or_insert(&resource.origin);
        }
    }
    let Some(origin) = first else {
        return Vec::new();
    };
    vec![function(origin), role(origin, groups), logs(origin)]
}

fn function<'g>(origin: &'g Origin) -> Entry<'g> {
    let log_group = Entries::new().with("LogGroup", Tree::Ref(LOGS.into()));
    let properties = properties([
        (
            "Description",
            "Registers the addresses of VPC endpoints as targets".into(),
        ),
        ("Runtime", "python3.13".into()),
        ("Handler", "index.handler".into()),
        // Shorter than the custom resource's timeout, so that the answer says what went wrong.
        ("Timeout", Tree::Int(100)),
        ("Role", arn(ROLE)),
        ("LoggingConfig", log_group.into()),
        ("Code", Entries::new().with("ZipFile", CODE).into()),
    ]);
    entry(FUNCTION, "AWS::Lambda::Function", origin, properties)
}

fn role<'g>(origin: &'g Origin, groups: Vec<Tree<'g>>) -> Entry<'g> {
    let anything = || vec![Tree::text("*")];
    let statements = [
        // Neither call knows resources (service authorization reference, Amazon EC2 and Elastic Load Balancing V2).
        allow(
            &[
                "ec2:DescribeNetworkInterfaces",
                "elasticloadbalancing:DescribeTargetHealth",
            ],
            anything(),
        ),
        allow(
            &[
                "elasticloadbalancing:RegisterTargets",
                "elasticloadbalancing:DeregisterTargets",
            ],
            groups,
        ),
        allow(
            &["logs:CreateLogStream", "logs:PutLogEvents"],
            vec![arn(LOGS)],
        ),
    ];
    let policy = Entries::new()
        .with("PolicyName", "register-targets")
        .with("PolicyDocument", document(statements.into()));
    let trust = Entries::new()
        .with("Effect", "Allow")
        .with(
            "Principal",
            Entries::new().with("Service", "lambda.amazonaws.com"),
        )
        .with("Action", "sts:AssumeRole");
    let properties = properties([
        (
            "Description",
            "What the function that registers targets may do".into(),
        ),
        ("AssumeRolePolicyDocument", document(vec![trust.into()])),
        ("Policies", Tree::List(vec![policy.into()])),
    ]);
    entry(ROLE, "AWS::IAM::Role", origin, properties)
}

fn logs<'g>(origin: &'g Origin) -> Entry<'g> {
    entry(
        LOGS,
        "AWS::Logs::LogGroup",
        origin,
        properties([("RetentionInDays", Tree::Int(30))]),
    )
}

fn entry<'g>(
    id: &'static str,
    of: &'static str,
    origin: &'g Origin,
    properties: Vec<(Cow<'g, str>, Tree<'g>)>,
) -> Entry<'g> {
    Entry {
        id: id.into(),
        of,
        metadata: metadata(origin),
        depends_on: Vec::new(),
        attributes: attributes(of),
        properties,
    }
}

fn properties<'g, const N: usize>(
    entries: [(&'static str, Tree<'g>); N],
) -> Vec<(Cow<'g, str>, Tree<'g>)> {
    entries
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect()
}

fn document<'g>(statements: Vec<Tree<'g>>) -> Tree<'g> {
    Entries::new()
        .with("Version", "2012-10-17")
        .with("Statement", Tree::List(statements))
        .into()
}

fn allow<'g>(actions: &[&'static str], resources: Vec<Tree<'g>>) -> Tree<'g> {
    let actions = actions.iter().map(|action| Tree::text(*action));
    Entries::new()
        .with("Effect", "Allow")
        .with("Action", Tree::List(actions.collect()))
        .with("Resource", Tree::List(resources))
        .into()
}

fn arn<'g>(id: &'static str) -> Tree<'g> {
    Tree::GetAtt(id.into(), "Arn".into())
}
