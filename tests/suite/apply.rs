//! `gwc apply`, `destroy` and `drift` against a stand-in for Cloud Control.

mod adopt;
mod changes;
mod drift;
mod faults;
mod journals;
mod kills;
mod leases;
mod names;
mod terraform;
mod world;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::tools::{judges, judges_or_installed, python, recipe};
use world::{APPLY, DESTROY, LATER, SHOP, World, count, said};

#[test]
fn a_spec_is_applied_changed_and_destroyed() {
    if !judges_or_installed() {
        return;
    }
    let world = World::start("apply", SHOP);
    let shown = world.succeed(&APPLY);
    assert!(shown.contains("+ create"), "{shown}");
    let made = world.look();
    assert_eq!(count(&made, "AWS::ApiGatewayV2::Route"), 2);
    let again = world.succeed(&APPLY);
    assert!(again.contains("nothing to change"), "{again}");
    assert_eq!(world.look(), made);
    // A read never returns the authorizer of a route.
    let drift = world.succeed(&["drift", "spec.gw"]);
    assert_eq!(
        drift,
        "route-get-items (spec.gw:12): cannot compare AuthorizerId\n"
    );

    world.folder.write("spec.gw", LATER);
    let shown = world.succeed(&APPLY);
    assert!(shown.contains("- delete"), "{shown}");
    let changed = world.look();
    let routes = changed["resources"]["AWS::ApiGatewayV2::Route"].as_object();
    let keys = routes.expect("routes").values();
    let mut keys: Vec<&str> = keys.filter_map(|it| it["RouteKey"].as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["GET /items", "PUT /items"]);
    assert_eq!(count(&changed, "AWS::Lambda::Permission"), 0);
    for (_, route) in changed["resources"]["AWS::ApiGatewayV2::Route"]
        .as_object()
        .expect("routes")
    {
        assert_eq!(route["AuthorizationType"], "JWT", "{route}");
    }

    world.succeed(&DESTROY);
    assert_eq!(world.look()["resources"], json!({}));
}

#[test]
fn lost_answers_and_throttles_are_survived() {
    if !judges() {
        return;
    }
    let whole = World::start("whole", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    let world = World::start("lost", SHOP);
    let at = |calls: &[u64], what: &str| -> Vec<Value> {
        calls
            .iter()
            .map(|at| json!({ "at": at, "do": what }))
            .collect()
    };
    let mut faults = at(&[1, 4, 9], "lose");
    faults.extend(at(&[2, 6], "drop"));
    faults.extend(at(&[7], "throttle"));
    world.control(&json!({ "faults": faults, "late": 1 }));
    world.succeed(&APPLY);
    assert_eq!(world.look(), wanted);
}

#[test]
fn the_remains_of_a_failed_creation_are_deleted_before_the_next_one() {
    if !judges() {
        return;
    }
    let world = World::start("partial", SHOP);
    let fault =
        |at: u64| json!({ "at": at, "do": "handler", "code": "NotStabilized", "left": true });
    world.control(&json!({ "faults": [fault(1), fault(4)] }));
    world.succeed(&APPLY);
    let made = world.look();
    assert_eq!(count(&made, "AWS::ApiGatewayV2::Api"), 1);
    assert_eq!(count(&made, "AWS::Logs::LogGroup"), 1);
    assert_eq!(count(&made, "AWS::ApiGatewayV2::Authorizer"), 1);
}

#[test]
fn a_failure_blocks_only_its_dependents() {
    if !judges() {
        return;
    }
    let world = World::start("failure", SHOP);
    // The third creation is that of the authorizer or of the permission. Only the authorizer has a dependent route.
    let fault =
        json!({ "at": 3, "do": "handler", "code": "InvalidRequest", "message": "no such thing" });
    world.control(&json!({ "faults": [fault] }));
    let output = world.run(&APPLY);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(4), "{text}");
    assert!(text.contains("InvalidRequest: no such thing"), "{text}");
    assert!(text.contains("spec.gw:"), "{text}");
    let part = world.look();
    assert_eq!(
        count(&part, "AWS::ApiGatewayV2::Integration"),
        2,
        "{part:#}"
    );
    world.control(&json!({ "faults": [] }));
    world.succeed(&APPLY);
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Route"), 2);
}

