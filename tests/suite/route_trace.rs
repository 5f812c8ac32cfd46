//! `gwc trace` and `gwc routes` for specs with every kind of backend: output for scripts and for people.

use std::process::Command;

use serde_json::Value;

/// Runs the program in the fixtures' folder with a width of 80 columns, and returns its stdout.
fn gwc(args: &[&str]) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/route");
    let ran = Command::new(env!("CARGO_BIN_EXE_gwc"))
        .args(args)
        .current_dir(folder)
        .env("COLUMNS", "80")
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("TERM")
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!said.contains("error["), "{args:?}\n{said}");
    String::from_utf8(ran.stdout).expect("text")
}

fn trace(spec: &str, method: &str, path: &str) -> Value {
    let text = gwc(&["trace", spec, method, path, "--format", "json"]);
    serde_json::from_str(&text).expect("JSON")
}

fn forwarded_path(spec: &str, method: &str, path: &str) -> String {
    let told = trace(spec, method, path);
    let seen = &told["forwarded"];
    let text = |key: &str| seen[key].as_str().unwrap_or("-").to_owned();
    format!(
        "{} {}?{} {} {}",
        told["backend"].as_str().unwrap_or("-"),
        text("path"),
        text("query"),
        text("host"),
        text("tls_server_name")
    )
}

#[test]
fn json_has_the_keys_of_the_reference_and_no_others() {
    let told = trace("shop.gw", "GET", "/api/v1/orders/7?x=1");
    let keys: Vec<&String> = told.as_object().expect("an object").keys().collect();
    let known = [
        "matched",
        "route_key",
        "backend",
        "params",
        "auth",
        "forwarded",
        "status",
        "considered",
    ];
    assert_eq!(keys, known);
    insta::assert_snapshot!(format!("{told:#}"));
}

#[test]
fn private_app_runner_has_its_ingress_domain_twice() {
    let domain = "<orders ingress domain>";
    assert_eq!(
        forwarded_path("shop.gw", "GET", "/api/v1/orders/7"),
        format!("orders /v1/orders/7? {domain} {domain}")
    );
    assert_eq!(
        forwarded_path("shop.gw", "GET", "/api"),
        format!("orders /? {domain} {domain}")
    );
    let known = "psbqam834h.eu-west-1.awsapprunner.com";
    assert_eq!(
        forwarded_path("kinds.gw", "GET", "/known/a?b"),
        format!("known /a?b {known} {known}")
    );
}

#[test]
fn other_backends_are_addressed_as_they_say() {
    let seen = |path| forwarded_path("kinds.gw", "GET", path);
    assert_eq!(
        seen("/tasks/7"),
        "tasks /tasks/7? <tasks host> <tasks host>"
    );
    assert_eq!(
        seen("/feeds/acme?debug=1&a=b"),
        "feeds /v3/acme?a=b&source=gateway-$default feeds.internal.example feeds.internal.example"
    );
    assert_eq!(seen("/plain/a/b"), "plain /plain/a/b? <gateway domain> -");
    assert_eq!(seen("/disc/a/b"), "disc /a/b? <gateway domain> -");
    assert_eq!(
        seen("/weather/bern?u=c"),
        "https://api.weather.example/v2/cities/<city>/now /v2/cities/bern/now?u=c api.weather.example -"
    );
    assert_eq!(
        seen("/nowhere/at%20all"),
        "https://fallback.example /nowhere/at%20all? fallback.example -"
    );
    assert_eq!(
        forwarded_path("shop.gw", "GET", "/catalog/a%20b/c%2Fd"),
        "catalog /a%20b/c/d? abc123.eu-west-1.awsapprunner.com -"
    );
}

#[test]
fn nothing_is_forwarded_to_functions_and_services() {
    for (spec, method, path) in [
        ("shop.gw", "POST", "/hooks/stripe"),
        ("kinds.gw", "POST", "/jobs"),
    ] {
        let told = trace(spec, method, path);
        assert_eq!(told["forwarded"], Value::Null);
        assert_eq!(told["status"], Value::Null);
        assert!(told["matched"].is_string());
    }
}

#[test]
fn the_gateways_own_answers_have_a_status() {
    let status = |spec, method, path| {
        let told = trace(spec, method, path);
        assert_eq!(told["matched"], Value::Null);
        assert_eq!(told["route_key"], Value::Null);
        assert_eq!(told["forwarded"], Value::Null);
        told["status"].as_u64()
    };
    assert_eq!(status("shop.gw", "POST", "/hooks/stripe/x"), Some(404));
    assert_eq!(status("shop.gw", "OPTIONS", "/api/v1"), Some(204));
    assert_eq!(
        status("shop.gw", "GET", "https://other.example/healthz"),
        Some(403)
    );
    assert_eq!(
        status("kinds.gw", "GET", "https://api.kinds.example/v2/tasks/7"),
        Some(403)
    );
}

