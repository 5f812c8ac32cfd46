//! Judge of JSON documents: any JSON Schema.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::install::{python, recipe};

/// Asserts that every document matches the schema, a path from the project's root.
pub(crate) fn assert_schema(schema: &str, documents: &[(&str, Value)]) {
    let findings = schema_findings(schema, documents);
    assert!(findings.is_empty(), "{schema}:\n{}", findings.join("\n"));
}

/// Returns the schema's findings about the documents.
pub(crate) fn schema_findings(schema: &str, documents: &[(&str, Value)]) -> Vec<String> {
    let entries = documents
        .iter()
        .map(|(label, document)| json!({ "label": label, "document": document }));
    let entries: Vec<Value> = entries.collect();
    let mut child = Command::new(python())
        .arg(recipe("schema.py"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(schema))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the judge of documents runs");
    let mut input = child.stdin.take().expect("its standard input");
    input
        .write_all(Value::Array(entries).to_string().as_bytes())
        .expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "the judge of documents failed");
    serde_json::from_slice(&output.stdout).expect("a list of findings")
}
