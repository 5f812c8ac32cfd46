//! The judges' findings about the compiler's output: every golden case and every example, for every target.

use std::path::{Path, PathBuf};
use std::process::Command;

use gwc::driver::{Target, TemplateFormat};
use serde_json::Value;

use crate::golden::cases;
use crate::tools::{
    Judged, Terraform, assert_cfn_lint, assert_cloudformation_validate, assert_properties,
    assert_provider_six, assert_schema, judges, schema_findings, succeed,
};

/// Returns the outputs of a target: the golden cases from the library, the examples from the program.
fn outputs(target: Target, word: &str) -> Vec<(String, String)> {
    let golden = cases()
        .into_iter()
        .map(|case| (case.name.clone(), case.build(target)));
    let examples = examples().into_iter().map(|path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gwc"));
        let output = succeed(command.args(["build", "--target", word]).arg(&path));
        let name = path.file_stem().expect("a name").to_string_lossy();
        let text = String::from_utf8(output.stdout).expect("text");
        (format!("example-{name}"), text)
    });
    golden.chain(examples).collect()
}

/// Returns the specs of `specs/examples` that no other one includes.
pub(crate) fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/examples");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("specs/examples") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            // A spec of several files has the name of its folder.
            let name = path.file_name().expect("a name");
            found.push(path.join(name).with_extension("gw"));
        } else if path.extension().is_some_and(|end| end == "gw") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn borrow(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = texts.iter();
    pairs
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

#[test]
fn cfn_lint_finds_nothing() {
    if !judges() {
        return;
    }
    let templates = outputs(Target::Cfn(TemplateFormat::Yaml), "cfn");
    assert_cfn_lint(&borrow(&templates));
}

#[test]
fn the_validator_of_aws_finds_nothing() {
    if !judges() {
        return;
    }
    let templates = outputs(Target::Cfn(TemplateFormat::Yaml), "cfn");
    assert_cloudformation_validate(&borrow(&templates));
}

#[test]
fn every_plan_fits_its_schema() {
    if !judges() {
        return;
    }
    let plans = outputs(Target::Plan, "plan");
    let parsed = plans
        .iter()
        .map(|(name, text)| (name.as_str(), serde_json::from_str(text).expect("JSON")));
    let mut parsed: Vec<(&str, Value)> = parsed.collect();
    assert_schema("specs/plan.schema.json", &parsed);
    // Check that the schema works: it must refuse a reference of an unknown form.
    let (_, plan) = parsed.first_mut().expect("a plan");
    plan["outputs"] = serde_json::json!({ "X": { "value": { "$else": "x" } } });
    assert!(!schema_findings("specs/plan.schema.json", &parsed).is_empty());
}

#[test]
fn every_step_of_a_plan_fits_its_type() {
    if !judges() {
        return;
    }
    let plans: Vec<(String, Value)> = outputs(Target::Plan, "plan")
        .into_iter()
        .map(|(name, text)| (name, serde_json::from_str(&text).expect("JSON")))
        .collect();
    let mut labels = Vec::new();
    for (name, plan) in &plans {
        for step in plan["steps"].as_array().expect("steps") {
            if step["action"] == "create" {
                let id = step["id"].as_str().expect("an id");
                labels.push((format!("{name} {id}"), step));
            }
        }
    }
    let judged: Vec<Judged> = labels
        .iter()
        .map(|(label, step)| Judged {
            label,
            resource_type: step["type"].as_str().expect("a type"),
            properties: &step["properties"],
        })
        .collect();
    assert!(judged.len() > 100, "only {} steps", judged.len());
    assert_properties(&judged);
}

#[test]
fn provider_six_knows_every_name() {
    if !judges() {
        return;
    }
    assert_provider_six(&borrow(&outputs(Target::Terraform, "terraform")));
}

#[test]
fn terraform_finds_nothing_to_format_and_nothing_wrong() {
    let modules = outputs(Target::Terraform, "terraform");
    let mut findings = Vec::new();
    for terraform in Terraform::find_all() {
        let mut workspace = None;
        for (name, text) in &modules {
            let difference = terraform.fmt_difference(text);
            if !difference.is_empty() {
                findings.push(format!("{name}: {difference}"));
            }
            if !terraform.has_provider_for(text) {
                continue;
            }
            // One folder for all modules, because `terraform init` is slow.
            let workspace =
                workspace.get_or_insert_with(|| terraform.workspace(&[("main.tf", text)]));
            workspace.write("main.tf", text);
            let found = workspace.validate_findings();
            findings.extend(found.iter().map(|finding| format!("{name}: {finding}")));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
