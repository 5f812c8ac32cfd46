//! Values files: for an output that is for every environment, the values of each, in the form that the target's tools read.

use serde_json::{Map, Value, json};

use crate::driver::{Analysis, File, Target};
use crate::graph::id::{pascal, snake};
use crate::graph::{InputKind, Sealed, ValueShape};

/// An input and its value in one environment.
struct Assignment<'a> {
    name: &'a str,
    kind: InputKind,
    texts: &'a [String],
}

/// One file for each environment that the spec declares: `parameters.dev.json`, `dev.tfvars` or `inputs.dev.json`. None
/// for a program that is for one environment.
pub(super) fn files(analysis: &Analysis, sealed: &Sealed, target: Target) -> Vec<File> {
    let program = &analysis.program;
    if program.env.is_some() {
        return Vec::new();
    }
    let environments = program.envs.iter().map(|env| env.value.as_str());
    let files = environments.filter_map(|env| {
        let inputs = sealed.graph().inputs.iter();
        let assignments: Vec<Assignment<'_>> = inputs
            .filter_map(|input| {
                let mut params = program.params.iter();
                let param = params.find(|param| param.name.value == input.name)?;
                Some(Assignment {
                    name: &input.name,
                    kind: input.kind,
                    texts: param.values.get(env)?,
                })
            })
            .collect();
        let (name, text) = match target {
            Target::Cfn(_) => (format!("parameters.{env}.json"), parameters(&assignments)),
            Target::Terraform => (format!("{env}.tfvars"), tfvars(&assignments)),
            Target::Plan => (format!("inputs.{env}.json"), inputs_object(&assignments)),
            Target::PlanText | Target::Policy(_) | Target::Ir | Target::IrText => return None,
        };
        Some(File { name, text })
    });
    files.collect()
}

/// As `aws cloudformation deploy --parameter-overrides file://..` reads it.
fn parameters(assignments: &[Assignment<'_>]) -> String {
    let entries = assignments
        .iter()
        .map(|it| json!({ "ParameterKey": pascal(it.name), "ParameterValue": it.texts.join(",") }));
    format!("{:#}\n", Value::Array(entries.collect()))
}

/// As `gwc apply` reads it.
fn inputs_object(assignments: &[Assignment<'_>]) -> String {
    let entries = assignments.iter().map(|it| (pascal(it.name), it.value()));
    format!("{:#}\n", Value::Object(entries.collect::<Map<_, _>>()))
}

/// As `terraform apply -var-file=..` reads it.
fn tfvars(assignments: &[Assignment<'_>]) -> String {
    let widest = assignments.iter().map(|it| snake(it.name).len());
    let width = widest.max().unwrap_or(0);
    let lines = assignments.iter().map(|it| {
        let value = match it.value() {
            Value::Array(values) => {
                let values: Vec<String> = values.iter().map(hcl_literal).collect();
                format!("[{}]", values.join(", "))
            }
            value => hcl_literal(&value),
        };
        format!("{:width$} = {value}\n", snake(it.name))
    });
    lines.collect()
}

/// A scalar in HCL, where `${` and `%{` would begin a template.
fn hcl_literal(value: &Value) -> String {
    let text = value.to_string();
    text.replace("${", "$${").replace("%{", "%%{")
}

impl Assignment<'_> {
    fn value(&self) -> Value {
        match self.kind.shape() {
            ValueShape::List => json!(self.texts),
            ValueShape::Number => {
                let text = self.texts.concat();
                text.parse::<serde_json::Number>()
                    .map_or(json!(text), Value::Number)
            }
            ValueShape::Text => json!(self.texts.concat()),
        }
    }
}
