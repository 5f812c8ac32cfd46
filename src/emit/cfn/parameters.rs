//! Parameters, and their presentation in the console.

use std::borrow::Cow;

use crate::emit::cfn::intrinsic::inert;
use crate::emit::cfn::names::Names;
use crate::emit::cfn::tree::{Entries, Tree};
use crate::emit::properties::text::within;
use crate::graph::{Graph, Input, InputKind};

/// The maximum length of a parameter's description, in bytes.
const DESCRIPTION: usize = 4000;

/// Returns the `Parameters` section.
pub(super) fn parameters<'g>(graph: &'g Graph, names: &Names<'g>) -> Tree<'g> {
    let mut parameters = Entries::new();
    for input in &graph.inputs {
        parameters.push(names.parameter(&input.name), parameter(input));
    }
    parameters.into()
}

fn parameter(input: &Input) -> Tree<'_> {
    let Input {
        name: _,
        kind,
        description,
        origin: _,
    } = input;
    let form = form(*kind);
    let mut parameter = Entries::new().with("Type", form.of);
    if !description.is_empty() {
        parameter.push(
            "Description",
            within(&inert(description), DESCRIPTION).into_owned(),
        );
    }
    if form.hidden {
        parameter.push("NoEcho", Tree::Bool(true));
    }
    if let Some((pattern, constraint)) = form.pattern {
        parameter.push("AllowedPattern", pattern);
        parameter.push("ConstraintDescription", constraint);
    }
    parameter.into()
}

/// The form of a parameter.
struct Form {
    /// The type.
    of: &'static str,
    /// The pattern that it must match, and its description.
    pattern: Option<(Cow<'static, str>, Cow<'static, str>)>,
    /// True if its value is never shown.
    hidden: bool,
}

fn form(kind: InputKind) -> Form {
    let shown = |of, pattern: Option<(&'static str, &'static str)>| Form {
        of,
        pattern: pattern.map(|(pattern, constraint)| (pattern.into(), constraint.into())),
        hidden: false,
    };
    match kind {
        InputKind::Text => shown("String", None),
        InputKind::Number | InputKind::Duration | InputKind::Memory | InputKind::Cpu => {
            shown("Number", None)
        }
        InputKind::Hostname => shown(
            "String",
            Some((
                r"^[A-Za-z0-9*]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
                "must be a host name without https://, e.g. api.shop.example",
            )),
        ),
        InputKind::Arn(of) => Form {
            of: "String",
            pattern: Some((
                of.pattern().into(),
                format!("must be the ARN of {}, e.g. {}", of.noun, of.example).into(),
            )),
            hidden: false,
        },
        InputKind::Secret => Form {
            of: "String",
            pattern: Some((
                "^arn:aws[a-z-]*:(secretsmanager|ssm):[^ ]+$".into(),
                "must be the ARN of a secret of Secrets Manager or a parameter of Systems Manager"
                    .into(),
            )),
            hidden: true,
        },
        InputKind::List => shown("CommaDelimitedList", None),
        InputKind::Url => shown(
            "String",
            Some((
                r"^https?://[^\s]+$",
                "must be a URL, e.g. https://shop.example",
            )),
        ),
        InputKind::VpcId => shown("AWS::EC2::VPC::Id", None),
        InputKind::SubnetIds => shown("List<AWS::EC2::Subnet::Id>", None),
        InputKind::HostedZoneId => shown("AWS::Route53::HostedZone::Id", None),
    }
}

/// The parameter groups in the console.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Network,
    Domains,
    Backends,
    Settings,
}

impl Group {
    const ALL: [Self; 4] = [Self::Network, Self::Domains, Self::Backends, Self::Settings];

    fn label(self) -> &'static str {
        match self {
            Self::Network => "Network",
            Self::Domains => "Domains",
            Self::Backends => "Backends",
            Self::Settings => "Settings",
        }
    }

    fn of(kind: InputKind) -> Self {
        match kind {
            InputKind::VpcId | InputKind::SubnetIds => Self::Network,
            InputKind::Hostname | InputKind::HostedZoneId => Self::Domains,
            InputKind::Arn(_) | InputKind::Url | InputKind::Secret => Self::Backends,
            InputKind::Text
            | InputKind::Number
            | InputKind::Duration
            | InputKind::Memory
            | InputKind::Cpu
            | InputKind::List => Self::Settings,
        }
    }
}

/// Returns the `Metadata` section: groups and labels for the console.
pub(super) fn interface<'g>(graph: &'g Graph, names: &Names<'g>) -> Tree<'g> {
    let groups = Group::ALL.iter().filter_map(|group| {
        let inputs = graph.inputs.iter();
        let members = inputs.filter(|input| Group::of(input.kind) == *group);
        let members = members.map(|input| Tree::from(names.parameter(&input.name)));
        let members: Vec<Tree<'_>> = members.collect();
        let label = Entries::new().with("default", group.label());
        let entry = Entries::new()
            .with("Label", label)
            .with("Parameters", Tree::List(members.clone()));
        (!members.is_empty()).then(|| entry.into())
    });
    let mut labels = Entries::new();
    for input in &graph.inputs {
        let label = Entries::new().with("default", label(&input.name));
        labels.push(names.parameter(&input.name), label);
    }
    let interface = Entries::new()
        .with("ParameterGroups", Tree::List(groups.collect()))
        .with("ParameterLabels", labels);
    Entries::new()
        .with("AWS::CloudFormation::Interface", interface)
        .into()
}

/// Returns a name as a readable label: `svc-service-arn` becomes `Svc service ARN`.
fn label(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for (index, word) in name.split('-').enumerate() {
        if index > 0 {
            text.push(' ');
        }
        match word {
            "arn" | "url" | "vpc" | "id" | "cpu" | "jwt" | "tls" | "api" | "dns" => {
                text.push_str(&word.to_ascii_uppercase());
            }
            "ids" | "arns" | "urls" => {
                let (letters, plural) = word.split_at(word.len() - 1);
                text.push_str(&letters.to_ascii_uppercase());
                text.push_str(plural);
            }
            word if index == 0 => {
                let mut letters = word.chars();
                text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
                text.push_str(letters.as_str());
            }
            word => text.push_str(word),
        }
    }
    text
}
