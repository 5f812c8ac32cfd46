//! Values files: if the output is independent of the environment, one file of input values per environment, in the
//! format of the target's tools.

use serde_json::{Map, Value, json};

use crate::driver::{Analysis, File, Target};
use crate::emit::cfn::parameter_names;
use crate::emit::terraform::variable_name;
use crate::graph::id::pascal;
use crate::graph::{InputKind, Sealed, ValueShape};

/// An input and its value in one environment.
struct Assignment<'a> {
    name: &'a str,
    kind: InputKind,
    texts: &'a [String],
}

/// Returns one file for each environment that the spec declares: `parameters.dev.json`, `dev.tfvars` or
/// `inputs.dev.json`. Returns none for a program built for one environment.
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
            Target::Cfn(_) => (
                format!("parameters.{env}.json"),
                parameters(sealed, &assignments),
            ),
            Target::Terraform => (format!("{env}.tfvars"), tfvars(&assignments)),
            Target::Plan => (format!("inputs.{env}.json"), inputs_object(&assignments)),
            Target::PlanText | Target::Policy(_) | Target::Ir | Target::IrText => return None,
        };
        Some(File { name, text })
    });
    files.collect()
}

/// Renders values for `aws cloudformation deploy --parameter-overrides file://..`.
fn parameters(sealed: &Sealed, assignments: &[Assignment<'_>]) -> String {
    let names = parameter_names(sealed);
    let entries = assignments.iter().map(
        |it| json!({ "ParameterKey": names.get(it.name), "ParameterValue": it.texts.join(",") }),
    );
    format!("{:#}\n", Value::Array(entries.collect()))
}

/// Renders values for `gwc apply`.
fn inputs_object(assignments: &[Assignment<'_>]) -> String {
    let entries = assignments.iter().map(|it| (pascal(it.name), it.value()));
    format!("{:#}\n", Value::Object(entries.collect::<Map<_, _>>()))
}

/// Renders values for `terraform apply -var-file=..`.
fn tfvars(assignments: &[Assignment<'_>]) -> String {
    let widest = assignments.iter().map(|it| variable_name(it.name).len());
    let width = widest.max().unwrap_or(0);
    let lines = assignments.iter().map(|it| {
        let value = match it.value() {
            Value::Array(values) => {
                let values: Vec<String> = values.iter().map(hcl_literal).collect();
                format!("[{}]", values.join(", "))
            }
            value => hcl_literal(&value),
        };
        format!("{:width$} = {value}\n", variable_name(it.name))
    });
    lines.collect()
}

/// Renders a scalar in HCL, where `${` and `%{` have to be escaped because they begin a template.
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