#[test]
fn a_url_picks_the_domain_and_loses_its_mapping_path() {
    let told = trace("kinds.gw", "GET", "https://api.kinds.example/v1/tasks/7");
    assert_eq!(told["route_key"], "GET /tasks/{id}");
    assert_eq!(told["params"]["id"], "7");
    assert_eq!(told["forwarded"]["path"], "/tasks/7");
}

#[test]
fn considered_says_who_lost_and_why() {
    let told = trace("kinds.gw", "GET", "/files/readme");
    assert_eq!(told["matched"], "GET /files/readme");
    let lost = &told["considered"];
    assert_eq!(lost[0]["route"], "GET /files/<name>");
    assert_eq!(lost[0]["why"], "literal text wins over a variable");
    assert_eq!(lost[1]["route_key"], "$default");
    assert_eq!(lost[2], Value::Null);
}

#[test]
fn stories_for_people() {
    let told = [
        gwc(&[
            "trace",
            "shop.gw",
            "GET",
            "/api/v1/orders/7?x=1",
            "-H",
            "X-Forwarded-For: 1.2.3.4",
            "-H",
            "Accept: */*",
        ]),
        gwc(&[
            "trace",
            "kinds.gw",
            "GET",
            "/feeds/acme?debug=1",
            "-H",
            "X-Partner-Key: k",
            "-H",
            "X-Debug: 1",
            "-H",
            "Connection: close",
        ]),
        gwc(&["trace", "kinds.gw", "GET", "/tasks/a%2Fb"]),
        gwc(&["trace", "kinds.gw", "POST", "/jobs"]),
        gwc(&["trace", "kinds.gw", "GET", "/files/readme"]),
        gwc(&[
            "trace",
            "kinds.gw",
            "GET",
            "https://api.kinds.example/v1/weather/bern",
        ]),
        gwc(&["trace", "shop.gw", "DELETE", "/healthz"]),
        gwc(&["trace", "shop.gw", "GET", "/healthz/"]),
        gwc(&[
            "trace",
            "shop.gw",
            "OPTIONS",
            "/api",
            "-H",
            "Origin: https://evil.example",
        ]),
    ];
    let long: Vec<&str> = told
        .iter()
        .flat_map(|it| it.lines())
        .filter(|it| it.chars().count() > 80 && it.contains(' '))
        .collect();
    assert!(
        long.iter().all(|line| line.contains("arn:aws:")),
        "{long:#?}"
    );
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn mappings_without_a_value_have_no_effect() {
    let trace = |path: &str, headers: &[&str]| {
        let mut args = vec!["trace", "mapped.gw", "GET", path];
        args.extend(headers.iter().flat_map(|it| ["-H", *it]));
        gwc(&args)
    };
    // Without headers and query the request represents all requests that have some.
    let any = trace("/a", &[]);
    for line in [
        "x-b: $request.header.x-a",
        "q=$request.query.p",
        "called for every request",
    ] {
        assert!(any.contains(line), "{line}: {any}");
    }
    let none = trace("/a?x=1", &["x-c: 1"]);
    for line in [
        "GET /a?x=1 ",
        "no x-b: its variable has no value for this request",
    ] {
        assert!(none.contains(line), "{line}: {none}");
    }
    let some = trace("/a?p=1", &["x-a: 2"]);
    for line in ["GET /a?p=1&q=1 ", "x-b: 2 "] {
        assert!(some.contains(line), "{line}: {some}");
    }
}

#[test]
fn a_trace_names_the_page_of_its_symptom() {
    let cases: [(&[&str], &str); 7] = [
        (&["GET", "/nothing"], "no-matching-route"),
        (&["GET", "https://other.example/api/v1"], "unmapped-domain"),
        (
            &[
                "GET",
                "https://a1.execute-api.eu-west-1.amazonaws.com/api/v1",
            ],
            "default-endpoint-off",
        ),
        (&["GET", "/api/v1", "-H", "accept: x"], "missing-token"),
        (&["GET", "/catalog/a%2Fb"], "decoded-path"),
        (
            &["OPTIONS", "/healthz", "-H", "origin: https://other.example"],
            "cors-origin-not-allowed",
        ),
        (&["GET", "/healthz"], ""),
    ];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/examples");
    for (args, cause) in cases {
        let ran = Command::new(env!("CARGO_BIN_EXE_gwc"))
            .current_dir(folder)
            .args(["trace", "shop.gw", "--env", "prod"])
            .args(args)
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&ran.stderr);
        let named = said.split('`').nth(1).unwrap_or_default();
        assert_eq!(named, cause, "{args:?}: {said}");
    }
}

