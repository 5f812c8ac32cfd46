//! Lambda functions: their events, and the conversion of their responses.

use serde_json::{Value, json};

use crate::serve::backend::{Backend, ok};
use crate::serve::client::ask;
use crate::serve::program::Served;

const SPEC: &str = "gw 1\n$default -> lambda hook\n";

fn serve(function: &Backend) -> Served {
    Served::start(SPEC, &["--to", &format!("hook={}", function.url)])
}

/// Lambda refuses events and responses above 6,291,556 bytes. Base64 makes a third more of a binary body.
#[test]
fn functions_have_a_limit_of_their_own() {
    let function = Backend::answering(|seen| {
        let event: Value = seen.json();
        match event["rawPath"].as_str() {
            Some("/large") => ok(&format!("\"{}\"", "a".repeat(6_291_554))),
            Some("/too-large") => ok(&format!("\"{}\"", "a".repeat(6_291_555))),
            _ => ok("{}"),
        }
    });
    let served = serve(&function);
    let status = |path: &str, headers: &[&str], body: &[u8]| {
        let answer = ask(served.address, "POST", path, headers, body);
        (answer.status, answer.body)
    };
    let text = ["content-type: text/plain"];
    assert_eq!(status("/large", &text, b"").0, 200);
    let failed = (500, r#"{"message":"Internal Server Error"}"#.to_owned());
    assert_eq!(status("/too-large", &text, b""), failed);
    let body = vec![b'a'; 5 * 1024 * 1024];
    assert_eq!(status("/", &text, &body).0, 200);
    let binary = ["content-type: application/octet-stream"];
    let refused = (413, r#"{"message":"Request Entity Too Large"}"#.to_owned());
    assert_eq!(status("/", &binary, &body), refused);
}

/// Repeats the request of the recorded event in `tests/fixtures/serve/event-2.0.json`.
#[test]
fn events_of_format_2_are_those_of_aws() {
    let function = Backend::answering(|_| ok("{}"));
    let served = serve(&function);
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

/// Collects the places of an event with the kinds of their values, e.g. `requestContext.stage text`.
fn shape(value: &Value, place: &str, shapes: &mut Vec<String>) {
    let kind = match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                shape(value, &format!("{place}.{name}"), shapes);
            }
            return;
        }
        Value::Array(_) => "list",
        Value::String(_) => "text",
        Value::Number(_) => "number",
        Value::Bool(_) => "truth",
        Value::Null => "null",
    };
    shapes.push(format!("{place} {kind}"));
}

/// Asserts that both events have the same places and values, except for values that differ in any two requests.
#[track_caller]
fn assert_like(event: &Value, captured: &str) {
    const OWN: [&str; 15] = [
        "source",
        "routeArn",
        "X-Amzn-Trace-Id",
        "x-amzn-trace-id",
        "X-Forwarded-For",
        "x-forwarded-for",
        "accountId",
        "apiId",
        "sourceIp",
        "requestId",
        "extendedRequestId",
        "requestTime",
        "requestTimeEpoch",
        "time",
        "timeEpoch",
    ];
    fn mask(value: &Value, name: &str) -> Value {
        match value {
            Value::Object(fields) => {
                let fields = fields.iter().filter(|(name, _)| *name != "source");
                fields
                    .map(|(name, value)| (name.clone(), mask(value, name)))
                    .collect()
            }
            Value::Array(items) => items.iter().map(|it| mask(it, name)).collect(),
            value if OWN.contains(&name) && !value.is_null() => json!("..."),
            value => value.clone(),
        }
    }
    let captured: Value = serde_json::from_str(captured).expect("JSON");
    let captured = mask(&captured, "");
    let event = mask(event, "");
    let shapes = |value: &Value| {
        let mut shapes = Vec::new();
        shape(value, "", &mut shapes);
        shapes.sort();
        shapes
    };
    assert_eq!(shapes(&event), shapes(&captured));
    assert_eq!(event, captured);
}

