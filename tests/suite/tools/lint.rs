//! Judges of CloudFormation templates: cfn-lint, and the validator published by AWS. Both take all templates at once,
//! because they start slowly.

use std::process::Command;

use serde_json::Value;

use super::install::{node_home, python, recipe};
use super::scratch::{Scratch, succeed};

/// Regions with every service that templates may use.
const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

/// Asserts that cfn-lint finds nothing at all: no error, no warning, no remark.
pub(crate) fn assert_cfn_lint(templates: &[(&str, &str)]) {
    let findings = cfn_lint_findings(templates);
    assert!(findings.is_empty(), "cfn-lint:\n{}", findings.join("\n"));
}

/// Asserts that AWS's validator finds nothing, apart from remarks that `tests/tools/validate.mjs` leaves out.
pub(crate) fn assert_cloudformation_validate(templates: &[(&str, &str)]) {
    let findings = cloudformation_validate_findings(templates);
    assert!(
        findings.is_empty(),
        "cloudformation-validate:\n{}",
        findings.join("\n")
    );
}

/// Returns cfn-lint's findings about the templates, including remarks.
pub(crate) fn cfn_lint_findings(templates: &[(&str, &str)]) -> Vec<String> {
    let scratch = write(templates);
    // Not by its script, whose first line contains the path that the folder had when it was created.
    let mut command = Command::new(python());
    command.args(["-c", "import cfnlint.runner; cfnlint.runner.main()"]);
    command.args(["--format", "json", "--include-checks", "I", "--regions"]);
    command
        .args(REGIONS)
        .arg("--")
        .args(files(&scratch, templates));
    // Its exit status differs if it finds something, so use the output.
    let output = command.output().expect("cfn-lint runs");
    let found: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("cfn-lint: {}", String::from_utf8_lossy(&output.stderr)));
    let found = found.as_array().expect("a list of findings");
    found
        .iter()
        .map(|finding| {
            let path = &finding["Location"]["Path"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            format!(
                "{} {} {path}: {}",
                file_name(&finding["Filename"]),
                text(&finding["Rule"]["Id"]),
                text(&finding["Message"])
            )
        })
        .collect()
}

/// Returns the findings of AWS's validator about the templates.
pub(crate) fn cloudformation_validate_findings(templates: &[(&str, &str)]) -> Vec<String> {
    let scratch = write(templates);
    let mut command = Command::new("node");
    command
        .arg(recipe("validate.mjs"))
        .arg(node_home().join("node_modules"));
    let output = succeed(command.args(files(&scratch, templates)));
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list of findings");
    found
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default();
            format!(
                "{} {} {} {}: {}",
                file_name(&finding["template"]),
                text("rule"),
                text("level"),
                text("place"),
                text("message")
            )
        })
        .collect()
}

fn write(templates: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::with_files("templates", []);
    for (name, text) in templates {
        scratch.write(&template_file(name, text), text);
    }
    scratch
}

fn files(scratch: &Scratch, templates: &[(&str, &str)]) -> Vec<std::path::PathBuf> {
    templates
        .iter()
        .map(|(name, text)| scratch.path().join(template_file(name, text)))
        .collect()
}

fn template_file(name: &str, text: &str) -> String {
    let form = if text.trim_start().starts_with('{') {
        "json"
    } else {
        "yaml"
    };
    format!("{}.{form}", name.replace(['/', ' '], "-"))
}

fn file_name(path: &Value) -> &str {
    let path = path.as_str().unwrap_or_default();
    path.rsplit('/').next().unwrap_or(path)
}
