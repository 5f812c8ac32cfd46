//! Plans: the resources of a gateway in dependency order, with nothing left to decide.
//!
//! A step is one resource of AWS Cloud Control: a type of CloudFormation's registry; the same properties as in a
//! template, with references to other steps; and the data that an executor needs to find the resource again, update it
//! and delete it. The format is described in `specs/plan.schema.json`. A plan has no custom resources or functions:
//! what a template looks up with them, a plan reads in separate steps.

mod addresses;
mod identity;
mod inputs;
mod json;
mod marks;
mod order;
mod patch;
mod policy;
mod reference;
mod steps;
mod text;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::diag::Diagnostic;
use crate::emit::plan::inputs::Context;
use crate::emit::plan::json::Entries;
use crate::emit::plan::reference::References;
use crate::emit::plan::steps::Registry;
use crate::facts::{Facts, ResourceTypes};
use crate::graph::id::pascal;
use crate::graph::{Graph, Output, Sealed};

pub use policy::policy;
pub use text::text;

/// The version of the format.
pub const FORMAT: &str = "gwc-plan/2";

/// Returns the plan of a graph, as JSON with a newline at the end.
///
/// # Errors
/// Patches that do not resolve in a plan, or that need something a plan does not support.
pub fn plan(sealed: &Sealed, facts: &Facts) -> Result<String, Vec<Diagnostic>> {
    let graph = sealed.graph();
    let registry = registry(graph, facts);
    let mut references = References::new(sealed);
    let mut digest = PlanDigest::default();
    // Inputs come first in the output but are known last, after the steps have been written.
    let mut steps = Entries::list(1);
    for step in steps::steps(sealed) {
        let step = step.describe(&mut references, &registry);
        digest.add(&step);
        steps.entry(&step);
    }
    let outputs = graph.outputs.iter();
    let outputs: Map<String, Value> = outputs
        .map(|it| (pascal(&it.name), output(it, &mut references)))
        .collect();
    let outputs = Value::Object(outputs);
    let inputs = Value::Object(inputs::inputs(graph, references.context()));
    let deployment = deployment(graph);
    [&deployment, &inputs, &outputs]
        .into_iter()
        .for_each(|part| digest.add(part));
    let mut plan = Entries::map(0);
    plan.field("format", &FORMAT.into());
    plan.field("tool", &concat!("gwc ", env!("CARGO_PKG_VERSION")).into());
    plan.field("digest", &digest.text().into());
    plan.field("gateway", &graph.gateway.as_str().into());
    plan.field("deployment", &deployment);
    plan.field("inputs", &inputs);
    plan.raw_field("steps", &steps.close());
    plan.field("outputs", &outputs);
    let mut text = plan.close();
    text.push('\n');
    check_references(text, references)
}

/// Returns the output, unless a patch is faulty.
fn check_references(text: String, references: References<'_>) -> Result<String, Vec<Diagnostic>> {
    if references.faults.is_empty() {
        Ok(text)
    } else {
        Err(references.faults)
    }
}

/// Returns the deployment section: the deployment's name and its target.
fn deployment(graph: &Graph) -> Value {
    let region = match &graph.region {
        Some(region) => json!(region),
        None => Context::region(),
    };
    let partition = match graph.partition {
        Some(partition) => json!(partition),
        None => Context::partition(),
    };
    json!({
        "name": graph.deployment,
        "environment": graph.environment,
        "region": region,
        "partition": partition,
    })
}

fn registry<'g>(graph: &'g Graph, facts: &'g Facts) -> Registry<'g> {
    Registry {
        facts,
        types: ResourceTypes::load(),
        deployment: &graph.deployment,
    }
}

/// SHA-256 over the compact JSON of every step, then deployment, inputs and outputs, each followed by a newline.
#[derive(Default)]
struct PlanDigest(Sha256);

impl PlanDigest {
    fn add(&mut self, part: &Value) {
        self.0.update(part.to_string());
        self.0.update("\n");
    }

    fn text(self) -> String {
        let bytes = self.0.finalize();
        let hex = bytes.iter().map(|byte| format!("{byte:02x}"));
        format!("sha256:{}", hex.collect::<String>())
    }
}

fn output(output: &Output, references: &mut References<'_>) -> Value {
    let Output {
        name: _,
        description,
        value,
        // A plan has no exports.
        export: _,
        span: _,
    } = output;
    json!({ "description": description, "value": references.expr(value) })
}
