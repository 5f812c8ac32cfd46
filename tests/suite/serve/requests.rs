//! HTTP requests: what backends receive, what clients get, and what is logged.

use serde_json::Value;

use crate::serve::backend::{Backend, answer, ok};
use crate::serve::client::{ask, get};
use crate::serve::program::Served;

#[test]
fn private_app_runner_sees_its_host_and_path() {
    let backend = Backend::start();
    let spec = "gw 1\n/api/<proxy*> -> apprunner orders private\n";
    let served = Served::start(spec, &["--to", &format!("orders={}", backend.url)]);
    let response = get(served.address, "/api/v1/orders/7?full=yes");
    assert_eq!((response.status, response.body.as_str()), (200, "ok"));
    assert_eq!(response.header("server"), Some("envoy"));
    assert!(response.header("apigw-requestid").is_some());
    let seen = backend.last();
    assert_eq!(seen.target, "/v1/orders/7?full=yes");
    assert_eq!(seen.header("host"), Some("orders-ingress-domain.internal"));
    assert_eq!(seen.header("via"), Some("HTTP/1.1 AmazonAPIGateway"));
    let forwarded = format!(
        "by=127.0.0.1;for=127.0.0.1;host={};proto=https",
        served.address
    );
    assert_eq!(seen.header("forwarded"), Some(forwarded.as_str()));
    served.says("GET /api/v1/orders/7?full=yes  ANY /api/{proxy+} -> orders  200");
}

#[test]
fn a_backend_without_an_address_says_what_is_missing() {
    let served = Served::start("gw 1\n/api/<proxy*> -> apprunner orders private\n", &[]);
    served.says("orders has no address: --to orders=http://127.0.0.1:8081");
    let response = get(served.address, "/api/x");
    assert_eq!(response.status, 502);
    assert!(
        response.body.contains("--to orders=http://"),
        "{}",
        response.body
    );
}

#[test]
fn bodies_and_methods_reach_the_backend() {
    let backend = Backend::answering(|seen| ok(&String::from_utf8_lossy(&seen.body)));
    let spec = format!("gw 1\n/echo -> {}/echo\n", backend.url);
    let served = Served::start(&spec, &[]);
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let response = ask(
            served.address,
            method,
            "/echo",
            &["x-a: 1", "x-a: 2"],
            b"hello",
        );
        assert_eq!((response.status, response.body.as_str()), (200, "hello"));
        let seen = backend.last();
        assert_eq!(seen.method, method);
        let twice = seen.headers.iter().filter(|(name, _)| name == "x-a");
        assert_eq!(twice.count(), 2);
    }
    let chunked = b"POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    let response = crate::serve::client::raw(served.address, chunked);
    assert!(String::from_utf8_lossy(&response).ends_with("abc"));
    let response = ask(served.address, "HEAD", "/echo", &[], b"");
    assert_eq!((response.status, response.body.as_str()), (200, ""));
}

#[test]
fn mappings_change_requests_and_answers() {
    let backend = Backend::answering(|_| {
        answer("404 Not Found", &["x-drop: 1", "server: own"], "{\"id\":7}")
    });
    let spec = "gw 1
gateway shop { server-header shop; original-host x-original-host; stage-variables { color blue } }
POST /a/<id> -> apprunner orders public at /b/<id> {
  request set header x-id $request.path.id
  request set header x-color $stage.color
  request set header x-user $request.body.user.name
  request set header x-nothing $request.header.missing
  request append query id $request.path.id
  request remove header x-secret
  response 404 status 410
  response 404 set header x-body $response.body.id
  response 404 remove header x-drop
}
";
    let served = Served::start(spec, &["--to", &format!("orders={}", backend.url)]);
    let body = br#"{"user":{"name":"ann"}}"#;
    let response = ask(served.address, "POST", "/a/7?x=1", &["x-secret: s"], body);
    assert_eq!(response.status, 410);
    assert_eq!(response.header("x-body"), Some("7"));
    assert_eq!(response.header("x-drop"), None);
    assert_eq!(response.header("server"), Some("shop"));
    let seen = backend.last();
    assert_eq!(seen.target, "/b/7?x=1&id=7");
    assert_eq!(seen.header("x-id"), Some("7"));
    assert_eq!(seen.header("x-color"), Some("blue"));
    assert_eq!(seen.header("x-user"), Some("ann"));
    assert_eq!(seen.header("x-secret"), None);
    assert_eq!(seen.header("x-nothing"), None);
    assert_eq!(
        seen.header("x-original-host"),
        Some(served.address.to_string().as_str())
    );
}