#[test]
fn a_second_run_stops_and_names_the_first() {
    if !judges() {
        return;
    }
    let world = World::start("two", SHOP);
    let mut first = world.command(&["apply", "spec.gw"]);
    let first = first
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut first = first.spawn().expect("gwc runs");
    let process = first.id().to_string();
    let mut shown = BufReader::new(first.stdout.take().expect("its standard output"));
    let mut line = String::new();
    shown.read_line(&mut line).expect("the changes");
    let second = world.run(&APPLY);
    let text = said(&second);
    assert_eq!(second.status.code(), Some(1), "{text}");
    assert!(text.contains(&format!("process {process}")), "{text}");
    let mut answer = first.stdin.take().expect("its standard input");
    answer.write_all(b"y\n").expect("an answer");
    drop(answer);
    std::io::copy(&mut shown, &mut std::io::sink()).expect("the rest");
    assert!(first.wait().expect("it ends").success());
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Route"), 2);
    // Without an answer, nothing is confirmed.
    world.folder.write("spec.gw", LATER);
    let declined = world.run(&["apply", "spec.gw"]);
    assert_eq!(declined.status.code(), Some(1), "{}", said(&declined));
}

#[test]
fn once_aws_forgot_a_token_the_resource_is_found_by_its_mark() {
    if !judges() {
        return;
    }
    let whole = World::start("whole", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    // Kill the program right after it has sent the first calls, at different points.
    for at in [8, 12, 30, 45] {
        let world = World::start("forgotten", SHOP);
        let mut command = world.command(&APPLY);
        let killed = command
            .env("GWC_KILL_AT", at.to_string())
            .output()
            .expect("gwc runs");
        assert_eq!(killed.status.code(), None);
        world.control(&json!({ "advance": 8 * 24 * 3600 }));
        let path = world.folder.path().join(".gwc/shop.jsonl");
        let journal = world.journal();
        let aged = journal.lines().map(|line| {
            let mut entry: Value = serde_json::from_str(line).expect("JSON");
            if entry["entry"] == "intent" {
                entry["at"] = json!(entry["at"].as_u64().expect("a time") - 8 * 24 * 3600);
            }
            format!("{entry}\n")
        });
        let aged: String = aged.collect();
        std::fs::write(path, aged).expect("the journal");
        world.succeed(&APPLY);
        assert_eq!(world.look(), wanted, "killed at {at}");
    }
}

#[test]
fn state_in_s3_is_written_by_one_run_at_a_time() {
    if !judges() {
        return;
    }
    let world = World::start("s3", SHOP);
    let state = ["--state", "s3://states/shop.jsonl"];
    let apply: Vec<&str> = APPLY.into_iter().chain(state).collect();
    let mut killed = world.command(&apply);
    let killed = killed.env("GWC_KILL_AT", "20").output().expect("gwc runs");
    assert_eq!(killed.status.code(), None);
    // The lease outlives its holder by a minute of S3's clock.
    let second = world.run(&apply);
    let text = said(&second);
    assert_eq!(second.status.code(), Some(1), "{text}");
    assert!(text.contains("gwc apply by"), "{text}");
    world.control(&json!({ "advance": 61 }));
    world.succeed(&apply);
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Route"), 2);
    assert!(world.succeed(&apply).contains("nothing to change"));
    let destroy: Vec<&str> = DESTROY.into_iter().chain(state).collect();
    world.succeed(&destroy);
    assert_eq!(world.look()["resources"], json!({}));
}

#[test]
fn the_stand_in_answers_what_aws_was_recorded_with() {
    if !judges() {
        return;
    }
    let world = World::start("replay", SHOP);
    let recorded = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/cloud_control/recorded.json"
    );
    let mut command = Command::new(python());
    command
        .arg(recipe("replay.py"))
        .args([&world.port.to_string(), recorded]);
    let output = crate::tools::succeed(&mut command);
    let differences: Vec<String> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_private_service_is_created_with_its_chain_and_destroyed() {
    if !judges() {
        return;
    }
    let spec = "gw 1

gateway shop { region eu-west-1 }

network main {
  vpc     vpc-0abc1234567890def
  subnets subnet-0a11111111111111a subnet-0b22222222222222b
}

apprunner svc private {
  image \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/svc:1\"
  port  8080
}

/api/<rest*> -> svc
";
    let world = World::start("private", spec);
    world.succeed(&APPLY);
    let made = world.look();
    let pools = made["resources"]["AWS::ElasticLoadBalancingV2::TargetGroup"].as_object();
    let pool = pools
        .and_then(|pools| pools.values().next())
        .expect("a pool");
    assert_eq!(pool["Targets"].as_array().map(Vec::len), Some(2), "{pool}");
    assert!(world.succeed(&APPLY).contains("nothing to change"));
    world.succeed(&DESTROY);
    assert_eq!(world.look()["resources"], json!({}));
}
