//! `serve` behaves as `trace` predicts: for generated specs and requests the backend receives what the trace shows.

use std::sync::Arc;

use gwc::driver::{self, Analysis};
use gwc::model::Bindings;
use gwc::route::trace::{self, Delivery, TraceOutcome};
use gwc::route::{Request, Table};
use gwc::source::{Loaded, MemoryLoader};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof};
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::serve::backend::{Backend, Seen, ok};
use crate::serve::client::ask;
use crate::serve::program::Served;
use crate::tools::{facts, stride};

/// Generates a route: method, path, target, and clauses. `URL` represents the backend's address.
fn route() -> impl Strategy<Value = String> {
    let method = prop_oneof![Just(""), Just("GET "), Just("POST "), Just("GET,PUT ")];
    let segment = prop_oneof![Just("/a"), Just("/b"), Just("/<x>"), Just("/a%20b")];
    let segments = proptest::collection::vec(segment, 1..4);
    let rest = prop_oneof![Just(""), Just("/<rest+>"), Just("/<rest*>")];
    let backend = prop_oneof![
        Just("apprunner one private"),
        Just("apprunner two public"),
        Just("alb three"),
        Just("URL/base"),
        Just("URL/base?fixed=1"),
    ];
    let forward = prop_oneof![Just(""), Just(" at /made"), Just(" keep")];
    let mapping = prop_oneof![
        Just("request set header x-a $request.header.x-b"),
        Just("request append header x-a more"),
        Just("request remove header x-a"),
        Just("request set header x-path $request.path"),
        Just("request set header x-query $request.query.q"),
        Just("request set header x-a $request.header.x-empty"),
        Just("request append header x-empty $request.header.x-b"),
        Just("request set header x-a \"b-${request.header.x-b}\""),
        Just("request set query q $request.header.x-b"),
        Just("request append query r $request.header.x-empty"),
        Just("request append query q $context.httpMethod"),
        Just("request set query q \"a b&c\""),
        Just("request remove query q"),
    ];
    let mappings = proptest::collection::btree_set(mapping, 0..3);
    (method, segments, rest, backend, forward, mappings).prop_map(
        |(method, segments, rest, backend, forward, mappings)| {
            // Variable names in a path must be unique.
            let mut count = 0;
            let path: String = segments
                .iter()
                .map(|segment| {
                    count += 1;
                    segment.replace('x', &format!("x{count}"))
                })
                .collect();
            let forward = if backend.starts_with("URL") {
                ""
            } else {
                forward
            };
            let block: Vec<&str> = mappings.into_iter().collect();
            let block = if block.is_empty() {
                String::new()
            } else {
                format!(" {{ {} }}", block.join("; "))
            };
            format!("{method}{path}{rest} -> {backend}{forward}{block}")
        },
    )
}

fn request() -> impl Strategy<Value = (String, String, Vec<String>)> {
    let method = prop_oneof![
        Just("GET"),
        Just("POST"),
        Just("PUT"),
        Just("DELETE"),
        Just("HEAD")
    ];
    let segment = prop_oneof![
        Just("/a"),
        Just("/b"),
        Just("/a%20b"),
        Just("/a%2Fb"),
        Just("/c"),
        Just("/%C3%A9"),
        Just("/"),
        Just("/x;y=1,z"),
    ];
    let path = proptest::collection::vec(segment, 1..5);
    let query = prop_oneof![
        Just("?z=1"),
        Just("?q=1"),
        Just("?q=1&q=2&r=a%20b"),
        Just("?q"),
        Just("?x=a+b&=&&q=%26"),
    ];
    let header = prop_oneof![
        Just("x-a: 1"),
        Just("x-b: 2"),
        Just("X-B: 3"),
        Just("x-empty:"),
        Just("x-forwarded-for: 203.0.113.7, 203.0.113.8"),
        Just("x-forwarded-proto: http"),
        Just("forwarded: for=203.0.113.9"),
        Just("via: 1.0 proxy"),
        Just("te: trailers"),
        Just("cookie: a=1; b=2"),
        Just("authorization: Basic x"),
    ];
    let headers = proptest::collection::vec(header, 0..5);
    (method, path, query, headers).prop_map(|(method, path, query, headers)| {
        let headers = headers.into_iter().map(str::to_owned).collect();
        (method.to_owned(), path.concat() + query, headers)
    })
}