#[test]
fn domains_and_their_mapping_paths_count() {
    let backend = Backend::start();
    let spec = format!(
        "gw 1\ngateway shop {{ endpoint off; domain api.shop.example {{ path v1; certificate arn:aws:acm:eu-west-1:111122223333:certificate/a }} }}\n/a -> {}/seen\n",
        backend.url
    );
    let served = Served::start(&spec, &[]);
    let status = |host: &str, path: &str| {
        ask(
            served.address,
            "GET",
            path,
            &[&format!("host: {host}")],
            b"",
        )
        .status
    };
    assert_eq!(status("api.shop.example", "/v1/a"), 200);
    assert_eq!(status("api.shop.example", "/a"), 403);
    assert_eq!(status("other.example", "/a"), 403);
    assert_eq!(status("abc.execute-api.eu-west-1.amazonaws.com", "/a"), 403);
    assert_eq!(status("localhost", "/a"), 200);
}

#[test]
fn the_gateway_owns_cross_origin_headers() {
    let backend = Backend::answering(|_| {
        answer(
            "200 OK",
            &[
                "access-control-allow-origin: *",
                "access-control-expose-headers: x",
            ],
            "ok",
        )
    });
    let spec = format!(
        "gw 1\ngateway shop {{ cors {{ origins https://shop.example; methods GET; headers content-type; expose etag; max-age 1h; credentials }} }}\n/a -> {}/a\n",
        backend.url
    );
    let served = Served::start(&spec, &[]);
    let preflight = |origin: &str| {
        let origin = format!("origin: {origin}");
        ask(
            served.address,
            "OPTIONS",
            "/a",
            &[&origin, "access-control-request-method: GET"],
            b"",
        )
    };
    let allowed = preflight("https://shop.example");
    assert_eq!(allowed.status, 204);
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        Some("https://shop.example")
    );
    assert_eq!(allowed.header("access-control-allow-methods"), Some("GET"));
    assert_eq!(allowed.header("access-control-max-age"), Some("3600"));
    assert_eq!(
        allowed.header("access-control-allow-credentials"),
        Some("true")
    );
    assert_eq!(
        preflight("https://evil.example").header("access-control-allow-origin"),
        None
    );
    served.says("a preflight, answered by `cors`");
    served.says("a browser blocks the request: the origin `https://evil.example` is not allowed");
    let answered = ask(
        served.address,
        "GET",
        "/a",
        &["origin: https://shop.example"],
        b"",
    );
    assert_eq!(
        answered.header("access-control-allow-origin"),
        Some("https://shop.example")
    );
    assert_eq!(
        answered.header("access-control-expose-headers"),
        Some("etag")
    );
    let without = get(served.address, "/a");
    assert_eq!(without.header("access-control-allow-origin"), None);
    let refused = ask(
        served.address,
        "GET",
        "/missing",
        &["origin: https://shop.example"],
        b"",
    );
    assert_eq!(refused.status, 404);
    assert_eq!(
        refused.header("access-control-allow-origin"),
        Some("https://shop.example")
    );
}

#[test]
fn the_log_has_the_format_of_the_spec() {
    let backend = Backend::start();
    let line = |log: &str, path: &str| {
        let spec = format!("gw 1\ngateway shop {{ {log} }}\n/a -> {}/a\n", backend.url);
        let served = Served::start(&spec, &[]);
        get(served.address, path);
        served.logs("\n")
    };
    let json: Value = serde_json::from_str(&line("", "/a")).expect("JSON");
    assert_eq!(json["status"], "200");
    assert_eq!(json["routeKey"], "ANY /a");
    assert_eq!(json["integrationStatus"], "200");
    assert_eq!(json["errorType"], "-");
    let json: Value = serde_json::from_str(&line("", "/b%22")).expect("JSON");
    assert_eq!(json["status"], "404");
    assert_eq!(json["errorMessage"], "Not Found");
    let common = line("log common", "/a");
    assert!(common.starts_with("127.0.0.1 - - ["), "{common}");
    assert!(
        common.contains("\"GET ANY /a HTTP/1.1\" 200 2 "),
        "{common}"
    );
    let custom = line(
        "log \"$context.requestId <$context.path> $context.authorizer.claims.sub\"",
        "/a",
    );
    assert!(custom.ends_with("= </a> -\n"), "{custom}");
}

