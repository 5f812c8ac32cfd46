//! Judge of properties: the schemas of the CloudFormation registry that ship with cfn-lint.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::install::{python, recipe};
use super::scratch::succeed;

/// Properties to check.
pub(crate) struct Judged<'a> {
    /// Their name in findings, e.g. the id of a step.
    pub(crate) label: &'a str,
    /// CloudFormation's name of the type.
    pub(crate) resource_type: &'a str,
    /// As in a template or a plan; may contain references anywhere.
    pub(crate) properties: &'a Value,
}

/// Returns the schema of a type.
pub(crate) fn registry_schema(resource_type: &str) -> Value {
    let data = schemas();
    let map = std::fs::read_to_string(data.join("providers/us-east-1.json"))
        .expect("cfn-lint's map of types");
    let map: Value = serde_json::from_str(&map).expect("the map is JSON");
    let hash = map[resource_type]
        .as_str()
        .unwrap_or_else(|| panic!("the registry has no type {resource_type}"));
    let text =
        std::fs::read_to_string(data.join(format!("resources/{hash}.json"))).expect("a schema");
    serde_json::from_str(&text).expect("a schema is JSON")
}

/// Asserts that all properties match the schemas of their types.
pub(crate) fn assert_properties(entries: &[Judged]) {
    let findings = property_findings(entries);
    assert!(
        findings.is_empty(),
        "the registry's schemas:\n{}",
        findings.join("\n")
    );
}

/// Returns the schemas' findings about the properties.
pub(crate) fn property_findings(entries: &[Judged]) -> Vec<String> {
    let entries: Vec<Value> = entries
        .iter()
        .map(|entry| json!({ "label": entry.label, "type": entry.resource_type, "properties": entry.properties }))
        .collect();
    let mut child = Command::new(python())
        .arg(recipe("properties.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the judge of properties runs");
    let mut input = child.stdin.take().expect("its standard input");
    input
        .write_all(Value::Array(entries).to_string().as_bytes())
        .expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "the judge of properties failed");
    serde_json::from_slice(&output.stdout).expect("a list of findings")
}

fn schemas() -> &'static PathBuf {
    static SCHEMAS: OnceLock<PathBuf> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let place = "import cfnlint.data.schemas as found; print(next(iter(found.__path__)))";
        let output = succeed(Command::new(python()).args(["-c", place]));
        PathBuf::from(String::from_utf8(output.stdout).expect("a path").trim_end())
    })
}
