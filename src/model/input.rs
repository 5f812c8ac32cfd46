//! Inputs: anything a spec leaves unset becomes a CloudFormation parameter, a Terraform variable and a plan input.

use crate::model::arn::ArnOf;
use crate::source::Span;

/// A value that the deploy provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name: lower-case words joined by hyphens, e.g. `svc-service-arn`. Each target writes it in its own case
    /// style.
    pub name: String,
    /// The kind of its value.
    pub kind: InputKind,
    /// A sentence for the person who fills it in.
    pub description: String,
    /// The place in the spec that requires it.
    pub origin: Span,
}

/// The kind of an input's or param's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A duration; as an input, in the unit of the property that it fills, which the description states.
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
    /// The ARN of a secret; must not be shown.
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

/// The shape of an input's value in every target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueShape {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A list of strings.
    List,
}

impl InputKind {
    /// Returns the shape of its values.
    #[must_use]
    pub fn shape(self) -> ValueShape {
        match self {
            Self::Text
            | Self::Hostname
            | Self::Arn(_)
            | Self::Secret
            | Self::Url
            | Self::VpcId
            | Self::HostedZoneId => ValueShape::Text,
            Self::Number | Self::Duration | Self::Memory | Self::Cpu => ValueShape::Number,
            Self::List | Self::SubnetIds => ValueShape::List,
        }
    }
}

/// The values given on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bindings {
    /// The environment to build for.
    pub env: Option<String>,
    /// `--set` values: the name of a param or an input, in any case style, and its text.
    pub set: Vec<(String, String)>,
}
