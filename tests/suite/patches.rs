//! Patches affect all commands: trace, expect, the rules and diff.

use std::sync::Arc;

use gwc::diff;
use gwc::driver::{self, Analysis};
use gwc::facts::Deployer;
use gwc::graph::Body;
use gwc::graph::address::{logical_id, terraform_address};
use gwc::model::Bindings;
use gwc::route::{Request, Table, trace};
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

const SPEC: &str = "\
gw 1
gateway g { region eu-west-1; throttle 100/s burst 50; endpoint off
  domain api.g.example { certificate arn:aws:acm:eu-west-1:111122223333:certificate/4e1c4e1c-0000-4000-8000-000000000000; mtls s3://trust/store.pem } }
auth users jwt { issuer https://login.example; audience web }
auth staff jwt { issuer https://login.example; audience staff }
GET /a/<x> -> https://a.example timeout 5s auth users [read]
GET /b -> https://b.example auth staff
";

/// Analyzes a spec with patches, in which `INTEGRATION` is the logical id of the integration of `GET /a/<x>`, and
/// `TERRAFORM` its address.
fn analysis(patches: &str) -> Analysis {
    if patches.contains("INTEGRATION") || patches.contains("TERRAFORM") {
        let (logical, address) = integration();
        let patches = patches.replace("INTEGRATION", &logical);
        return analysis(&patches.replace("TERRAFORM", &address));
    }
    let root = Loaded {
        identity: "p.gw".to_owned(),
        name: "p.gw".to_owned(),
        text: Arc::from(format!("{SPEC}{patches}\n")),
    };
    driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    )
}

fn integration() -> (String, String) {
    let lowered = driver::lower(&analysis(""), facts()).expect("no errors");
    let sealed = lowered.sealed.expect("a graph");
    let resources = &sealed.graph().resources;
    let target = resources.iter().find_map(|it| match &it.body {
        Body::Route(route) if route.key.to_string() == "GET /a/{x}" => Some(&route.target),
        _ => None,
    });
    let found = sealed
        .get(target.expect("a route"))
        .expect("an integration");
    let address = terraform_address(found.body.kind(), &found.id);
    (logical_id(found), address)
}

/// Returns the codes of the findings, and `trace --format json` of a request.
fn trace(patches: &str, method: &str, target: &str) -> (Vec<String>, serde_json::Value) {
    let analysis = analysis(patches);
    let codes = analysis.diagnostics.iter().map(|it| it.code.to_string());
    let table = Table::new(&analysis.program.routes);
    let request = Request::new(method, target).expect("a request");
    let trace = trace::trace(&analysis.program, facts(), &table, &request);
    (codes.collect(), trace::object(&trace))
}

#[test]
fn a_route_that_a_patch_opens_is_open_everywhere() {
    let cfn = "patch cfn RouteGetB \"/AuthorizationType\" = \"NONE\"";
    let terraform =
        "patch terraform aws_apigatewayv2_route.get_b \"/authorization_type\" = \"NONE\"";
    for patch in [cfn, terraform] {
        let (codes, object) = trace(patch, "GET", "/b");
        assert_eq!(object["auth"], serde_json::Value::Null, "{patch}");
        assert!(codes.contains(&"GW0742".to_owned()), "{codes:?}");
        let expect = format!("{patch}\nexpect GET /b -> https://b.example auth staff");
        let (codes, _) = trace(&expect, "GET", "/b");
        assert!(codes.contains(&"GW0252".to_owned()), "{codes:?}");
        let expect = format!("{patch}\nexpect GET /b -> https://b.example open");
        let (codes, _) = trace(&expect, "GET", "/b");
        assert!(!codes.contains(&"GW0252".to_owned()), "{codes:?}");
        let found = diff::difference(
            &analysis(""),
            &analysis(patch),
            facts(),
            Deployer::CloudFormation,
        );
        let first = &found.requests[0];
        assert_eq!(first.aspects[0].aspect.word(), "auth-dropped", "{found:#?}");
        assert_eq!(first.example, "GET /b");
    }
}

#[test]
fn another_authorizer_and_other_scopes() {
    let patch = "patch cfn RouteGetAVar \"/AuthorizerId\" = {\"Ref\": \"AuthorizerStaff\"}";
    let (codes, object) = trace(patch, "GET", "/a/7");
    assert_eq!(object["auth"], "staff", "{codes:?}");
    let patch = "patch cfn RouteGetAVar \"/AuthorizationScopes\" = [\"write\"]";
    let found = diff::difference(
        &analysis(""),
        &analysis(patch),
        facts(),
        Deployer::CloudFormation,
    );
    let change = &found.requests[0].aspects[0];
    assert_eq!(change.old.as_deref(), Some("auth users: scopes [read]"));
    assert_eq!(change.new.as_deref(), Some("auth users: scopes [write]"));
}

/// A reference is an object in both targets; text never becomes an expression.
#[test]
fn patches_for_terraform_refer_to_blocks_of_the_module() {
    let patch = |value: &str| {
        format!("patch terraform aws_apigatewayv2_route.get_a_var \"/authorizer_id\" = {value}")
    };
    let staff = patch("{\"$ref\": \"aws_apigatewayv2_authorizer.staff.id\"}");
    let both = format!(
        "{staff}\npatch cfn RouteGetAVar \"/AuthorizerId\" = {{\"Ref\": \"AuthorizerStaff\"}}"
    );
    for patches in [&staff, &both] {
        let (codes, object) = trace(patches, "GET", "/a/7");
        assert_eq!(object["auth"], "staff", "{codes:?}");
        assert!(!codes.contains(&"GW0741".to_owned()), "{codes:?}");
    }
    let module = |patches: &str| {
        let built = driver::build(
            &analysis(patches),
            facts(),
            driver::Target::Terraform,
            driver::Layout::Document,
        );
        let messages = built.diagnostics.iter().map(|it| it.message.clone());
        let messages: Vec<String> = messages.collect();
        let files = built.files.into_iter().flatten();
        (files.map(|it| it.text).collect::<String>(), messages)
    };
    let (text, messages) = module(&staff);
    let line = "authorizer_id = aws_apigatewayv2_authorizer.staff.id\n";
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed.contains(line.trim()), "{messages:?}\n{text}");
    for wrong in [
        "aws_apigatewayv2_authorizer.staf.id",
        "aws_apigatewayv2_authorizer.staff",
        "file(\\\"/x\\\")",
        "aws_apigatewayv2_authorizer.staff.id} ${x",
    ] {
        let (_, messages) = module(&patch(&format!("{{\"$ref\": \"{wrong}\"}}")));
        assert!(
            messages.iter().any(|it| it.contains("refers to nothing")),
            "{wrong}: {messages:?}"
        );
    }
}

#[test]
fn the_path_and_headers_that_an_integration_sends() {
    let patch = "patch cfn INTEGRATION \"/RequestParameters\" = {\"overwrite:path\": \"/v2/${request.path.x}\", \"overwrite:header.x-tenant\": \"blue\"}";
    let (codes, object) = trace(patch, "GET", "/a/7");
    assert_eq!(object["forwarded"]["path"], "/v2/7", "{codes:?}");
    let found = diff::difference(
        &analysis(""),
        &analysis(patch),
        facts(),
        Deployer::CloudFormation,
    );
    let headers = found.requests[0]
        .aspects
        .iter()
        .find(|it| it.aspect.word() == "headers");
    let headers = headers.and_then(|it| it.new.as_deref());
    assert_eq!(headers, Some("set header x-tenant blue"));
}

/// Returns the changes of requests after adding a patch: the change, the old and the new value of each.
fn changes(patch: &str) -> Vec<String> {
    let found = diff::difference(
        &analysis(""),
        &analysis(patch),
        facts(),
        Deployer::CloudFormation,
    );
    let changes = found.requests.iter().flat_map(|it| &it.aspects);
    changes
        .map(|it| {
            let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
            format!(
                "{}: {} -> {}",
                it.aspect.word(),
                text(&it.old),
                text(&it.new)
            )
        })
        .collect()
}

#[test]
fn limits_of_integration_stage_and_route() {
    assert_eq!(
        changes("patch cfn INTEGRATION \"/TimeoutInMillis\" = 7000"),
        ["timeout: 5s -> 7s"]
    );
    assert_eq!(
        changes("patch terraform TERRAFORM \"/timeout_milliseconds\" = 7000"),
        ["timeout: 5s -> 7s"]
    );
    let raised = changes("patch cfn Stage \"/DefaultRouteSettings/ThrottlingRateLimit\" = 500");
    assert!(
        raised
            .iter()
            .all(|it| it.starts_with("throttle-raised: 100/s burst 50")),
        "{raised:?}"
    );
    assert!(!raised.is_empty());
    let own = changes(
        "patch cfn Stage \"/RouteSettings\" = {\"GET /b\": {\"ThrottlingRateLimit\": 0.5, \"ThrottlingBurstLimit\": 1}}",
    );
    assert_eq!(own.len(), 1, "{own:?}");
    assert!(own[0].ends_with("0.5/s burst 1"), "{own:?}");
}

#[test]
fn cors_hosts_and_mutual_tls() {
    let cors = changes("patch cfn Api \"/CorsConfiguration\" = {\"AllowOrigins\": [\"*\"]}");
    assert!(cors[0].starts_with("cors-opened:"), "{cors:?}");
    let exposed = changes("patch cfn Api \"/DisableExecuteApiEndpoint\" = false");
    assert!(exposed[0].starts_with("host-exposed:"), "{exposed:?}");
    let mtls = changes("patch cfn DomainApiGExample \"/MutualTlsAuthentication\" = null");
    assert_eq!(mtls, ["mtls-off: truststore s3://trust/store.pem -> -"]);
}

#[test]
fn an_issuer_that_a_patch_changes() {
    let patch =
        "patch cfn AuthorizerStaff \"/JwtConfiguration/Issuer\" = \"https://other.example\"";
    assert_eq!(
        changes(patch),
        [
            "auth-changed: auth staff: issuer https://login.example -> auth staff: issuer https://other.example"
        ]
    );
}

#[test]
fn patches_without_an_effect_are_ignored_and_opaque_ones_reported() {
    let (codes, _) = trace(
        "patch cfn RouteGetB \"/OperationName\" = \"b\"",
        "GET",
        "/b",
    );
    assert!(!codes.iter().any(|it| it.starts_with("GW074")), "{codes:?}");
    let (codes, _) = trace(
        "patch cfn INTEGRATION \"/ResponseParameters\" = {\"200\": {\"ResponseParameters\": []}}",
        "GET",
        "/b",
    );
    assert!(codes.contains(&"GW0740".to_owned()), "{codes:?}");
}

#[test]
fn targets_that_are_patched_differently_disagree() {
    let cfn = "patch cfn INTEGRATION \"/TimeoutInMillis\" = 7000";
    let terraform = |timeout: u32| {
        format!("{cfn}\npatch terraform TERRAFORM \"/timeout_milliseconds\" = {timeout}")
    };
    let (codes, _) = trace(&terraform(7000), "GET", "/b");
    assert!(!codes.contains(&"GW0741".to_owned()), "{codes:?}");
    let (codes, _) = trace(&terraform(8000), "GET", "/b");
    assert!(codes.contains(&"GW0741".to_owned()), "{codes:?}");
}

/// Returns a step of the plan, or the codes and messages of the errors.
fn step(patches: &str, id: &str) -> Result<serde_json::Value, Vec<String>> {
    let built = driver::build(
        &analysis(patches),
        facts(),
        driver::Target::Plan,
        driver::Layout::Document,
    );
    let Some(files) = built.files else {
        let faults = built.diagnostics.iter();
        return Err(faults
            .map(|it| format!("{}: {}", it.code, it.message))
            .collect());
    };
    let plan: serde_json::Value = serde_json::from_str(&files[0].text).expect("JSON");
    let steps = plan["steps"].as_array().expect("steps");
    let found = steps.iter().find(|it| it["id"] == id);
    Ok(found.expect("the step").clone())
}

#[test]
fn a_plan_has_the_patches_of_the_template() {
    let api = step("patch cfn Api \"/Version\" = \"2026-11\"", "api").expect("a plan");
    assert_eq!(api["properties"]["Version"], "2026-11");
    let stage = step(
        "patch cfn Stage \"/Properties/DefaultRouteSettings/ThrottlingRateLimit\" = 7",
        "stage",
    );
    let stage = stage.expect("a plan");
    let settings = &stage["properties"]["DefaultRouteSettings"];
    assert_eq!(settings["ThrottlingRateLimit"], 7, "{stage:#}");
    assert_eq!(settings["ThrottlingBurstLimit"], 50, "{stage:#}");
    let opened = "patch cfn RouteGetB \"/AuthorizationType\" = \"NONE\"\npatch cfn RouteGetB \"/AuthorizerId\" = null";
    let route = step(opened, "route-get-b").expect("a plan");
    assert_eq!(route["properties"]["AuthorizationType"], "NONE");
    assert!(
        route["properties"].get("AuthorizerId").is_none(),
        "{route:#}"
    );
    assert_eq!(route["write_only"], serde_json::json!([]), "{route:#}");
    let tags = step("patch cfn Api \"/Tags\" = {\"team\": \"blue\"}", "api").expect("a plan");
    assert_eq!(tags["properties"]["Tags"]["team"], "blue");
    assert_eq!(
        tags["properties"]["Tags"]["gwc:step"], "api",
        "the mark stays"
    );
}

#[test]
fn a_patch_may_keep_what_its_step_made() {
    let kept = step("patch cfn Api \"/DeletionPolicy\" = \"Retain\"", "api").expect("a plan");
    assert_eq!(kept["retain"], true);
    let plain = step("patch cfn Api \"/DeletionPolicy\" = \"Delete\"", "api").expect("a plan");
    assert_eq!(plain["retain"], false);
}

#[test]
fn functions_of_a_patch_become_references_of_the_plan() {
    let patch = "patch cfn RouteGetB \"/AuthorizerId\" = {\"Ref\": \"AuthorizerUsers\"}";
    let route = step(patch, "route-get-b").expect("a plan");
    let wanted = serde_json::json!({ "$get": ["authorizer-users", "AuthorizerId"] });
    assert_eq!(route["properties"]["AuthorizerId"], wanted);
    let waits = route["depends_on"].as_array().expect("steps");
    assert!(waits.contains(&"authorizer-users".into()), "{route:#}");
    let patch = "patch cfn Stage \"/StageVariables\" = {\"url\": {\"Fn::Sub\": \"${Api.ApiEndpoint}/${AWS::Region}/${!x}\"}, \"id\": {\"Fn::Join\": [\"-\", [\"a\", {\"Fn::GetAtt\": [\"Api\", \"ApiId\"]}]]}}";
    let stage = step(patch, "stage").expect("a plan");
    let wanted = serde_json::json!({
        "url": { "$join": [{ "$get": ["api", "ApiEndpoint"] }, "/", "eu-west-1", "/", "${x}"] },
        "id": { "$join": ["a", "-", { "$get": ["api", "ApiId"] }] },
    });
    assert_eq!(stage["properties"]["StageVariables"], wanted);
}

#[test]
fn a_patch_that_a_plan_cannot_express_is_an_error() {
    let refused = |patch: &str, id: &str| step(patch, id).expect_err("no plan").join("\n");
    let split = "patch cfn Api \"/Version\" = {\"Fn::Split\": [\",\", \"a,b\"]}";
    let said = refused(split, "api");
    assert!(
        said.contains("GW0710: plans do not support `Fn::Split`"),
        "{said}"
    );
    let circle = "patch cfn Api \"/Description\" = {\"Ref\": \"Stage\"}";
    let said = refused(circle, "api");
    assert!(
        said.contains("GW0710: `stage` depends on the patched resource"),
        "{said}"
    );
    let nowhere = "patch cfn Apo \"/Version\" = \"1\"";
    let said = refused(nowhere, "api");
    assert!(
        said.contains("GW0710: the template has no resource `Apo`"),
        "{said}"
    );
    let dead_end = "patch cfn Stage \"/DefaultRouteSettings/No/Where\" = 1";
    let said = refused(dead_end, "stage");
    assert!(
        said.contains("GW0710: `Stage` has no `No` at that place"),
        "{said}"
    );
}
