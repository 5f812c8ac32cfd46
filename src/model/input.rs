//! Inputs: what a spec leaves open becomes a CloudFormation parameter, a Terraform variable, a plan input.

use crate::model::arn::ArnOf;
use crate::source::Span;

/// A value that a deploy gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in words, lower case with hyphens, e.g. `svc-service-arn`. Each target writes it in its own habit.
    pub name: String,
    /// What it holds.
    pub kind: InputKind,
    /// A sentence for whoever fills it in.
    pub description: String,
    /// The place that made it necessary.
    pub origin: Span,
}

/// What an input or param holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A time span; as an input, in the unit of the property that it fills (a sentence says which).
    Duration,
    /// A size of memory; as an input, in MB.
    Memory,
    /// An amount of vCPU; as an input, in units of 1/1024 vCPU.
    Cpu,
    /// A host name.
    Hostname,
    /// An ARN.
    Arn(ArnOf),
    /// A list of texts.
    List,
    /// The ARN of a secret, which must not be shown.
    Secret,
    /// A URL.
    Url,
    /// A VPC.
    VpcId,
    /// Subnets, two or more.
    SubnetIds,
    /// A hosted zone of Route 53.
    HostedZoneId,
}

/// What the command line says about values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    /// The environment to build for.
    pub env: Option<String>,
    /// `--set` values: the name of a param or of an input, in any habit, and its text.
    pub set: Vec<(String, String)>,
}
