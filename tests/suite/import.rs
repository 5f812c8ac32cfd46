//! `gwc init --from`: the imported part builds the same routes, and the rest is listed.

mod documents;
mod round_trip;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use gwc::driver;
use gwc::import::{self, ImportError, Imported};
use gwc::model::Bindings;
use gwc::source::{FileId, Loaded, MemoryLoader};

use crate::tools::{Scratch, facts};

fn document(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/import");
    std::fs::read_to_string(Path::new(folder).join(name)).expect("a fixture")
}

fn import(name: &str) -> (Imported, String) {
    let imported = import::import("imported", &document(name), facts()).expect("a document");
    let spec = gwc::fmt::format(FileId(0), &imported.spec);
    let spec = spec.unwrap_or_else(|error| panic!("{error:?}\n{}", imported.spec));
    (imported, spec)
}

/// Returns the route keys of a spec without errors.
fn route_keys(spec: &str) -> BTreeSet<String> {
    let root = Loaded {
        identity: "imported.gw".to_owned(),
        name: "imported.gw".to_owned(),
        text: Arc::from(spec),
    };
    let analysis = driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    );
    let errors: Vec<_> = analysis
        .diagnostics
        .iter()
        .filter(|it| it.is_error())
        .collect();
    assert!(errors.is_empty(), "{spec}\n{errors:#?}");
    let routes = analysis.program.routes.iter();
    routes.map(|it| it.key.to_string()).collect()
}

fn holds(name: &str, keys: &[&str]) {
    let (imported, spec) = import(name);
    let keys: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(route_keys(&spec), keys, "{spec}");
    let snapshot = format!("{spec}\nleft out:\n{}", imported.left_out.join("\n"));
    insta::assert_snapshot!(name.replace('.', "-"), snapshot);
}

#[test]
fn an_openapi_document() {
    holds(
        "openapi.yaml",
        &[
            "GET /orders",
            "POST /orders",
            "GET /orders/{id}",
            "ANY /files/{proxy+}",
        ],
    );
}

#[test]
fn a_sam_template() {
    holds(
        "sam.yaml",
        &["GET /orders", "GET /orders/{id}", "ANY /health"],
    );
}

#[test]
fn a_cloudformation_template() {
    holds("template.yaml", &["GET /orders/{id}", "ANY /web/{proxy+}"]);
}

#[test]
fn a_serverless_yml() {
    holds(
        "serverless.yml",
        &["GET /orders", "POST /orders/{id}/items", "$default"],
    );
}

#[test]
fn a_template_with_unsupported_parts() {
    holds(
        "edge.yaml",
        &[
            "GET /orders/{id}",
            "POST /orders",
            "ANY /web/{proxy+}",
            "ANY /queue",
            "GET /signed",
            "$default",
        ],
    );
}

#[test]
fn a_sam_template_with_globals() {
    holds(
        "globals.yaml",
        &[
            "GET /pets",
            "POST /pets",
            "GET /pets/{id}",
            "GET /open",
            "$default",
        ],
    );
}

#[test]
fn a_sam_template_with_computed_values_and_two_apis() {
    holds(
        "computed.yaml",
        &[
            "GET /pets",
            "OPTIONS /pets",
            "GET /pets/{id}",
            "GET /health",
            "DELETE /pets",
        ],
    );
}

#[test]
fn a_serverless_yml_with_authorizers() {
    holds(
        "authorizers.yml",
        &[
            "GET /pets",
            "POST /pets",
            "ANY /admin/{proxy+}",
            "GET /signed",
        ],
    );
}

#[test]
fn an_openapi_document_with_corner_cases() {
    holds(
        "corners.json",
        &[
            "GET /pets",
            "GET /pets/{id}",
            "POST /pets/{id}",
            "DELETE /pets/{id}",
            "$default",
        ],
    );
}

#[test]
fn a_sam_template_with_conditions() {
    holds(
        "conditions.yaml",
        &["GET /orders", "GET /zones", "GET /round"],
    );
}

#[test]
fn a_sam_template_with_names_that_become_the_same() {
    holds("names.yaml", &["GET /orders", "GET /lines"]);
}

#[test]
fn a_serverless_yml_with_an_api_among_its_resources() {
    holds("resources.yml", &["POST /orders"]);
}

#[test]
fn a_serverless_yml_with_timeouts() {
    holds(
        "timeouts.yml",
        &[
            "GET /reports",
            "POST /reports",
            "GET /reports/{id}",
            "GET /computed",
            "GET /long",
        ],
    );
}

#[test]
fn the_example_of_a_migration_has_the_routes_of_its_document() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/examples/from-serverless");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("the example");
    let imported = import::import("x", &read("serverless.yml"), facts()).expect("a document");
    let spec = read("from-serverless.gw");
    assert_eq!(route_keys(&imported.spec), route_keys(&spec));
}

#[test]
fn documents_without_a_gateway_are_refused() {
    let refused = |text: &str| import::import("x", text, facts()).expect_err("an error");
    assert!(matches!(refused("{ a: [ }"), ImportError::Syntax(_)));
    assert_eq!(refused("a: 1"), ImportError::UnknownFormat);
    assert_eq!(
        refused("openapi: 3.0.0\npaths: {}"),
        ImportError::NoHttpApi("OpenAPI document")
    );
    let conditional = "\
Conditions: { Never: { Fn::Equals: [a, b] } }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Condition: Never, Properties: { ProtocolType: HTTP } }
";
    assert_eq!(
        refused(conditional),
        ImportError::ConditionalHttpApi("template")
    );
}

#[test]
fn nothing_is_overwritten() {
    let scratch = Scratch::with_files(
        "import",
        [("serverless.yml", document("serverless.yml").as_str())],
    );
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gwc"));
        command
            .current_dir(scratch.path())
            .args(["init", "--from", "serverless.yml", "orders.gw"])
            .output()
            .expect("gwc runs")
    };
    let first = run();
    let said = String::from_utf8_lossy(&first.stderr).into_owned();
    assert_eq!(first.status.code(), Some(0), "{said}");
    assert!(said.contains("left out: plugins"), "{said}");
    let written = std::fs::read_to_string(scratch.path().join("orders.gw")).expect("a spec");
    assert_eq!(run().status.code(), Some(2));
    let after = std::fs::read_to_string(scratch.path().join("orders.gw")).expect("a spec");
    assert_eq!(written, after);
    let check = Command::new(env!("CARGO_BIN_EXE_gwc"))
        .current_dir(scratch.path())
        .args(["check", "orders.gw"])
        .output()
        .expect("gwc runs");
    assert_eq!(
        check.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
}
