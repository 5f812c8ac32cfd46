//! Answers of functions against published ones: AWS's documentation, and tests of AWS that run against API Gateway.

use serde::Deserialize;
use std::collections::BTreeMap;

use crate::serve::backend::{Backend, ok};
use crate::serve::client::ask;
use crate::serve::program::Served;

const SPEC: &str = "gw 1
lambda old { payload 1.0 }
GET /1.0 -> old
GET /2.0 -> lambda new
";

/// An answer of a function, and the response of API Gateway.
#[derive(Deserialize)]
struct Case {
    source: String,
    payload: String,
    /// The bytes that the function returns.
    returned: String,
    status: u16,
    /// All values of each header; headers that are not listed may be anything.
    headers: BTreeMap<String, Vec<String>>,
    body: String,
}

fn cases() -> Vec<Case> {
    let text = include_str!("../../fixtures/serve/answers.json");
    serde_json::from_str(text).expect("the cases")
}

/// Starts a gateway whose functions return the case that the header `x-case` selects.
fn serve() -> (Backend, Served) {
    let function = Backend::answering(|seen| {
        let event = seen.json();
        let case = event["headers"]["x-case"].as_str().expect("a case");
        let index: usize = case.parse().expect("an index");
        ok(&cases()[index].returned)
    });
    let (old, new) = (
        format!("old={}", function.url),
        format!("new={}", function.url),
    );
    let served = Served::start(SPEC, &["--to", &old, "--to", &new]);
    (function, served)
}

#[test]
fn answers_of_functions_are_those_of_aws() {
    let (_function, served) = serve();
    let mut faults = Vec::new();
    for (index, case) in cases().iter().enumerate() {
        let header = format!("x-case: {index}");
        let response = ask(
            served.address,
            "GET",
            &format!("/{}", case.payload),
            &[&header],
            b"",
        );
        let headers: BTreeMap<String, Vec<String>> = case
            .headers
            .keys()
            .map(|name| {
                let values = response.headers.iter().filter(|(known, _)| known == name);
                (
                    name.clone(),
                    values.map(|(_, value)| value.clone()).collect(),
                )
            })
            .collect();
        let found = (response.status, &headers, &response.body);
        let wanted = (case.status, &case.headers, &case.body);
        if found != wanted {
            faults.push(format!(
                "{} returns {}\n  found  {found:?}\n  wanted {wanted:?}\n  {}",
                case.payload, case.returned, case.source
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