#[test]
fn events_of_format_1_are_those_of_aws() {
    let function = Backend::answering(|_| ok(r#"{"statusCode":200,"body":"old"}"#));
    let spec = "gw 1\nlambda hook { payload 1.0 }\n$default -> hook\n";
    let served = Served::start(spec, &["--to", &format!("hook={}", function.url)]);
    let captured = include_str!("../../fixtures/serve/event-1.0.json");
    let event: Value = serde_json::from_str(captured).expect("JSON");
    let headers = [
        "host: abcdef1234.execute-api.us-east-2.amazonaws.com",
        "user-agent: curl/7.88.1",
        "accept: */*",
        "content-type: application/json",
    ];
    let body = event["body"].as_str().expect("a body");
    let response = ask(
        served.address,
        "POST",
        "/question",
        &headers,
        body.as_bytes(),
    );
    assert_eq!((response.status, response.body.as_str()), (200, "old"));
    assert_like(&function.last().json(), captured);
}

#[test]
fn events_of_format_1_keep_every_value() {
    let function = Backend::answering(|_| {
        ok(r#"{"statusCode":302,"multiValueHeaders":{"set-cookie":["a=1","b=2"]}}"#)
    });
    let spec = "gw 1\ngateway shop { stage-variables { color blue } }\nlambda hook { payload 1.0 }\nGET /a/<id> -> hook\n";
    let served = Served::start(spec, &["--to", &format!("hook={}", function.url)]);
    let headers = ["x-a: 1", "x-a: 2", "cookie: s=1; t=2"];
    let response = ask(served.address, "GET", "/a/b%20c?q=1&q=2%263", &headers, b"");
    let cookies = response.headers.iter();
    let cookies = cookies.filter(|(name, _)| name == "set-cookie").count();
    assert_eq!((response.status, cookies), (302, 2));
    let event = function.last().json();
    assert_eq!(event["resource"], "/a/{id}");
    assert_eq!(event["path"], "/a/b c");
    assert_eq!(event["pathParameters"], json!({ "id": "b c" }));
    assert_eq!(event["stageVariables"], json!({ "color": "blue" }));
    assert_eq!(event["queryStringParameters"], json!({ "q": "2&3" }));
    assert_eq!(
        event["multiValueQueryStringParameters"],
        json!({ "q": ["1", "2&3"] })
    );
    assert_eq!(event["headers"]["x-a"], "2");
    assert_eq!(event["multiValueHeaders"]["x-a"], json!(["1", "2"]));
    assert_eq!(event["headers"]["cookie"], "s=1; t=2");
    assert_eq!(event["requestContext"]["resourceId"], "GET /a/{id}");
    // In this format, a response needs a status.
    let silent = Backend::answering(|_| ok(r#"{"a":1}"#));
    let served = Served::start(spec, &["--to", &format!("hook={}", silent.url)]);
    assert_eq!(ask(served.address, "GET", "/a/1", &[], b"").status, 500);
}

#[test]
fn an_invalid_header_is_left_out_and_shown() {
    let function = Backend::answering(|_| {
        ok(r#"{"statusCode":200,"headers":{"x a":"1","x-b":"2\r\nx-c: 3","x-d":"é"}}"#)
    });
    let spec = "gw 1\nGET /a -> lambda hook\n";
    let served = Served::start(spec, &["--to", &format!("hook={}", function.url)]);
    let response = ask(served.address, "GET", "/a", &[], b"");
    assert_eq!((response.status, response.header("x-c")), (200, None));
    let said = served.says("the header `x-b` is invalid and left out");
    assert!(
        said.contains("the header `x a` is invalid and left out"),
        "{said}"
    );
    assert!(!said.contains("x-d"), "{said}");
}

#[test]
fn authorizers_are_called_like_in_aws() {
    let function = Backend::answering(|_| ok(r#"{"isAuthorized":false}"#));
    let spec = "gw 1
auth door lambda { function arn:aws:lambda:eu-west-1:111122223333:function:door; identity header.authorization; simple }
GET /applications -> lambda hook auth door
";
    let served = Served::start(spec, &["--to", &format!("door={}", function.url)]);
    let headers = [
        "host: 0000000000.execute-api.eu-north-1.amazonaws.com",
        "accept: */*",
        "authorization: abc.xyz.123",
        "user-agent: curl/8.1.2",
    ];
    ask(served.address, "GET", "/applications", &headers, b"");
    let captured = include_str!("../../fixtures/serve/authorizer-2.0.json");
    let event = function.last().json();
    assert_like(&event, captured);
    let arn = event["routeArn"].as_str().expect("an ARN");
    assert!(arn.ends_with("/$default/GET/applications"), "{arn}");
}

#[test]
fn bodies_that_are_not_text_come_in_base64() {
    let function = Backend::answering(|_| ok("{}"));
    let served = serve(&function);
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
    let served = serve(&function);
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
