//! Inputs: what whoever carries a plan out must give, what the spec leaves open first, then the surroundings.

use serde_json::{Map, Value, json};

use crate::graph::id::pascal;
use crate::graph::{Graph, Input, InputKind};

const REGION: &str = "AwsRegion";
const ACCOUNT: &str = "AwsAccountId";
const PARTITION: &str = "AwsPartition";

/// What values need of where a plan is carried out. The region is always needed.
#[derive(Debug, Default)]
pub(super) struct Context {
    account: bool,
    partition: bool,
}

impl Context {
    /// The region.
    pub(super) fn region() -> Value {
        json!({ "$input": REGION })
    }

    /// The account.
    pub(super) fn account(&mut self) -> Value {
        self.account = true;
        json!({ "$input": ACCOUNT })
    }

    /// The partition.
    pub(super) fn partition(&mut self) -> Value {
        self.partition = true;
        json!({ "$input": PARTITION })
    }
}

/// What the value of an input is in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A list of strings.
    List,
}

/// The shape of a kind's values.
pub(super) fn shape(kind: InputKind) -> Shape {
    match kind {
        InputKind::Text
        | InputKind::Hostname
        | InputKind::Arn
        | InputKind::Secret
        | InputKind::Url
        | InputKind::VpcId
        | InputKind::HostedZoneId => Shape::Text,
        InputKind::Number | InputKind::Duration | InputKind::Memory | InputKind::Cpu => {
            Shape::Number
        }
        InputKind::List | InputKind::SubnetIds => Shape::List,
    }
}

/// The word for a kind, which is the language's where the language has one.
fn word(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Text => "string",
        InputKind::Number => "number",
        InputKind::Duration => "duration",
        InputKind::Memory => "memory",
        InputKind::Cpu => "cpu",
        InputKind::Hostname => "hostname",
        InputKind::Arn => "arn",
        InputKind::List => "list",
        InputKind::Secret => "secret",
        InputKind::Url => "url",
        InputKind::VpcId => "vpc",
        InputKind::SubnetIds => "subnets",
        InputKind::HostedZoneId => "hosted-zone",
    }
}

/// The inputs by name. A param that is called like one of the surroundings takes its place.
pub(super) fn inputs(graph: &Graph, context: &Context) -> Map<String, Value> {
    let mut inputs: Map<String, Value> = graph.inputs.iter().map(input).collect();
    let Context { account, partition } = context;
    let mut region = json!({ "type": "string", "description": "The region to deploy to." });
    if let (Some(known), Some(fields)) = (&graph.region, region.as_object_mut()) {
        fields.insert("default".to_owned(), json!(known));
    }
    inputs.entry(REGION).or_insert(region);
    if *account {
        let account = json!({ "type": "string", "description": "The account to deploy to." });
        inputs.entry(ACCOUNT).or_insert(account);
    }
    if *partition {
        let mut partition = json!({
            "type": "string",
            "description": "The partition of the region, e.g. aws or aws-cn.",
        });
        if let (Some(known), Some(fields)) = (graph.partition, partition.as_object_mut()) {
            fields.insert("default".to_owned(), json!(known));
        }
        inputs.entry(PARTITION).or_insert(partition);
    }
    inputs
}

fn input(input: &Input) -> (String, Value) {
    let Input {
        name,
        kind,
        description,
        origin: _,
    } = input;
    let value = json!({ "type": word(*kind), "description": description });
    (pascal(name), value)
}
