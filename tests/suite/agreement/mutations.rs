//! Checks the agreement test itself: a part that is removed from one output must be detected.
//!
//! Each name, entry and block of an output is dropped in turn, and the rest is read again. The reader must refuse it,
//! or return a different result.

use std::collections::BTreeSet;

use hcl::expr::Expression;
use hcl::{Block, Body, Structure};
use serde_json::Value;

use crate::agreement::{Outputs, outputs, specs};
use crate::tools::stride;

/// Lists every place below a value as a JSON pointer: names of objects and entries of lists.
fn places(value: &Value, pointer: &str, into: &mut Vec<String>) {
    let mut go_on = |name: String, value: &Value| {
        let pointer = format!("{pointer}/{name}");
        into.push(pointer.clone());
        places(value, &pointer, into);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(name, value)| {
            go_on(name.replace('~', "~0").replace('/', "~1"), value);
        }),
        Value::Array(entries) => entries.iter().enumerate().for_each(|(index, value)| {
            go_on(index.to_string(), value);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns a document without the part at a place.
fn without(document: &Value, pointer: &str) -> Value {
    let mut document = document.clone();
    let (folder, name) = pointer.rsplit_once('/').expect("a pointer");
    match document.pointer_mut(folder) {
        Some(Value::Object(entries)) => {
            entries.remove(&name.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(entries)) => {
            entries.remove(name.parse().expect("an index"));
        }
        other => assert!(other.is_none(), "{folder} has places"),
    }
    document
}

/// Returns true for a place in a template that describes AWS: not its metadata, nor its own function for targets.
fn is_of_template(pointer: &str) -> bool {
    // The trigger of a function does not describe the deployment.
    if pointer.contains("/AskAgainWhen/") {
        return false;
    }
    let mut steps = pointer.split('/').skip(1);
    let (section, name) = (
        steps.next().unwrap_or_default(),
        steps.next().unwrap_or_default(),
    );
    match (section, steps.next()) {
        ("Resources", _)
            if ["RegisterTargets", "ReadExpress"]
                .iter()
                .any(|own| name.starts_with(own)) =>
        {
            false
        }
        ("Resources", Some(part)) => part == "Properties" || part == "Type",
        ("Resources", None) => !name.is_empty(),
        ("Parameters", Some(part)) => matches!(part, "Type" | "Description" | "NoEcho"),
        ("Outputs", Some(part)) => matches!(part, "Value" | "Description"),
        ("Parameters" | "Outputs", None) => !name.is_empty(),
        _ => false,
    }
}

/// Returns true for a place in a plan that describes AWS: not its order, nor its origins.
fn is_of_plan(pointer: &str) -> bool {
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    match steps.as_slice() {
        ["steps", _] => true,
        ["steps", _, part, ..] => matches!(*part, "id" | "action" | "type" | "properties"),
        // Regions, accounts and partitions are inputs of every target; only their names differ.
        ["inputs", "AwsRegion" | "AwsAccountId" | "AwsPartition", ..] => false,
        ["inputs" | "outputs", _] => true,
        ["inputs" | "outputs", _, part, ..] => matches!(*part, "type" | "description" | "value"),
        _ => false,
    }
}

/// Returns a body without one of its parts, for each of them, with the path of that part.
fn bodies_without(body: &Body, path: &str) -> Vec<(String, Body)> {
    let structures: Vec<&Structure> = body.iter().collect();
    let with = |index: usize, new: Option<Structure>| -> Body {
        let kept = structures.iter().enumerate();
        kept.filter_map(|(at, structure)| match (at == index, &new) {
            (true, new) => new.clone(),
            (false, _) => Some((*structure).clone()),
        })
        .collect()
    };
    let mut all = Vec::new();
    for (index, structure) in structures.iter().enumerate() {
        match structure {
            Structure::Attribute(attribute) => {
                let path = format!("{path}.{}", attribute.key());
                if attribute.key() != "depends_on" {
                    all.push((path.clone(), with(index, None)));
                }
                for (path, expression) in expressions_without(attribute.expr(), &path) {
                    let key = attribute.key.clone();
                    let new = hcl::Attribute::new(key, expression);
                    all.push((path, with(index, Some(new.into()))));
                }
            }
            Structure::Block(block) => {
                let labels = block.labels().iter().map(|label| label.as_str());
                let labels: Vec<&str> = labels.collect();
                // The name of a resource does not matter: one resource represents all of its type.
                let path = format!("{path}.{} {}", block.identifier(), labels.join(" \u{1}"));
                // Only Terraform validates its variables, and only a module configures a provider.
                let own = matches!(block.identifier(), "validation" | "provider");
                if own {
                    continue;
                }
                all.push((path.clone(), with(index, None)));
                for (path, inner) in bodies_without(block.body(), &path) {
                    let new = Block {
                        identifier: block.identifier.clone(),
                        labels: block.labels.clone(),
                        body: inner,
                    };
                    all.push((path, with(index, Some(new.into()))));
                }
            }
        }
    }
    all
}

/// Returns an expression without one of its entries, for each of them.
fn expressions_without(expression: &Expression, path: &str) -> Vec<(String, Expression)> {
    let mut all = Vec::new();
    match expression {
        Expression::Array(entries) if !path.ends_with("depends_on") => {
            for index in 0..entries.len() {
                let path = format!("{path}[{index}]");
                let mut left = entries.clone();
                left.remove(index);
                all.push((path.clone(), Expression::Array(left)));
                for (path, inner) in expressions_without(&entries[index], &path) {
                    let mut left = entries.clone();
                    left[index] = inner;
                    all.push((path, Expression::Array(left)));
                }
            }
        }
        Expression::Object(entries) => {
            for (key, value) in entries {
                let path = format!("{path}[{key:?}]");
                let mut left = entries.clone();
                left.remove(key);
                all.push((path.clone(), Expression::Object(left)));
                for (path, inner) in expressions_without(value, &path) {
                    let mut left = entries.clone();
                    left.insert(key.clone(), inner);
                    all.push((path, Expression::Object(left)));
                }
            }
        }
        _ => {}
    }
    all
}

/// The kinds of place that have been tried: one resource's property represents those of all resources of its type.
#[derive(Default)]
struct Tried(BTreeSet<String>);

impl Tried {
    /// Returns true the first time a kind of place is tried.
    fn is_new(&mut self, target: &str, kind: &str) -> bool {
        let kind: String = kind
            .chars()
            .filter(|letter| !letter.is_ascii_digit())
            .collect();
        self.0.insert(format!("{target} {kind}"))
    }
}

/// Returns a pointer with the resource's type instead of its name.
fn kind_of(document: &Value, pointer: &str) -> String {
    let mut steps = pointer.splitn(4, '/').skip(1);
    let (section, name) = (
        steps.next().unwrap_or_default(),
        steps.next().unwrap_or_default(),
    );
    let resource = document.pointer(&format!("/{section}/{name}"));
    let typed = |word: &str| resource?.get(word)?.as_str();
    let aws_type = typed("Type").or_else(|| typed("type")).unwrap_or("?");
    format!("{section} {aws_type} {}", steps.next().unwrap_or_default())
}

/// Lists the parts that can be dropped from the outputs of a spec without detection.
fn undetected_parts(outputs: &Outputs, tried: &mut Tried) -> Vec<String> {
    let said = outputs.agree().expect("the targets agree");
    let mut unseen = Vec::new();
    let mut hold = |target: &str, place: &str, seen: bool| {
        if !seen {
            unseen.push(format!("{target} of {}: {place}", outputs.name));
        }
    };
    let template_said = outputs.read_template(&outputs.template);
    let mut pointers = Vec::new();
    places(&outputs.template, "", &mut pointers);
    for pointer in pointers.iter().filter(|pointer| is_of_template(pointer)) {
        if tried.is_new("template", &kind_of(&outputs.template, pointer)) {
            let read = outputs.read_template(&without(&outputs.template, pointer));
            hold("template", pointer, read != template_said);
        }
    }
    let mut pointers = Vec::new();
    places(&outputs.plan, "", &mut pointers);
    for pointer in pointers.iter().filter(|pointer| is_of_plan(pointer)) {
        if outputs.plan.pointer(pointer) == Some(&Value::from("")) {
            continue;
        }
        if tried.is_new("plan", &kind_of(&outputs.plan, pointer)) {
            let read = outputs.read_plan(&without(&outputs.plan, pointer));
            hold("plan", pointer, read.as_ref() != Ok(&said));
        }
    }
    for (path, module) in bodies_without(&outputs.module, "") {
        let kind: Vec<&str> = path
            .split(' ')
            .filter(|word| !word.contains("\u{1}"))
            .collect();
        if tried.is_new("module", &kind.join(" ")) {
            let read = outputs.read_module(&module);
            hold("module", &path, read.as_ref() != Ok(&said));
        }
    }
    unseen
}

#[test]
fn every_dropped_part_is_detected() {
    let all = specs("specs/examples")
        .into_iter()
        .chain(specs("tests/golden"))
        .step_by(stride());
    let mut faults = Vec::new();
    let mut tried = Tried::default();
    for files in all {
        // A patch changes only one target.
        if files.iter().any(|(_, text)| text.contains("\npatch ")) {
            continue;
        }
        let outputs = outputs(&files).expect("a spec on file builds");
        faults.extend(undetected_parts(&outputs, &mut tried));
    }
    let count = tried.0.len();
    assert!(
        faults.is_empty(),
        "{} of {count}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(
        count > 1000 / stride(),
        "only {count} kinds of place were tried"
    );
}