fn analyze(text: &str) -> Analysis {
    let root = Loaded {
        identity: "api.gw".to_owned(),
        name: "api.gw".to_owned(),
        text: Arc::from(text),
    };
    driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    )
}

/// Replaces the symbols of a trace by the values of a run.
fn fill_in(text: &str, served: &Served) -> String {
    text.replace("<client>", "127.0.0.1")
        .replace("<gateway>", "127.0.0.1")
        .replace("<gateway domain>", &served.address.to_string())
        .replace("<one ingress domain>", "one-ingress-domain.internal")
        .replace("<two-url>", "two-url.internal")
}

/// Returns the trace's prediction, or the gateway's own status.
fn predict(
    analysis: &Analysis,
    served: &Served,
    method: &str,
    target: &str,
    headers: &[String],
) -> Result<Seen, u16> {
    let mut request = Request::new(method, target).expect("a request");
    // A trace with a header assumes that there are no others.
    let agent = "user-agent: test".to_owned();
    for header in headers.iter().chain([&agent]) {
        request = request.header(header).expect("a header");
    }
    let table = Table::new(&analysis.program.routes);
    let traced = trace::trace(&analysis.program, facts(), &table, &request);
    let matched = match traced.outcome {
        TraceOutcome::Route(matched) => matched,
        TraceOutcome::Refused(refusal) => return Err(refusal.status),
        TraceOutcome::Preflight(_) => return Err(204),
    };
    let Delivery::Http(seen) = matched.delivery else {
        panic!("no HTTP backend");
    };
    let mark = if seen.query.is_empty() { "" } else { "?" };
    let sent = seen.headers.iter().filter(|it| it.fate.arrives());
    let mut headers: Vec<(String, String)> = sent
        .map(|it| (it.name.clone(), fill_in(&it.value, served)))
        .collect();
    headers.sort();
    Ok(Seen {
        method: method.to_owned(),
        target: format!("{}{mark}{}", seen.path, seen.query),
        headers,
        body: Vec::new(),
    })
}

#[test]
fn backends_see_what_the_trace_predicts() {
    let backend = Backend::answering(|_| ok("ok"));
    let specs = proptest::collection::vec(route(), 1..8);
    let requests = proptest::collection::vec(request(), 20..40);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 24 / stride() as u32,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let compared = std::cell::Cell::new(0);
    let law = runner.run(&(specs, requests), |(routes, requests)| {
        let text = format!("gw 1\n{}\n", routes.join("\n")).replace("URL", &backend.url);
        let analysis = analyze(&text);
        if analysis.checked.is_none() {
            return Err(TestCaseError::reject("the spec has errors"));
        }
        let backends = analysis.program.backends.iter();
        let to: Vec<String> = backends
            .map(|it| format!("{}={}", it.name.value, backend.url))
            .collect();
        let arguments: Vec<&str> = to.iter().flat_map(|it| ["--to", it.as_str()]).collect();
        let served = Served::start(&text, &arguments);
        for (method, target, headers) in requests {
            let before = backend.seen().len();
            let lines: Vec<&str> = headers.iter().map(String::as_str).collect();
            let lines = [lines, vec!["user-agent: test"]].concat();
            let response = ask(served.address, &method, &target, &lines, b"");
            let seen = backend.seen().get(before).cloned();
            match predict(&analysis, &served, &method, &target, &headers) {
                Err(status) => {
                    proptest::prop_assert_eq!(response.status, status, "{} {}", method, target);
                    proptest::prop_assert!(seen.is_none());
                }
                Ok(wanted) => {
                    let seen = seen.ok_or_else(|| {
                        TestCaseError::fail(format!(
                            "{method} {target}: nothing arrived: {response:?}"
                        ))
                    })?;
                    let mut headers = seen.headers.clone();
                    headers.retain(|(name, _)| name != "content-length");
                    headers.sort();
                    proptest::prop_assert_eq!(&seen.target, &wanted.target);
                    proptest::prop_assert_eq!(&seen.method, &wanted.method);
                    proptest::prop_assert_eq!(headers, wanted.headers, "{} {}", method, target);
                }
            }
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    law.unwrap_or_else(|fault| panic!("{fault}"));
    assert!(
        compared.get() > 200 / stride(),
        "{} requests compared",
        compared.get()
    );
}
