//! CloudFormation templates, in YAML and JSON.
//!
//! One tree is made of a sealed graph, patched, and written down in one of two ways; it must not decide anything about
//! the resources, and all it knows of their properties is in [`crate::emit::properties`].

mod concatenation;
mod entry;
mod express;
mod function;
mod intrinsic;
mod names;
mod outputs;
mod parameters;
mod patch;
mod quotas;
mod resources;
mod scalar;
mod targets;
mod tree;
mod yaml;

use crate::diag::Diagnostic;
use crate::emit::cfn::entry::Entry;
use crate::emit::cfn::intrinsic::{Lowering, inert};
use crate::emit::cfn::names::Names;
use crate::emit::cfn::quotas::Size;
use crate::emit::cfn::tree::{Entries, Function, Tree};
use crate::emit::properties::text::within;
use crate::facts::Facts;
use crate::graph::{Graph, Sealed};

/// How a template is written down; the data is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// With short forms of functions.
    Yaml,
    /// With long forms of functions.
    Json,
}

/// The template of a graph.
///
/// # Errors
///
/// Patches that name no resource or property of the template, text that CloudFormation would evaluate, and more than a
/// template may hold.
pub fn template(
    sealed: &Sealed,
    format: Notation,
    facts: &Facts,
) -> Result<String, Vec<Diagnostic>> {
    let graph = sealed.graph();
    let names = Names::new(sealed, &resources::taken(graph));
    let mut lowering = Lowering {
        names: &names,
        diagnostics: Vec::new(),
    };
    let mut resources = resources::resources(graph, &mut lowering);
    patch::apply(graph, &mut resources, &mut lowering.diagnostics);
    let count = resources.len();
    let resources = resources.into_iter().map(Entry::named);
    let resources = Tree::Map(resources.collect());
    let outputs = outputs::outputs(graph, &mut lowering);
    let Lowering { diagnostics, .. } = lowering;
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut sections = Entries::new()
        .with("AWSTemplateFormatVersion", "2010-09-09")
        .with("Description", description(graph));
    if !graph.inputs.is_empty() {
        sections.push("Metadata", parameters::interface(graph, &names));
        sections.push("Parameters", parameters::parameters(graph, &names));
    }
    if let Some(region) = &graph.region {
        sections.push("Rules", rules(region));
    }
    sections.push("Resources", resources);
    if !outputs.is_empty() {
        sections.push("Outputs", outputs);
    }
    let document = Tree::from(sections);
    let text = match format {
        Notation::Yaml => yaml::document(&document),
        Notation::Json => json(&document),
    };
    let size = Size {
        resources: count,
        bytes: text.len(),
    };
    let faults = quotas::faults(graph, &size, facts);
    if faults.is_empty() {
        Ok(text)
    } else {
        Err(faults)
    }
}

fn json(document: &Tree<'_>) -> String {
    // Neither the names nor the values of a tree can fail to be written.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// The `Rules` section: a spec that names its region is refused in any other, before anything is made.
fn rules(region: &str) -> Tree<'_> {
    let here = Tree::Ref("AWS::Region".into());
    let equal = Tree::Call(Function::Equals, vec![here, region.into()]);
    let assertion = Entries::new()
        .with("Assert", equal)
        .with("AssertDescription", format!("the spec is for {region}"));
    let assertions = Entries::new().with("Assertions", Tree::List(vec![assertion.into()]));
    Entries::new().with("Region", assertions).into()
}

/// What the stack is, for whoever finds it in a list of stacks. At most 1024 bytes.
fn description(graph: &Graph) -> String {
    const LIMIT: usize = 1024;
    let Graph {
        gateway,
        description,
        ..
    } = graph;
    let text = match description {
        Some(description) => format!("HTTP gateway {gateway}: {description}"),
        None => format!("HTTP gateway {gateway}"),
    };
    within(&inert(&text), LIMIT).into_owned()
}