#[test]
fn routes_for_people() {
    let lists = [gwc(&["routes", "shop.gw"]), gwc(&["routes", "kinds.gw"])];
    insta::assert_snapshot!(lists.join("\n"));
}

#[test]
fn routes_for_scripts() {
    let list: Value =
        serde_json::from_str(&gwc(&["routes", "shop.gw", "--format", "json"])).expect("JSON");
    let list = list.as_array().expect("an array");
    let keys: Vec<&str> = list
        .iter()
        .filter_map(|it| it["route_key"].as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "ANY /api",
            "GET /catalog",
            "GET /healthz",
            "POST /hooks/stripe",
            "ANY /api/{proxy+}",
            "GET /catalog/{rest+}"
        ]
    );
    insta::assert_snapshot!(format!("{:#}", list[3]));
}

#[test]
fn a_malformed_request_is_wrong_usage() {
    for args in [
        ["trace", "shop.gw", "FETCH", "/"],
        ["trace", "shop.gw", "ANY", "/"],
        ["trace", "shop.gw", "GET", "orders"],
        ["trace", "none.gw", "GET", "/"],
    ] {
        let ran = Command::new(env!("CARGO_BIN_EXE_gwc"))
            .args(args)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/route"))
            .output()
            .expect("the program runs");
        assert_eq!(ran.status.code(), Some(2), "{args:?}");
        assert!(ran.stdout.is_empty());
    }
}

#[test]
fn included_files_are_named_from_the_current_folder() {
    let list = gwc(&["routes", "including.gw", "--format", "json"]);
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list[0]["file"], "parts/orders.gw");
    assert_eq!(list[1]["file"], "including.gw");
}

/// Traces and plans are computed separately; this checks that they agree.
#[test]
fn stories_agree_with_what_is_built() {
    for spec in ["shop.gw", "kinds.gw"] {
        let plan: Value =
            serde_json::from_str(&gwc(&["build", spec, "--target", "plan"])).expect("JSON");
        let steps = plan["steps"].as_array().expect("steps");
        let step = |id: &str| steps.iter().find(|it| it["id"] == *id).expect("a step");
        let mut looked = 0;
        for route in steps
            .iter()
            .filter(|it| it["type"] == "AWS::ApiGatewayV2::Route")
        {
            let key = route["properties"]["RouteKey"].as_str().expect("a key");
            let target = &route["properties"]["Target"]["$join"][1]["$get"][0];
            let id = target.as_str().expect("an integration");
            let built = &step(id)["properties"];
            let (method, path) = key.split_once(' ').unwrap_or(("GET", "/no/where"));
            if method == "OPTIONS" {
                continue;
            }
            let method = if method == "ANY" { "PATCH" } else { method };
            let path: Vec<&str> = path
                .split('/')
                .map(|it| if it.starts_with('{') { "x" } else { it })
                .collect();
            let path = path.join("/");
            let told = trace(spec, method, &path);
            assert_eq!(told["route_key"], key);
            let seen = &told["forwarded"];
            assert_eq!(
                built["PayloadFormatVersion"] == "2.0" || built["IntegrationSubtype"].is_string(),
                seen.is_null(),
                "{key}"
            );
            if seen.is_null() {
                continue;
            }
            looked += 1;
            let private = built["ConnectionType"] == "VPC_LINK";
            assert_eq!(
                built["TlsConfig"].is_object(),
                seen["tls_server_name"].is_string(),
                "{key}"
            );
            let named = &built["TlsConfig"]["ServerNameToVerify"];
            if named.is_string() {
                assert_eq!(named, &seen["tls_server_name"], "{key}");
            }
            let mapped = &built["RequestParameters"];
            let host = &mapped["overwrite:header.Host"];
            if private {
                assert_eq!(host.is_null(), seen["host"] == "<gateway domain>", "{key}");
            }
            if host.is_string() {
                assert_eq!(host, &seen["host"], "{key}");
            }
            let template = mapped["overwrite:path"].as_str().unwrap_or("");
            let filled = match template.split_once("${request.path.") {
                Some((before, rest)) => {
                    let (_, after) = rest.split_once('}').expect("a variable");
                    format!("{before}x{after}")
                }
                None if template == "$request.path" => path.clone(),
                None => template.to_owned(),
            };
            if !template.is_empty() {
                assert_eq!(filled, seen["path"].as_str().expect("a path"), "{key}");
            }
        }
        assert!(looked > 3, "{spec}");
    }
}
