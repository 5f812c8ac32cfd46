//! State in S3, of which one run at a time holds the lease.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};

use super::world::{APPLY, SHOP, World, count, said};
use crate::tools::judges;

const PLACE: &str = "/states/shop.jsonl.lease";
const STATE: [&str; 2] = ["--state", "s3://states/shop.jsonl"];

fn with_state<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().copied().chain(STATE).collect()
}

/// A run that shows its changes and waits for an answer.
struct WaitingRun {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl WaitingRun {
    fn start(world: &World) -> Self {
        let mut command = world.command(&with_state(&["apply", "spec.gw"]));
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("gwc runs");
        let mut output = BufReader::new(child.stdout.take().expect("its standard output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the changes");
        Self { child, output }
    }

    /// Confirms the changes and returns the exit code and the messages.
    fn confirm(mut self) -> (Option<i32>, String) {
        let mut input = self.child.stdin.take().expect("its standard input");
        input.write_all(b"y\n").expect("an answer");
        drop(input);
        std::io::copy(&mut self.output, &mut std::io::sink()).expect("the rest");
        let mut text = String::new();
        let mut messages = self.child.stderr.take().expect("its standard error");
        messages.read_to_string(&mut text).expect("text");
        (self.child.wait().expect("it ends").code(), text)
    }
}

/// Returns the lease that S3 holds.
fn lease(seen: &Value) -> Value {
    let text = seen["objects"][PLACE].as_str().unwrap_or("null");
    serde_json::from_str(text).expect("JSON")
}

fn current_lease(world: &World) -> Value {
    lease(&world.ask("GET", "/_world", &Value::Null))
}

#[test]
fn a_lease_is_renewed_as_long_as_its_run_lives() {
    if !judges() {
        return;
    }
    let world = World::start("renewed", SHOP);
    let first = WaitingRun::start(&world);
    let taken = current_lease(&world);
    // Together the two would be too long for a lease that nobody renews.
    for _ in 0..2 {
        let before = current_lease(&world)["renewed"].clone();
        world.control(&json!({ "advance": 40 }));
        world.await_that("the lease is renewed", |seen| {
            lease(seen)["renewed"] != before
        });
    }
    assert_eq!(current_lease(&world)["holder"], taken["holder"]);
    let second = world.run(&with_state(&APPLY));
    let text = said(&second);
    assert_eq!(second.status.code(), Some(1), "{text}");
    let process = format!("process {}", first.child.id());
    assert!(text.contains(&process), "{text}");
    let (code, text) = first.confirm();
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(current_lease(&world), Value::Null);
    let again = world.succeed(&with_state(&APPLY));
    assert!(again.contains("nothing to change"), "{again}");
}

#[test]
fn the_lease_of_a_killed_run_expires() {
    if !judges() {
        return;
    }
    let world = World::start("expired", SHOP);
    let mut first = WaitingRun::start(&world);
    first.child.kill().expect("it is killed");
    first.child.wait().expect("it ends");
    world.control(&json!({ "advance": 50 }));
    let early = world.run(&with_state(&APPLY));
    assert_eq!(early.status.code(), Some(1), "{}", said(&early));
    world.control(&json!({ "advance": 11 }));
    world.succeed(&with_state(&APPLY));
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Route"), 2);
}

#[test]
fn one_of_two_runs_at_the_same_moment_gets_the_lease() {
    if !judges() {
        return;
    }
    let world = World::start("same-moment", SHOP);
    // Both find no lease before either of them writes one.
    world.control(&json!({ "together": true }));
    let run = || {
        let mut command = world.command(&with_state(&APPLY));
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("gwc runs")
    };
    let (one, other) = (run(), run());
    let ids = [one.id(), other.id()];
    let ended = [one, other].map(|it| it.wait_with_output().expect("it ends"));
    let codes = [0, 1].map(|at: usize| ended[at].status.code());
    let texts = [0, 1].map(|at: usize| said(&ended[at]));
    let winner = codes.iter().position(|code| *code == Some(0));
    let winner = winner.unwrap_or_else(|| panic!("{texts:?}"));
    let loser = 1 - winner;
    assert_eq!(codes[loser], Some(1), "{texts:?}");
    let named = format!("process {}", ids[winner]);
    assert!(texts[loser].contains(&named), "{}", texts[loser]);
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Api"), 1);
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Route"), 2);
}

#[test]
fn a_run_that_lost_its_lease_sends_nothing_and_leaves_the_next_one_alone() {
    if !judges() {
        return;
    }
    let world = World::start("lost-lease", SHOP);
    let first = WaitingRun::start(&world);
    // As if the first run's machine had been asleep.
    world.control(&json!({ "advance": 61 }));
    let second = WaitingRun::start(&world);
    let (code, text) = first.confirm();
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("another run took over"), "{text}");
    let seen = world.ask("GET", "/_world", &Value::Null);
    assert_eq!(seen["calls"], 0);
    let holder = lease(&seen)["holder"].clone();
    let process = format!("process {}", second.child.id());
    assert!(holder.to_string().contains(&process), "{holder}");
    let (code, text) = second.confirm();
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(count(&world.look(), "AWS::ApiGatewayV2::Route"), 2);
}
