//! Invariants of every plan.

use std::collections::BTreeSet;

use gwc::driver::{Target, TemplateFormat};
use gwc::facts::{Deployer, Handler, ResourceTypes};
use serde_json::Value;

use crate::golden::cases;

/// Collects the steps and inputs that a value refers to.
fn references(value: &Value, steps: &mut BTreeSet<String>, inputs: &mut BTreeSet<String>) {
    let text = |value: &Value| value.as_str().expect("a name").to_owned();
    match value {
        Value::Array(entries) => {
            entries
                .iter()
                .for_each(|entry| references(entry, steps, inputs));
        }
        Value::Object(entries) => {
            for (name, value) in entries {
                match name.as_str() {
                    "$ref" => drop(steps.insert(text(value))),
                    "$get" => drop(steps.insert(text(&value[0]))),
                    "$input" => drop(inputs.insert(text(value))),
                    _ => references(value, steps, inputs),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn steps_come_after_what_they_need_and_name_all_of_it() {
    for case in cases() {
        let plan: Value = serde_json::from_str(&case.build(Target::Plan)).expect("JSON");
        let mut done = BTreeSet::new();
        let mut inputs = BTreeSet::new();
        for step in plan["steps"].as_array().expect("steps") {
            let id = step["id"].as_str().expect("an id").to_owned();
            let place = format!("{}: {id}", case.name);
            let mut named = BTreeSet::new();
            references(&step["properties"], &mut named, &mut inputs);
            let depends_on: BTreeSet<String> =
                serde_json::from_value(step["depends_on"].clone()).expect("ids");
            assert!(named.is_subset(&depends_on), "{place}: {named:?}");
            assert!(depends_on.is_subset(&done), "{place}: {depends_on:?}");
            assert!(done.insert(id), "{place} is twice");
            let kind = step["type"].as_str().expect("a type");
            assert!(!kind.starts_with("Custom::"), "{place}: {kind}");
            assert_ne!(kind, "AWS::Lambda::Function", "{place}");
        }
        let mut shown = BTreeSet::new();
        references(&plan["outputs"], &mut shown, &mut inputs);
        assert!(shown.is_subset(&done), "{}: {shown:?}", case.name);
        let declared = plan["inputs"].as_object().expect("inputs");
        for input in inputs {
            assert!(declared.contains_key(&input), "{}: {input}", case.name);
        }
    }
}

#[test]
fn lines_of_text_fit_a_terminal() {
    for case in cases() {
        for line in case.build(Target::PlanText).lines() {
            let steps = line.starts_with("  + ") || line.starts_with("  ? ");
            assert!(steps || line.chars().count() <= 80, "{}: {line}", case.name);
        }
    }
}

const DEPLOYERS: [Deployer; 3] = [
    Deployer::Apply,
    Deployer::CloudFormation,
    Deployer::Terraform,
];

#[test]
fn a_policy_allows_what_a_deployment_takes_and_names_what_it_can() {
    let permissions = gwc::facts::Permissions::load();
    for (case, deployer) in cases().iter().flat_map(|it| DEPLOYERS.map(|by| (it, by))) {
        let policy = case.build(Target::Policy(deployer));
        let policy: Value = serde_json::from_str(&policy).expect("JSON");
        let plan: Value = serde_json::from_str(&case.build(Target::Plan)).expect("JSON");
        let statements = policy["Statement"].as_array().expect("statements");
        for step in plan["steps"].as_array().expect("steps") {
            if deployer == Deployer::CloudFormation && step["action"] == "read" {
                continue;
            }
            for action in permissions.actions(step["type"].as_str().expect("a type")) {
                let place = format!("{} for {deployer:?}: {action}", case.name);
                let allows = |it: &&Value| {
                    let actions = it["Action"].as_array();
                    actions.is_some_and(|it| it.contains(&Value::from(*action)))
                };
                let statement = statements.iter().find(allows);
                let statement = statement.unwrap_or_else(|| panic!("{place}"));
                let resources = statement["Resource"].as_array().expect("resources");
                assert!(!resources.is_empty(), "{place}");
                let bounded = action.starts_with("apigateway:") || *action == "iam:CreateRole";
                let everything = resources.contains(&Value::from("*"));
                assert!(!(bounded && everything), "{place}");
            }
        }
        let text = policy.to_string();
        let of_stack = text.contains("cloudformation:CreateChangeSet");
        assert_eq!(of_stack, deployer == Deployer::CloudFormation);
        let of_control = text.contains("cloudformation:CreateResource");
        assert_eq!(of_control, deployer == Deployer::Apply);
        // The template of a private service has a function that registers its targets.
        let registers = case.build(Target::Cfn(TemplateFormat::Json));
        if deployer == Deployer::CloudFormation && registers.contains("AWS::Lambda::Function") {
            assert!(text.contains("lambda:CreateFunction"), "{}", case.name);
        }
    }
}

#[test]
fn cloud_control_can_do_what_each_step_needs() {
    let types = ResourceTypes::load();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let texts = |value: &Value| -> Vec<String> {
        let values = value.as_array().into_iter().flatten();
        values.map(text).collect()
    };
    for case in cases() {
        let plan: Value = serde_json::from_str(&case.build(Target::Plan)).expect("JSON");
        for step in plan["steps"].as_array().expect("steps") {
            if step["via"] != "cloudcontrol" {
                continue;
            }
            let kind = text(&step["type"]);
            let place = format!("{}: {kind}", case.name);
            let of = types.types.get(kind.as_str());
            let of = of.unwrap_or_else(|| panic!("{place} is not in the registry"));
            assert!(of.can(Handler::Read), "{place} cannot be read");
            if step["action"] == "read" {
                continue;
            }
            assert!(of.can(Handler::Create), "{place} cannot be created");
            assert!(of.can(Handler::Delete), "{place} cannot be deleted");
            let properties = step["properties"].as_object().expect("properties");
            // A create-only property is never updated.
            let fixed = texts(&step["create_only"]);
            let is_fixed = properties.keys().all(|name| fixed.contains(name));
            assert!(
                of.can(Handler::Update) || is_fixed,
                "{place} cannot be updated"
            );
            // A resource that cannot be listed is found by its identifier, or by the ARN that follows from its name.
            let is_named = texts(&step["identity"]["id"])
                .iter()
                .all(|name| properties.contains_key(name));
            let is_express = kind == "AWS::ECS::ExpressGatewayService";
            assert!(
                of.can(Handler::List) || is_named || is_express,
                "{place} cannot be found again"
            );
        }
    }
}
