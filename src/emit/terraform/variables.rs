//! Variables: the inputs of a spec.

use crate::emit::terraform::scope::{variable, variable_name};
use crate::emit::terraform::tree::{Block, Value};
use crate::graph::{Graph, Input, InputKind, ValueShape};

/// Returns a block for each input.
pub(super) fn variables(graph: &Graph) -> Vec<Block> {
    graph.inputs.iter().map(block).collect()
}

fn block(input: &Input) -> Block {
    let Input {
        name,
        kind,
        description,
        origin: _,
    } = input;
    let described = (!description.is_empty()).then(|| Value::text(description));
    let secret = (*kind == InputKind::Secret).then_some(Value::Bool(true));
    Block::new("variable", &[&variable_name(name)])
        .maybe("description", described)
        .code("type", type_of(*kind))
        .maybe("sensitive", secret)
        .nest_all(checks(*kind, &variable(name)).into_iter().map(validation))
}

fn type_of(kind: InputKind) -> &'static str {
    match kind.shape() {
        ValueShape::Number => "number",
        ValueShape::List => "list(string)",
        ValueShape::Text => "string",
    }
}

/// A condition for a value, and its description.
struct Check {
    condition: String,
    message: String,
}

fn checks(kind: InputKind, value: &str) -> Vec<Check> {
    let matches = |pattern: &str, message: &str| Check {
        condition: format!("can(regex(\"{pattern}\", {value}))"),
        message: message.to_owned(),
    };
    match kind {
        InputKind::Text | InputKind::List => Vec::new(),
        InputKind::Number => Vec::new(),
        InputKind::Duration | InputKind::Memory | InputKind::Cpu => vec![Check {
            condition: format!("{value} > 0"),
            message: "Must be more than 0.".to_owned(),
        }],
        InputKind::Hostname => vec![matches(
            "^[A-Za-z0-9*]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
            "Must be a host name without https://, e.g. api.shop.example.",
        )],
        InputKind::Arn(of) => vec![Check {
            condition: format!("can(regex(\"{}\", {value}))", of.pattern()),
            message: format!("Must be the ARN of {}, e.g. {}.", of.noun, of.example),
        }],
        InputKind::Secret => vec![matches(
            "^arn:aws[a-z-]*:(secretsmanager|ssm):[^ ]+$",
            "Must be the ARN of a secret of Secrets Manager or a parameter of Systems Manager.",
        )],
        InputKind::Url => vec![matches(
            "^https?://\\\\S+$",
            "Must be a URL, e.g. https://shop.example.",
        )],
        InputKind::VpcId => vec![matches(
            "^vpc-[0-9a-f]+$",
            "Must be a VPC's id, e.g. vpc-0abc1234567890def.",
        )],
        InputKind::SubnetIds => vec![
            Check {
                condition: format!(
                    "alltrue([for id in {value} : can(regex(\"^subnet-[0-9a-f]+$\", id))])"
                ),
                message: "Must be ids of subnets, e.g. subnet-0a11111111111111a.".to_owned(),
            },
            Check {
                condition: format!(
                    "length({value}) >= 2 && length(distinct({value})) == length({value})"
                ),
                message: "Must name at least two different subnets.".to_owned(),
            },
        ],
        InputKind::HostedZoneId => vec![matches(
            "^Z[A-Z0-9]+$",
            "Must be a hosted zone's id, e.g. Z0123456789ABCDEFGHIJ.",
        )],
    }
}

fn validation(check: Check) -> Block {
    let Check { condition, message } = check;
    Block::new("validation", &[])
        .code("condition", condition)
        .text("error_message", &message)
}
