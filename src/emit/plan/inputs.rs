//! Inputs: the values that an executor needs; first those that the spec leaves unset, then region and account.

use serde_json::{Map, Value, json};

use crate::graph::id::pascal;
use crate::graph::{Graph, Input, InputKind};

const REGION: &str = "AwsRegion";
const ACCOUNT: &str = "AwsAccountId";
const PARTITION: &str = "AwsPartition";

/// The context that values need: the account. If the spec sets no region, region and partition are always inputs.
#[derive(Debug, Default)]
pub(super) struct Context {
    account: bool,
}

impl Context {
    /// Returns the region.
    pub(super) fn region() -> Value {
        json!({ "$input": REGION })
    }

    /// Returns the partition.
    pub(super) fn partition() -> Value {
        json!({ "$input": PARTITION })
    }

    /// Returns the account.
    pub(super) fn account(&mut self) -> Value {
        self.account = true;
        json!({ "$input": ACCOUNT })
    }
}

/// Returns the word for a kind: the language's keyword, if it has one.
fn word(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Text => "string",
        InputKind::Number => "number",
        InputKind::Duration => "duration",
        InputKind::Memory => "memory",
        InputKind::Cpu => "cpu",
        InputKind::Hostname => "hostname",
        InputKind::Arn(_) => "arn",
        InputKind::List => "list",
        InputKind::Secret => "secret",
        InputKind::Url => "url",
        InputKind::VpcId => "vpc",
        InputKind::SubnetIds => "subnets",
        InputKind::HostedZoneId => "hosted-zone",
    }
}

/// Returns the inputs by name. A param of the spec named like a context input replaces it.
pub(super) fn inputs(graph: &Graph, context: &Context) -> Map<String, Value> {
    let mut inputs: Map<String, Value> = graph.inputs.iter().map(input).collect();
    if graph.region.is_none() {
        let region = json!({ "type": "string", "description": "The region to deploy to." });
        inputs.entry(REGION).or_insert(region);
    }
    if graph.partition.is_none() {
        let partition = json!({
            "type": "string",
            "description": "The partition of the region, e.g. aws or aws-cn.",
            "default": "aws",
        });
        inputs.entry(PARTITION).or_insert(partition);
    }
    if context.account {
        let account = json!({ "type": "string", "description": "The account to deploy to." });
        inputs.entry(ACCOUNT).or_insert(account);
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
