//! Faults of AWS that pass: slow requests, concurrent changes, and tokens that it knows with other bytes.

use std::process::Stdio;

use serde_json::{Value, json};

use super::world::{APPLY, SHOP, World, said};
use crate::tools::judges;

#[test]
fn slow_requests_and_concurrent_changes_are_waited_for() {
    if !judges() {
        return;
    }
    let whole = World::start("whole", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    let world = World::start("slow", SHOP);
    let fault = |of: &str, code: &str, message: &str| json!({ "of": of, "do": "handler", "code": code, "message": message });
    let faults = [
        fault("AWS::ApiGatewayV2::Integration", "ResourceConflict", "busy"),
        fault(
            "AWS::ApiGatewayV2::Route",
            "GeneralServiceException",
            "Unable to complete operation due to concurrent modification",
        ),
        fault("AWS::Logs::LogGroup", "Throttling", "Rate exceeded"),
    ];
    world.control(&json!({ "faults": faults, "polls": 5, "late": 2 }));
    world.succeed(&APPLY);
    assert_eq!(world.look(), wanted);
}

#[test]
fn a_token_that_aws_knows_with_other_bytes_leads_to_its_request() {
    if !judges() {
        return;
    }
    let whole = World::start("whole", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    let world = World::start("conflict", SHOP);
    world.control(&json!({ "faults": [{ "at": 1, "do": "hold" }] }));
    let mut command = world.command(&APPLY);
    let mut killed = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let killed = killed.as_mut().expect("gwc runs");
    world.await_that("the mutation is executed", |seen| seen["held"] == true);
    killed.kill().expect("it is killed");
    killed.wait().expect("it ends");
    // Another version of gwc might send the same resource in other bytes.
    let text = world.journal();
    let entries: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let accepted = |seq: &Value| {
        let mut entries = entries.iter();
        entries.any(|it| it["entry"] == "request" && it["seq"] == *seq)
    };
    let made = world.look();
    let mut edited = 0;
    let lines = entries.iter().map(|entry| {
        let mut entry = entry.clone();
        let exists = made["resources"].get(entry["record"]["type"].as_str().unwrap_or_default());
        if entry["entry"] == "intent" && exists.is_some() && !accepted(&entry["seq"]) {
            let body = entry["body"].as_object_mut().expect("properties");
            body.remove("Tags");
            edited += 1;
        }
        format!("{entry}\n")
    });
    let text: String = lines.collect();
    assert_eq!(edited, 1, "{text}");
    std::fs::write(world.folder.path().join(".gwc/shop.jsonl"), text).expect("the journal");
    world.succeed(&APPLY);
    assert_eq!(world.look(), wanted);
}

#[test]
fn a_denied_retry_does_not_mean_that_the_first_call_failed() {
    if !judges() {
        return;
    }
    let whole = World::start("whole", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    let world = World::start("denied", SHOP);
    let at = |at: u64, what: &str| json!({ "at": at, "do": what });
    // The credentials expire after AWS has executed the first two calls, whose answers are lost.
    let faults = [at(1, "lose"), at(2, "lose"), at(3, "deny"), at(4, "deny")];
    world.control(&json!({ "faults": faults }));
    let output = world.run(&APPLY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.contains("ExpiredTokenException"), "{text}");
    // They are still expired when the next run repeats the first call.
    world.control(&json!({ "faults": [at(5, "deny")] }));
    let output = world.run(&APPLY);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    world.control(&json!({ "faults": [] }));
    world.succeed(&APPLY);
    assert_eq!(world.look(), wanted);
}
