//! Faults simulated by `--break`: `gwc doctor` finds each of them in the logs and responses of `gwc serve`.

use std::io::Write;
use std::process::{Command, Stdio};

use gwc::facts::GatewayAnswers;
use gwc::serve::Fault;
use serde_json::Value;

use crate::serve::backend::{Backend, answer, ok};
use crate::serve::client::{ask, raw};
use crate::serve::program::Served;
use crate::tools::stride;

const SPEC: &str = "gw 1
gateway shop { cors { origins https://shop.example; methods GET; headers authorization } }
auth users jwt { issuer https://issuer.example; audience a }
auth door lambda { function arn:aws:lambda:eu-west-1:111122223333:function:door; ttl 5m; simple }
GET /files/<name> -> orders
GET /private -> apprunner orders private timeout 300ms
POST /private -> orders
GET /token -> orders auth users [read]
GET /door -> orders auth door
GET /signed -> orders auth iam
GET /function -> lambda hook
";

/// Causes that `gwc doctor` finds by a message in the log alone; their pages do not test the request or its response.
const FOUND_BY_MESSAGE: [&str; 6] = [
    "authorizer-permission-missing",
    "issuer-unreachable",
    "malformed-token",
    "token-algorithm-unsupported",
    "token-audience-mismatch",
    "token-expired",
];

/// Returns the spec for a fault: a client certificate is refused on a domain with mutual TLS.
fn spec(slug: &str) -> String {
    let domain = "gateway shop { domain secure.shop.example { mtls s3://shop/trust.pem };";
    match slug {
        "client-certificate-refused" => SPEC.replacen("gateway shop {", domain, 1),
        _ => SPEC.to_owned(),
    }
}

/// Returns the log of a gateway that answered a request a year before this one; an inactive link is found by the pause.
fn with_pause(log: &str) -> String {
    let mut before: Value = serde_json::from_str(log).expect("JSON");
    let time = before["time"].as_str().expect("a time");
    let (date, hour) = time.split_once(':').expect("a date");
    let (day, year) = date.rsplit_once('/').expect("a year");
    let year: u32 = year.parse().expect("a year");
    before["time"] = format!("{day}/{}:{hour}", year - 1).into();
    before["requestId"] = "AAAAAAAAAAAAAAA=".into();
    before["status"] = "200".into();
    before["integrationStatus"] = "200".into();
    format!("{before}\n{log}")
}

/// Returns the host of a request; `None` for the gateway's own address.
fn host(slug: &str) -> Option<&'static str> {
    match slug {
        "default-endpoint-off" => Some("a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"),
        "unmapped-domain" => Some("api.shop.example"),
        "client-certificate-refused" => Some("secure.shop.example"),
        _ => None,
    }
}

/// Returns a request that triggers the fault.
fn request(slug: &str, token: &str) -> (&'static str, &'static str, Vec<String>, &'static [u8]) {
    let bearer = || vec![format!("authorization: Bearer {token}")];
    match slug {
        slug if slug.starts_with("authorizer-") => {
            ("GET", "/door", vec!["authorization: x".to_owned()], b"")
        }
        slug if slug.starts_with("cors-") || slug.starts_with("preflight-") => {
            let headers = [
                "origin: https://shop.example",
                "access-control-request-method: GET",
            ];
            (
                "OPTIONS",
                "/private",
                headers.map(str::to_owned).to_vec(),
                b"",
            )
        }
        slug if slug.starts_with("token-") => ("GET", "/token", bearer(), b""),
        "insufficient-scope" | "invalid-token" | "issuer-unreachable" | "malformed-token"
        | "missing-token" => ("GET", "/token", bearer(), b""),
        "iam-signature-missing" => ("GET", "/signed", Vec::new(), b""),
        "backend-cors-headers-dropped" => (
            "GET",
            "/private",
            vec!["origin: https://shop.example".to_owned()],
            b"",
        ),
        "decoded-path" => ("GET", "/files/a%2Fb", Vec::new(), b""),
        "duplicate-header-merge" => ("GET", "/function", Vec::new(), b""),
        "payload-too-large" => ("POST", "/private", Vec::new(), b"much"),
        slug if slug.starts_with("lambda-") => ("GET", "/function", Vec::new(), b""),
        _ => ("GET", "/private", Vec::new(), b""),
    }
}

/// Returns the causes found in a text, with and without the spec.
fn causes(served: &Served, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for spec in [Some(&served.spec), None] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gwc"))
            .arg("doctor")
            .args(spec)
            .args(["--format", "json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("gwc");
        let mut input = child.stdin.take().expect("standard input");
        input.write_all(text.as_bytes()).expect("read");
        drop(input);
        let output = child.wait_with_output().expect("an end");
        let list: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let list = list.as_array().expect("a list").iter();
        found.extend(list.filter_map(|it| Some(it["cause"].as_str()?.to_owned())));
    }
    found
}

/// Checks that the gateway's own responses are listed in `specs/aws`.
fn own_answer(log: &str, status: u16, body: &str) {
    let Ok(log) = serde_json::from_str::<Value>(log) else {
        return;
    };
    let kind = log["errorType"].as_str().expect("a type");
    if kind != "-" {
        let body: Value = serde_json::from_str(body).expect("JSON");
        let known = GatewayAnswers::load();
        let known = known.find(status, kind);
        let known = known.unwrap_or_else(|| panic!("{status} {kind} is not a fact"));
        assert_eq!(body["message"], known.message);
    }
}

/// Returns true if a sign of a page tests a request, its response or its log line.
fn reads_requests(page: &str) -> bool {
    let signs = page.split("## Signs").nth(1).unwrap_or_default();
    let signs = signs.split("\n## ").next().unwrap_or_default();
    let known = [
        "status is",
        "status at",
        "kind is http",
        "path has",
        "location has",
        "origin given",
    ];
    let positive = signs.lines().filter(|line| !line.contains("`never:"));
    positive
        .into_iter()
        .any(|line| known.iter().any(|it| line.contains(it)))
}

#[test]
fn the_faults_are_the_causes_found_in_requests() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/symptoms");
    let pages = std::fs::read_dir(folder).expect("the pages");
    let mut found = Vec::new();
    for page in pages.flatten() {
        let name = page.file_name().to_string_lossy().replace(".md", "");
        let text = std::fs::read_to_string(page.path()).expect("a page");
        let by_message = FOUND_BY_MESSAGE.contains(&name.as_str());
        assert!(!(by_message && reads_requests(&text)), "{name}");
        if by_message || reads_requests(&text) {
            found.push(name);
        }
    }
    found.sort();
    let made = Fault::ALL.map(|it| it.slug.to_owned());
    assert_eq!(found, made);
}

#[test]
fn the_doctor_finds_each_fault() {
    let backend = Backend::answering(|seen| {
        if seen.target.starts_with("/prod") {
            // The response of Express for an unknown path.
            let body = format!("Cannot GET {}", seen.target);
            return answer("404 Not Found", &["server: app"], &body);
        }
        ok("{\"isAuthorized\":true}")
    });
    let to = |name: &str| format!("{name}={}", backend.url);
    let (orders, door, hook) = (to("orders"), to("door"), to("hook"));
    let mut missed = Vec::new();
    for fault in Fault::ALL.into_iter().step_by(stride()) {
        let served = Served::start(
            &spec(fault.slug),
            &[
                "--to", &orders, "--to", &door, "--to", &hook, "--break", fault.slug,
            ],
        );
        let said = served.says("stop with Ctrl-C");
        let token = said
            .split_once("Bearer ")
            .expect("a token")
            .1
            .split('\'')
            .next()
            .expect("its end");
        let (method, path, headers, body) = request(fault.slug, token);
        let host = host(fault.slug);
        let named = host.map(|it| format!("host: {it}"));
        let sent: Vec<&str> = headers.iter().chain(&named).map(String::as_str).collect();
        let response = ask(served.address, method, path, &sent, body);
        let hidden = fault.slug == "backend-cors-headers-dropped";
        assert!(
            response.status != 200 || hidden,
            "{}: {response:?}",
            fault.slug
        );
        // A request that never reaches the API is not logged.
        let log = if host.is_some() {
            String::new()
        } else {
            served.logs("\n")
        };
        own_answer(&log, response.status, &response.body);
        let address = served.address.to_string();
        let shown = host.unwrap_or(&address);
        let mut text = format!("> {method} {path} HTTP/1.1\n> Host: {shown}\n");
        for header in &headers {
            text.push_str(&format!("> {header}\n"));
        }
        text.push_str(&format!(">\n< HTTP/1.1 {}\n", response.status));
        for (name, value) in &response.headers {
            text.push_str(&format!("< {name}: {value}\n"));
        }
        text.push_str(&format!("<\n{}\n", response.body));
        let logged = match fault.slug {
            "vpc-link-inactive" => with_pause(&log),
            _ => log.clone(),
        };
        let mut found = causes(&served, &logged);
        found.extend(causes(&served, &text));
        if !found.iter().any(|it| it == fault.slug) {
            missed.push(format!("{}: {found:?}\n{log}{text}", fault.slug));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    // A fault has no effect on the next run.
    let served = Served::start(SPEC, &["--to", &orders]);
    let fine = raw(
        served.address,
        b"GET /private HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    );
    assert!(fine.starts_with(b"HTTP/1.1 200"));
}
