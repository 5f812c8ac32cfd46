//! Lambda functions: the events that they get, and what their answers become.

use serde_json::{Value, json};

use crate::serve::backend::{Backend, ok};
use crate::serve::client::ask;
use crate::serve::program::Served;

const SPEC: &str = "gw 1\n$default -> lambda hook\n";

fn served(function: &Backend) -> Served {
    Served::start(SPEC, &["--to", &format!("hook={}", function.url)])
}

/// The capture that `tests/fixtures/serve/event-2.0.json` holds, asked for again.
#[test]
fn events_of_format_2_are_those_of_aws() {
    let function = Backend::answering(|_| ok("{}"));
    let served = served(&function);
    let text = include_str!("../../fixtures/serve/event-2.0.json");
    let captured: Value = serde_json::from_str(text).expect("JSON");
    let body = captured["body"].as_str().expect("a body");
    let query = captured["rawQueryString"].as_str().expect("a query");
    let headers = [
        "host: abcdef1234.execute-api.us-west-2.amazonaws.com",
        "user-agent: curl/8.7.1",
        "accept: */*",
        "content-type: application/json",
        "cookie: session=abc123; theme=dark",
        "x-voker-probe: first",
        "x-voker-probe: second",
    ];
    let target = format!("/capture/space%20value?{query}");
    ask(served.address, "POST", &target, &headers, body.as_bytes());
    let seen = function.last();
    assert_eq!(seen.target, "/2015-03-31/functions/function/invocations");
    let event = seen.json();
    for key in [
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "cookies",
        "queryStringParameters",
        "body",
        "isBase64Encoded",
    ] {
        assert_eq!(event[key], captured[key], "{key}");
    }
    let names = |event: &Value| -> Vec<String> {
        let mut names: Vec<String> = event["headers"]
            .as_object()
            .expect("headers")
            .keys()
            .cloned()
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&event), names(&captured));
    for name in [
        "accept",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-voker-probe",
    ] {
        assert_eq!(event["headers"][name], captured["headers"][name], "{name}");
    }
    let (ours, theirs) = (&event["requestContext"], &captured["requestContext"]);
    for key in ["domainName", "domainPrefix", "routeKey", "stage"] {
        assert_eq!(ours[key], theirs[key], "{key}");
    }
    for key in ["method", "path", "protocol", "userAgent"] {
        assert_eq!(ours["http"][key], theirs["http"][key], "{key}");
    }
    assert_eq!(
        ours["time"].as_str().map(str::len),
        theirs["time"].as_str().map(str::len)
    );
    assert_eq!(
        ours["requestId"].as_str().map(str::len),
        theirs["requestId"].as_str().map(str::len)
    );
    assert!(ours["timeEpoch"].is_u64());
}

#[test]
fn bodies_that_are_not_text_come_in_base64() {
    let function = Backend::answering(|_| ok("{}"));
    let served = served(&function);
    let event = |kind: &str, body: &[u8]| {
        ask(
            served.address,
            "POST",
            "/",
            &[&format!("content-type: {kind}")],
            body,
        );
        let event = function.last().json();
        (event["body"].clone(), event["isBase64Encoded"].clone())
    };
    assert_eq!(
        event("application/octet-stream", b"hi"),
        (json!("aGk="), json!(true))
    );
    assert_eq!(
        event("application/x-www-form-urlencoded", b"a=1"),
        (json!("YT0x"), json!(true))
    );
    assert_eq!(
        event("application/problem+json; charset=utf-8", b"{}"),
        (json!("{}"), json!(false))
    );
    assert_eq!(event("text/plain", b"\xff"), (json!("/w=="), json!(true)));
}

#[test]
fn answers_become_responses_or_a_500() {
    let function = Backend::answering(|seen| {
        let event = seen.json();
        ok(event["headers"]["x-answer"].as_str().unwrap_or_default())
    });
    let served = served(&function);
    let asked = |answer: &str| {
        let response = ask(
            served.address,
            "GET",
            "/",
            &[&format!("x-answer: {answer}")],
            b"",
        );
        let kind = response
            .header("content-type")
            .unwrap_or_default()
            .to_owned();
        (response.status, kind, response.body)
    };
    let internal = (
        500,
        "application/json".to_owned(),
        r#"{"message":"Internal Server Error"}"#.to_owned(),
    );
    assert_eq!(
        asked(r#"{"a":1}"#),
        (200, "application/json".to_owned(), r#"{"a":1}"#.to_owned())
    );
    assert_eq!(
        asked(r#"{"statusCode":201,"body":"x"}"#),
        (201, "text/plain; charset=utf-8".to_owned(), "x".to_owned())
    );
    for failed in [
        r#"{"statusCode":"x"}"#,
        r#"{"errorMessage":"boom","errorType":"Error","stackTrace":[]}"#,
        "2026-01-01T00:00:00Z 1 Task timed out after 3.00 seconds",
        "",
    ] {
        assert_eq!(asked(failed), internal, "{failed}");
    }
}
