//! Terraform with the modules: the complete private chain, and hostile text that must stay unchanged.

use std::fmt::Write;
use std::process::Command;

use gwc::driver::{self, Layout, Target};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};
use serde_json::Value;

use crate::tools::{Moto, Scratch, Terraform, facts, judges, python, succeed};

/// Returns the files of a spec's module.
fn module(files: &[(String, String)]) -> Vec<(String, String)> {
    let mut loader = MemoryLoader::default();
    for (name, text) in files {
        loader.files.insert(name.clone(), text.as_str().into());
    }
    let (root, text) = &files[0];
    let root = Loaded {
        identity: root.clone(),
        name: root.clone(),
        text: text.as_str().into(),
    };
    let analysis = driver::analyze(root, &loader, facts(), &Bindings::default());
    let built = driver::build(&analysis, facts(), Target::Terraform, Layout::Folder);
    let found = analysis.diagnostics.iter().chain(&built.diagnostics);
    let errors: Vec<_> = found.filter(|found| found.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let files = built.files.expect("a module");
    files
        .into_iter()
        .map(|file| (file.name, file.text))
        .collect()
}

fn borrow(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let files = files.iter();
    files
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

/// Runs a script of the fixtures against moto.
fn script(name: &str, moto: &Moto) -> Value {
    let path = format!(
        "{}/tests/fixtures/terraform/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let output = succeed(Command::new(python()).arg(path).arg(moto.url()));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Differences between moto 5.2 and AWS: another rule's group has the account in front, and endpoints and APIs have no
/// kind of address.
const GAPS_OF_MOTO: [&str; 4] = [
    "aws_apigatewayv2_api",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_endpoint",
];

/// Returns the resources that a plan would change, by address and type.
fn changes(plan: &Value) -> Vec<(String, String)> {
    let changes = plan["resource_changes"].as_array().expect("changes");
    let changes = changes.iter().filter(|change| {
        let actions = &change["change"]["actions"];
        change["mode"] == "managed" && *actions != serde_json::json!(["no-op"])
    });
    changes
        .map(|change| {
            let text = |name: &str| change[name].as_str().expect("text").to_owned();
            (text("address"), text("type"))
        })
        .collect()
}

#[test]
#[ignore = "takes minutes; .ci/run runs it"]
fn the_private_chain_is_applied_read_back_and_destroyed() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let moto = Moto::start();
    let known = script("prepare.py", &moto);
    let spec = include_str!("../fixtures/terraform/chain.gw").to_owned();
    let files = module(&[("chain.gw".to_owned(), spec.clone())]);
    let workspace = terraform.workspace_on_moto(&borrow(&files), &moto);
    let (vpc, subnets) = (
        known["vpc"].as_str().expect("a VPC"),
        known["subnets"].to_string(),
    );
    let variables = [("main_vpc_id", vpc), ("main_subnet_ids", subnets.as_str())];
    let made = workspace.apply(&variables);
    assert!(made.success, "{}", made.text);

    let found = script("read_back.py", &moto);
    let route = |key: &str| &found["routes"][key];
    let orders = route("ANY /api/{proxy+}");
    assert_eq!(
        orders["RequestParameters"]["overwrite:path"],
        "/${request.path.proxy}"
    );
    let host = &orders["RequestParameters"]["overwrite:header.Host"];
    let domain = host.as_str().expect("a host");
    assert!(domain.ends_with(".us-east-1.awsapprunner.com"), "{domain}");
    assert_eq!(orders["TlsConfig"]["ServerNameToVerify"], *host);
    let raw = route("ANY /raw/{proxy+}");
    assert_eq!(
        raw["RequestParameters"]["overwrite:path"],
        "/v2/${request.path.proxy}"
    );
    let web = route("ANY /web/{proxy+}");
    assert_eq!(
        web["ResponseParameters"]["404"]["overwrite:header.x-why"],
        "not ${there}"
    );
    assert_eq!(found["api"]["Tags"]["odd"], "${x} $${y} %{if} \"q\"");
    let targets = found["targets"].as_array().expect("targets");
    let mut registered: Vec<&Value> = targets.iter().map(|target| &target["address"]).collect();
    registered.sort_by_key(|address| address.as_str());
    let addresses = found["addresses"].as_array().expect("addresses");
    assert_eq!(registered, addresses.iter().collect::<Vec<_>>());
    assert!(targets.iter().all(|target| target["port"] == 443));

    let again = changes(&workspace.plan(&variables));
    let own: Vec<_> = again
        .iter()
        .filter(|(_, kind)| !GAPS_OF_MOTO.contains(&kind.as_str()))
        .collect();
    assert!(own.is_empty(), "a second apply would change {own:?}");

    // While the endpoint gets another tag or another subnet, its targets stay; the new subnet adds its own target.
    let tagged = module(&[("chain.gw".to_owned(), spec.replace("payments", "orders"))]);
    for (name, text) in &tagged {
        workspace.write(name, text);
    }
    let is_target = |(_, kind): &(String, String)| kind == "aws_lb_target_group_attachment";
    let tagged = changes(&workspace.plan(&variables));
    assert!(
        tagged.iter().any(|(_, kind)| kind == "aws_lb"),
        "{tagged:?}"
    );
    assert!(!tagged.iter().any(is_target), "{tagged:?}");
    let third = known["third"].as_str().expect("a subnet");
    let three = subnets.replace(']', &format!(", \"{third}\"]"));
    let variables_for_three = [("main_vpc_id", vpc), ("main_subnet_ids", three.as_str())];
    let grown = changes(&workspace.plan(&variables_for_three));
    assert_eq!(
        grown.iter().filter(|change| is_target(change)).count(),
        1,
        "{grown:?}"
    );

    let gone = workspace.destroy(&variables);
    assert!(gone.success, "{}", gone.text);
}

#[test]
fn text_of_a_spec_reaches_the_plan_as_it_is() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    // As written, and its value.
    let hostile = [
        (
            r#""\u{24}{x} \u{24}\u{24}{y} \u{24}\u{24}\u{24}{z}""#,
            "${x} $${y} $$${z}",
        ),
        (
            r#""%{if true}a%{endif} %%{b}""#,
            "%{if true}a%{endif} %%{b}",
        ),
        (r#""a\"b\\c\nd\te""#, "a\"b\\c\nd\te"),
        (
            r##""<<EOT # // /* */ 'q' {{ }}""##,
            "<<EOT # // /* */ 'q' {{ }}",
        ),
    ];
    let moto = Moto::start();
    let mut spec = String::from("gw 1\ngateway shop { region us-east-1 }\n");
    for (index, (written, _)) in hostile.iter().enumerate() {
        let _ = writeln!(
            spec,
            "GET /p{index} -> https://h.example/ {{ request set header x-note {written} }}"
        );
    }
    let files = module(&[("shop.gw".to_owned(), spec)]);
    let plan = terraform
        .workspace_on_moto(&borrow(&files), &moto)
        .plan(&[]);
    let changes = plan["resource_changes"].as_array().expect("changes");
    let mut notes: Vec<&str> = changes
        .iter()
        .filter_map(|change| {
            let parameters = &change["change"]["after"]["request_parameters"];
            parameters["overwrite:header.x-note"].as_str()
        })
        .collect();
    notes.sort_unstable();
    let mut wanted: Vec<&str> = hostile.iter().map(|(_, text)| *text).collect();
    wanted.sort_unstable();
    assert_eq!(notes, wanted);
}

#[test]
fn one_module_is_deployed_with_the_values_of_each_environment() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let spec = r#"gw 1
gateway shop { region us-east-1; description $note; log "$context.requestId ${note}"; throttle $rate; cors { origins $origins; methods GET; max-age $age } }
auth users jwt { issuer "https://${login}/"; audience $apps }
param note    : string
param rate    : number
param origins : list = https://local.example
param age     : duration
param login   : hostname
param apps    : list
param limit   : duration
param version : string
env dev  { version v2; note Dev; rate 5; origins https://dev.example; age 1m; login login.dev.example; apps web; limit 5s }
env prod { version v1; note Live; rate 50; origins https://a.example https://b.example; age 1h; login login.example; apps web app; limit 20s }
network main { link abc123 }
alb web { listener arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2 }
GET /orders     -> "https://${login}/orders"  auth users timeout $limit
GET /items/<id> -> web at "/${version}/items/<id>"
"#;
    let scratch = Scratch::with_files("values", [("shop.gw", spec)]);
    let mut build = Command::new(env!("CARGO_BIN_EXE_gwc"));
    build.current_dir(scratch.path()).args([
        "build",
        "shop.gw",
        "--target",
        "terraform",
        "-o",
        "out/",
    ]);
    succeed(&mut build);
    let written = std::fs::read_dir(scratch.path().join("out")).expect("the module");
    let files: Vec<(String, String)> = written
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(path).expect("a file"))
        })
        .collect();
    let moto = Moto::start();
    let workspace = terraform.workspace_on_moto(&borrow(&files), &moto);
    // Both from one module, in turn.
    for (env, note, rate, age, timeout, origins, apps) in [
        (
            "dev",
            "Dev",
            5.0,
            60,
            5_000,
            vec!["https://dev.example"],
            vec!["web"],
        ),
        (
            "prod",
            "Live",
            50.0,
            3_600,
            20_000,
            vec!["https://a.example", "https://b.example"],
            vec!["app", "web"],
        ),
    ] {
        let values = format!("{env}.tfvars");
        let made = workspace.apply_values(&values);
        assert!(made.success, "{env}: {}", made.text);
        let state = workspace.state();
        let resources = state["values"]["root_module"]["resources"].as_array();
        let of = |kind: &str| -> Value {
            let mut found = resources.into_iter().flatten();
            let found = found.find(|it| it["type"] == kind);
            found.unwrap_or_else(|| panic!("{env}: no {kind}"))["values"].clone()
        };
        let sorted = |value: &Value| -> Vec<String> {
            let list = value.as_array().expect("a list").iter();
            let mut texts: Vec<String> =
                list.filter_map(Value::as_str).map(str::to_owned).collect();
            texts.sort();
            texts
        };
        let api = of("aws_apigatewayv2_api");
        assert_eq!(api["description"], note, "{env}");
        let cors = &api["cors_configuration"][0];
        assert_eq!(sorted(&cors["allow_origins"]), origins, "{env}");
        assert_eq!(cors["max_age"], age, "{env}");
        let stage = of("aws_apigatewayv2_stage");
        assert_eq!(
            stage["default_route_settings"][0]["throttling_rate_limit"], rate,
            "{env}"
        );
        let authorizer = of("aws_apigatewayv2_authorizer");
        assert_eq!(
            sorted(&authorizer["jwt_configuration"][0]["audience"]),
            apps,
            "{env}"
        );
        let integrations = resources.into_iter().flatten();
        let integrations = integrations.filter(|it| it["type"] == "aws_apigatewayv2_integration");
        let integrations: Vec<&Value> = integrations.map(|it| &it["values"]).collect();
        let public = integrations
            .iter()
            .find(|it| it["connection_type"] != "VPC_LINK");
        let public = public.expect("the integration of the URL");
        assert_eq!(public["timeout_milliseconds"], timeout, "{env}");
        let private = integrations
            .iter()
            .find(|it| it["connection_type"] == "VPC_LINK");
        let path = private.expect("the integration of the balancer");
        let path = &path["request_parameters"]["overwrite:path"];
        let version = if env == "dev" { "v2" } else { "v1" };
        assert_eq!(
            *path,
            format!("/{version}/items/${{request.path.id}}"),
            "{env}"
        );
        let format = &stage["access_log_settings"][0]["format"];
        assert_eq!(*format, format!("$context.requestId {note}"), "{env}");
        let gone = workspace.destroy_values(&values);
        assert!(gone.success, "{env}: {}", gone.text);
    }
}

#[test]
fn the_addresses_of_an_existing_endpoint_become_targets() {
    if !judges() {
        return;
    }
    let Some(terraform) = Terraform::find() else {
        return;
    };
    let spec = "gw 1
gateway shop { region us-east-1; log off }
network main { endpoint $endpoint }
param endpoint : string
apprunner orders private { ingress abc.us-east-1.awsapprunner.com }
/orders/<rest*> -> orders
";
    let moto = Moto::start();
    let known = script("endpoint.py", &moto);
    let files = module(&[("shop.gw".to_owned(), spec.to_owned())]);
    let workspace = terraform.workspace_on_moto(&borrow(&files), &moto);
    let text = |name: &str| known[name].as_str().expect("text");
    let subnets = known["subnets"].to_string();
    let made = workspace.apply(&[
        ("main_vpc_id", text("vpc")),
        ("main_subnet_ids", subnets.as_str()),
        ("endpoint", text("endpoint")),
    ]);
    assert!(made.success, "{}", made.text);
    let state = workspace.state();
    let resources = state["values"]["root_module"]["resources"].as_array();
    let targets = resources.into_iter().flatten();
    let targets = targets.filter(|it| it["type"] == "aws_lb_target_group_attachment");
    let mut registered: Vec<&Value> = targets.map(|it| &it["values"]["target_id"]).collect();
    registered.sort_by_key(|address| address.as_str());
    let addresses = known["addresses"].as_array().expect("addresses");
    assert_eq!(registered, addresses.iter().collect::<Vec<_>>());
}
