//! Tests the judges themselves: each must accept a correct output and find an error.

use std::process::Command;

use serde_json::{Value, json};

use crate::tools::{
    Judged, Moto, Terraform, assert_cfn_lint, assert_cloudformation_validate, assert_properties,
    assert_provider_six, cfn_lint_findings, cloudformation_validate_findings, judges,
    property_findings, provider_six_findings, python, registry_schema, succeed,
};

const GOOD_TEMPLATE: &str = include_str!("../fixtures/judges/good.yaml");
const BAD_TEMPLATE: &str = include_str!("../fixtures/judges/bad.yaml");
const GOOD_MODULE: &str = include_str!("../fixtures/judges/good.tf");
const BAD_MODULE: &str = include_str!("../fixtures/judges/bad.tf");

#[test]
fn cfn_lint_accepts_valid_and_rejects_invalid_templates() {
    if !judges() {
        return;
    }
    assert_cfn_lint(&[("good", GOOD_TEMPLATE)]);
    let findings = cfn_lint_findings(&[("good", GOOD_TEMPLATE), ("bad", BAD_TEMPLATE)]);
    assert!(
        findings
            .iter()
            .all(|finding| finding.starts_with("bad.yaml")),
        "{findings:#?}"
    );
    for rule in ["E3012", "E3003", "I3011"] {
        assert!(
            findings.iter().any(|finding| finding.contains(rule)),
            "{rule}: {findings:#?}"
        );
    }
}

#[test]
fn the_validator_of_aws_accepts_valid_and_rejects_invalid_templates() {
    if !judges() {
        return;
    }
    assert_cloudformation_validate(&[("good", GOOD_TEMPLATE)]);
    let findings = cloudformation_validate_findings(&[("bad", BAD_TEMPLATE)]);
    assert!(
        findings.iter().any(|finding| finding.contains("RouteKey")),
        "{findings:#?}"
    );
}

#[test]
fn the_registry_judges_properties_and_lets_references_pass() {
    if !judges() {
        return;
    }
    let schema = registry_schema("AWS::ApiGatewayV2::Route");
    assert_eq!(schema["typeName"], "AWS::ApiGatewayV2::Route");
    let good = json!({
        "ApiId": { "$ref": "api" },
        "RouteKey": "GET /orders",
        "Target": { "$join": ["integrations/", { "$get": ["orders", "IntegrationId"] }] },
    });
    let bad = json!({ "RouteKey": 7, "RouteId": "r-1", "Colour": "red" });
    let judged = |label, properties| Judged {
        label,
        resource_type: "AWS::ApiGatewayV2::Route",
        properties,
    };
    assert_properties(&[judged("good", &good)]);
    let findings = property_findings(&[judged("good", &good), judged("bad", &bad)]).join("\n");
    for expected in [
        "'ApiId' is a required property",
        "'Colour' was unexpected",
        "RouteKey: 7",
        "only AWS writes it",
    ] {
        assert!(findings.contains(expected), "{expected}:\n{findings}");
    }
}

#[test]
fn provider_six_is_known_by_its_names() {
    if !judges() {
        return;
    }
    assert_provider_six(&[("main.tf", GOOD_MODULE)]);
    let findings = provider_six_findings(&[("main.tf", BAD_MODULE)]).join("\n");
    for expected in [
        "aws_apigatewayv2_route.orders: `api_id` is missing",
        "aws_apigatewayv2_route.orders: no argument `colour`",
        "aws_apigatewayv2_integration.orders: `tls_config` is a block",
        "aws_apigatewayv2_api has no attribute `endpoint`",
        "aws_apigatewayv3_api.old: no such type",
    ] {
        assert!(findings.contains(expected), "{expected}:\n{findings}");
    }
}

#[test]
fn moto_starts_and_stops() {
    if !judges() {
        return;
    }
    let moto = Moto::start();
    let ask = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).status)";
    let output =
        succeed(Command::new(python()).args(["-c", ask, &format!("{}/moto-api/", moto.url())]));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "200");
}

#[test]
fn terraform_judges_form_and_meaning() {
    let Some(terraform) = Terraform::find() else {
        return;
    };
    assert!(!terraform.provider_versions.is_empty());
    assert_eq!(terraform.fmt_difference(GOOD_MODULE), "");
    assert!(
        terraform
            .fmt_difference("locals {\na=1\n}\n")
            .contains("+  a = 1")
    );
    let good = terraform.workspace(&[("main.tf", GOOD_MODULE)]);
    assert_eq!(good.validate_findings(), [""; 0]);
    let bad = terraform.workspace(&[(
        "main.tf",
        "resource \"aws_apigatewayv2_api\" \"a\" {\n  name = 1\n}\n",
    )]);
    let findings = bad.validate_findings();
    assert!(
        findings
            .iter()
            .any(|finding| finding.contains("protocol_type")),
        "{findings:#?}"
    );
}

#[test]
#[ignore = "takes minutes; .ci/run runs it"]
fn terraform_applies_and_destroys_on_moto() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let moto = Moto::start();
    let workspace = terraform.workspace_on_moto(&[("main.tf", GOOD_MODULE)], &moto);
    let variables = [("name", "judged")];
    let plan = workspace.plan(&variables);
    let changes = plan["resource_changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 3, "{plan:#}");
    let made = workspace.apply(&variables);
    assert!(made.success, "{}", made.text);
    let state = workspace.state();
    let resources = state["values"]["root_module"]["resources"]
        .as_array()
        .expect("resources");
    let api = resources
        .iter()
        .find(|entry| entry["type"] == "aws_apigatewayv2_api");
    assert_eq!(
        api.map(|entry| &entry["values"]["name"]),
        Some(&Value::from("judged"))
    );
    let gone = workspace.destroy(&variables);
    assert!(gone.success, "{}", gone.text);
}