#[test]
fn limits_are_those_of_the_route() {
    let backend = Backend::answering(|seen| {
        if seen.target.contains("slow") {
            std::thread::sleep(std::time::Duration::from_secs(3));
        }
        ok("ok")
    });
    let url = &backend.url;
    let spec = format!(
        "gw 1\nGET /slow -> {url}/slow timeout 200ms\nGET /few -> {url}/few throttle 1/s burst 2\n"
    );
    let served = Served::start(&spec, &[]);
    let late = get(served.address, "/slow");
    assert_eq!(late.status, 503);
    assert_eq!(late.body, r#"{"message":"Service Unavailable"}"#);
    assert_eq!(late.header("server"), None);
    let few: Vec<_> = (0..4).map(|_| get(served.address, "/few")).collect();
    let refused: Vec<_> = few.iter().filter(|it| it.status == 429).collect();
    assert_eq!(refused.len(), 2, "{few:?}");
    for response in refused {
        assert_eq!(response.body, r#"{"message":"Too Many Requests"}"#);
    }
    served.logs("INTEGRATION_TIMEOUT");
}

#[test]
fn a_dead_backend_is_a_network_failure() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let served = Served::start(&format!("gw 1\n/a -> {url}/a\n"), &[]);
    assert_eq!(get(served.address, "/a").status, 503);
    served.logs("INTEGRATION_NETWORK_FAILURE");
}

#[test]
fn services_are_shown_or_called() {
    let aws = Backend::answering(|_| ok("{\"MessageId\":\"1\"}"));
    let spec = "gw 1\nsqs jobs { queue https://sqs.eu-west-1.amazonaws.com/111122223333/jobs }\nPOST /jobs -> jobs send { body $request.body; delay 5s }\n";
    let shown = Served::start(spec, &[]);
    let response = ask(shown.address, "POST", "/jobs", &[], b"work");
    assert_eq!(response.status, 502);
    let body: Value = serde_json::from_str(&response.body).expect("JSON");
    assert_eq!(body["call"]["action"], "SQS-SendMessage");
    assert_eq!(body["call"]["parameters"]["MessageBody"], "work");
    let called = Served::start(spec, &["--aws-endpoint", &aws.url]);
    let response = ask(called.address, "POST", "/jobs", &[], b"work");
    assert_eq!(response.status, 200);
    let seen = aws.last();
    assert_eq!(seen.header("x-amz-target"), Some("AmazonSQS.SendMessage"));
    assert_eq!(seen.json()["MessageBody"], "work");
    assert_eq!(seen.json()["DelaySeconds"], 5);
}

#[test]
fn faults_are_made_on_purpose() {
    let backend = Backend::start();
    let spec = "gw 1\n/api/<proxy*> -> apprunner orders private\n";
    let to = format!("orders={}", backend.url);
    let cases = [
        ("missing-tls-server-name", 503, None),
        ("tls-name-mismatch", 500, None),
        ("missing-host-overwrite", 404, Some("envoy")),
        ("integration-network-failure", 503, None),
        ("throttled", 429, None),
        ("no-matching-route", 404, None),
    ];
    for (fault, status, server) in cases {
        let served = Served::start(spec, &["--to", &to, "--break", fault]);
        let response = get(served.address, "/api/x");
        assert_eq!(response.status, status, "{fault}");
        assert_eq!(response.header("server"), server, "{fault}");
    }
    let served = Served::start(spec, &["--to", &to, "--break", "stage-in-path"]);
    get(served.address, "/api/x");
    assert_eq!(backend.last().target, "/prod/x");
}
