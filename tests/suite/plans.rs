//! What must hold for each plan.

use std::collections::BTreeSet;

use gwc::driver::Target;
use serde_json::Value;

use crate::golden::cases;

/// Steps and inputs that a value names.
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

#[test]
fn a_policy_allows_what_the_plan_takes_and_names_what_it_can() {
    for case in cases() {
        let policy: Value = serde_json::from_str(&case.build(Target::Policy)).expect("JSON");
        let plan: Value = serde_json::from_str(&case.build(Target::Plan)).expect("JSON");
        let statements = policy["Statement"].as_array().expect("statements");
        let permissions = gwc::facts::Permissions::load();
        for step in plan["steps"].as_array().expect("steps") {
            for action in permissions.actions(step["type"].as_str().expect("a type")) {
                let allows = |it: &&Value| {
                    it["Action"]
                        .as_array()
                        .is_some_and(|it| it.contains(&Value::from(*action)))
                };
                let statement = statements.iter().find(allows);
                let statement = statement.unwrap_or_else(|| panic!("{}: {action}", case.name));
                let resources = statement["Resource"].as_array().expect("resources");
                assert!(!resources.is_empty(), "{}: {action}", case.name);
                let bounded = action.starts_with("apigateway:") || *action == "iam:CreateRole";
                let everything = resources.contains(&Value::from("*"));
                assert!(!(bounded && everything), "{}: {action}", case.name);
            }
        }
    }
}
