//! Plans: the operations that make a gateway, in an order that works, with nothing left to decide.
//!
//! A step is one Cloud Control operation: a type of CloudFormation's registry, and the properties that a template's
//! resource has, with references to other steps in them. `specs/plan.schema.json` describes the form. There is no
//! custom resource and no function in a plan: what a template looks up with them, a plan reads by steps of its own.

mod addresses;
mod inputs;
mod json;
mod order;
mod reference;
mod steps;
mod text;

use serde_json::{Map, Value, json};

use crate::emit::plan::json::Entries;
use crate::emit::plan::reference::References;
use crate::graph::id::pascal;
use crate::graph::{Output, Sealed};

pub use text::text;

/// The version of the form; another number is another form.
const FORMAT: &str = "gwc-plan/1";

/// The plan of a graph, as JSON with a newline at the end.
#[must_use]
pub fn plan(sealed: &Sealed) -> String {
    let graph = sealed.graph();
    let mut references = References::new(sealed);
    // Inputs come first and are known last: what the surroundings must tell shows as the steps are written.
    let mut steps = Entries::list(1);
    for step in steps::steps(sealed) {
        steps.entry(&step.described(&mut references));
    }
    let outputs = graph.outputs.iter();
    let outputs: Map<String, Value> = outputs
        .map(|it| (pascal(&it.name), output(it, &mut references)))
        .collect();
    let mut plan = Entries::map(0);
    plan.named("format", &FORMAT.into());
    plan.named("gateway", &graph.gateway.as_str().into());
    let inputs = inputs::inputs(graph, references.context());
    plan.named("inputs", &Value::Object(inputs));
    plan.written("steps", &steps.close());
    plan.named("outputs", &Value::Object(outputs));
    let mut text = plan.close();
    text.push('\n');
    text
}

fn output(output: &Output, references: &mut References<'_>) -> Value {
    let Output {
        name: _,
        description,
        value,
        // A plan has nobody to export to.
        export: _,
        span: _,
    } = output;
    json!({ "description": description, "value": references.expr(value) })
}
