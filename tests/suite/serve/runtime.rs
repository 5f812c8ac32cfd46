//! A real runtime client, `awslambdaric`, with the protocol of the runtime interface emulator.

use std::collections::{BTreeMap, VecDeque};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use crate::serve::backend::{Backend, answer, ok};
use crate::serve::client::ask;
use crate::serve::program::Served;
use crate::tools::{Scratch, judges, python};

/// Pending events, and responses by id.
#[derive(Default)]
struct Exchange {
    events: VecDeque<(String, String)>,
    answers: BTreeMap<String, String>,
    count: u32,
}

/// Starts the emulator: `/invocations` for callers, the runtime's API for the function.
fn emulator() -> Backend {
    let shared = Arc::new((Mutex::new(Exchange::default()), Condvar::new()));
    Backend::answering(move |seen| {
        let (exchange, changed) = &*shared;
        let mut exchange = exchange.lock().expect("no panic");
        let text = String::from_utf8_lossy(&seen.body).into_owned();
        if seen.target.ends_with("/invocations") {
            exchange.count += 1;
            let id = exchange.count.to_string();
            exchange.events.push_back((id.clone(), text));
            changed.notify_all();
            let mut exchange = changed
                .wait_while(exchange, |it| !it.answers.contains_key(&id))
                .expect("no panic");
            return ok(&exchange.answers.remove(&id).unwrap_or_default());
        }
        if seen.target.ends_with("/invocation/next") {
            let mut exchange = changed
                .wait_while(exchange, |it| it.events.is_empty())
                .expect("no panic");
            let (id, event) = exchange.events.pop_front().expect("an event");
            let id = format!("Lambda-Runtime-Aws-Request-Id: {id}");
            let headers = [
                id.as_str(),
                "Lambda-Runtime-Deadline-Ms: 9999999999999",
                "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:111122223333:function:hook",
                "content-type: application/json",
            ];
            return answer("200 OK", &headers, &event);
        }
        // The path is `/2018-06-01/runtime/invocation/ID/response` or `/error`.
        let id = seen.target.split('/').nth(4).unwrap_or_default().to_owned();
        exchange.answers.insert(id, text);
        changed.notify_all();
        answer("202 Accepted", &[], "{}")
    })
}

const HANDLER: &str = r#"
import json

def handler(event, context):
    path = event["rawPath"]
    if path == "/boom":
        raise ValueError("boom")
    if path == "/plain":
        return {"hello": "world"}
    return {
        "statusCode": 201,
        "headers": {"x-from": "python"},
        "cookies": ["a=1; Path=/", "b=2"],
        "body": json.dumps({"path": path, "method": event["requestContext"]["http"]["method"], "query": event.get("queryStringParameters"), "body": event.get("body")}),
    }
"#;

/// The function's process, killed at the end of the test.
struct Function(Child);

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_real_runtime_client_understands_events_and_is_understood() {
    if !judges() {
        return;
    }
    let emulator = emulator();
    let scratch = Scratch::with_files("runtime", [("hook.py", HANDLER)]);
    let api = emulator.url.trim_start_matches("http://");
    let function = Command::new(python())
        .args(["-m", "awslambdaric", "hook.handler"])
        .current_dir(scratch.path())
        .env("AWS_LAMBDA_RUNTIME_API", api)
        .env("PYTHONPATH", scratch.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _function = Function(function.expect("python"));
    let served = Served::start(
        "gw 1\n$default -> lambda hook\n",
        &["--to", &format!("hook={}", emulator.url)],
    );
    let response = ask(
        served.address,
        "PUT",
        "/a%20b?x=1&x=2",
        &["content-type: text/plain"],
        b"hi",
    );
    assert_eq!(response.status, 201, "{response:?}");
    assert_eq!(response.header("x-from"), Some("python"));
    let cookies = response
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    assert_eq!(cookies.count(), 2);
    let body: Value = serde_json::from_str(&response.body).expect("JSON");
    assert_eq!(
        body,
        json!({ "path": "/a b", "method": "PUT", "query": { "x": "1,2" }, "body": "hi" })
    );
    let plain = ask(served.address, "GET", "/plain", &[], b"");
    assert_eq!(
        (plain.status, plain.body.as_str()),
        (200, r#"{"hello": "world"}"#)
    );
    let failed = ask(served.address, "GET", "/boom", &[], b"");
    assert_eq!(
        (failed.status, failed.body.as_str()),
        (500, r#"{"message":"Internal Server Error"}"#)
    );
    served.logs("ValueError");
}
