//! A run that is killed anywhere, or whose AWS fails anywhere, leads to the same result after another run.
//!
//! `GWC_EVERY_KILL=1` kills at every failpoint. Run like this on 2026-11-28, at all failpoints: apply 132, update 93,
//! destroy 129, replacement 62, ECS Express Mode 188, and the stand-in at every mutation of apply, update and destroy,
//! before and after it was on disk. All ended with the same resources.

use std::process::Stdio;

use serde_json::{Value, json};

use super::changes::{CERTIFIED, EXPRESS, LINKED, RELINKED};
use super::names::{encrypted, networked};
use super::world::{APPLY, DESTROY, LATER, SHOP, World, count, said};
use crate::tools::{judges, judges_or_installed, stride};

/// Returns the distance between two tested failpoints: one with `GWC_EVERY_KILL`, which is slow; more than usual in the
/// fast inner loop.
fn distance(usual: usize) -> usize {
    match std::env::var_os("GWC_EVERY_KILL") {
        Some(_) => 1,
        None => usual * stride(),
    }
}

/// Kills a command at one failpoint after the other, each time followed by a complete run, and checks that the result
/// is the same.
fn kill_anywhere(name: &str, spec: &str, before: &dyn Fn(&World), arguments: &[&str]) {
    let whole = World::start(name, spec);
    before(&whole);
    whole.succeed(arguments);
    let wanted = whole.look();
    drop(whole);
    let step = distance(11);
    let mut at = 1 + step / 2;
    loop {
        let world = World::start(name, spec);
        before(&world);
        let mut command = world.command(arguments);
        let killed = command.env("GWC_KILL_AT", at.to_string()).output();
        let killed = killed.expect("gwc runs");
        let survived = killed.status.code() == Some(0);
        assert!(
            survived || killed.status.code().is_none(),
            "{}",
            said(&killed)
        );
        world.succeed(arguments);
        assert_eq!(world.look(), wanted, "killed at {at}");
        // In the fast inner loop, one kill is enough.
        if survived || stride() > 1 {
            eprintln!("{name}: killed at {} places of {at}", at.div_ceil(step) - 1);
            return;
        }
        at += step;
    }
}

#[test]
fn an_apply_killed_anywhere_can_be_resumed() {
    if !judges_or_installed() {
        return;
    }
    kill_anywhere("killed-apply", SHOP, &|_| {}, &APPLY);
}

#[test]
fn an_update_killed_anywhere_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.succeed(&APPLY);
        world.folder.write("spec.gw", LATER);
    };
    kill_anywhere("killed-update", SHOP, &before, &APPLY);
}

#[test]
fn a_destroy_killed_anywhere_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| drop(world.succeed(&APPLY));
    kill_anywhere("killed-destroy", SHOP, &before, &DESTROY);
}

#[test]
fn a_replacement_killed_anywhere_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.succeed(&APPLY);
        world.folder.write("spec.gw", RELINKED);
    };
    kill_anywhere("killed-replacement", LINKED, &before, &APPLY);
}

#[test]
fn a_replacement_under_another_name_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.put_endpoint();
        world.succeed(&APPLY);
        world
            .folder
            .write("spec.gw", &networked("vpc-0fff1234567890def"));
    };
    let spec = networked("vpc-0abc1234567890def");
    kill_anywhere("killed-name", &spec, &before, &APPLY);
}

#[test]
fn a_replacement_after_the_deletion_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.succeed(&APPLY);
        let later = encrypted("fedcba98-7654-3210-fedc-ba9876543210");
        world.folder.write("spec.gw", &later);
    };
    let spec = encrypted("01234567-89ab-cdef-0123-456789abcdef");
    kill_anywhere("killed-service", &spec, &before, &APPLY);
}

#[test]
fn a_service_that_cannot_be_listed_survives_a_kill() {
    if !judges() {
        return;
    }
    kill_anywhere("killed-express", EXPRESS, &|_| {}, &APPLY);
}

#[test]
fn a_certificate_of_acm_survives_a_kill() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.control(&json!({ "unsupported": ["AWS::CertificateManager::Certificate"] }));
    };
    kill_anywhere("killed-certificate", CERTIFIED, &before, &APPLY);
}

/// Returns the number of mutations that a stand-in has received.
fn calls(world: &World) -> usize {
    let seen = world.ask("GET", "/_world", &Value::Null);
    usize::try_from(seen["calls"].as_u64().expect("a number")).expect("few calls")
}

/// Stops the stand-in at one mutation after the other, before or after it is on disk, and checks that one more run is
/// enough.
fn survive_deaths(name: &str, before: &dyn Fn(&World), arguments: &[&str]) {
    let whole = World::start(name, SHOP);
    before(&whole);
    let first = calls(&whole) + 1;
    whole.succeed(arguments);
    let (wanted, last) = (whole.look(), calls(&whole));
    drop(whole);
    assert!(last >= first, "no call to die at");
    for at in (first..=last).step_by(distance(4)) {
        for after in [false, true] {
            let world = World::start(name, SHOP);
            before(&world);
            let fault = json!({ "at": at, "do": "die", "after": after });
            world.control(&json!({ "faults": [fault] }));
            world.succeed(arguments);
            assert_eq!(world.look(), wanted, "died at {at}, after: {after}");
        }
    }
}

/// Kills a command after AWS has executed one mutation after the other, while it waits for the answer, and checks that
/// one more run is enough.
fn survive_unread_answers(name: &str, before: &dyn Fn(&World), arguments: &[&str]) {
    let whole = World::start(name, SHOP);
    before(&whole);
    let first = calls(&whole) + 1;
    whole.succeed(arguments);
    let (wanted, last) = (whole.look(), calls(&whole));
    drop(whole);
    for at in (first..=last).step_by(distance(3)) {
        let world = World::start(name, SHOP);
        before(&world);
        world.control(&json!({ "faults": [{ "at": at, "do": "hold" }] }));
        let mut command = world.command(arguments);
        let mut killed = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let killed = killed.as_mut().expect("gwc runs");
        world.await_that("the mutation is executed", |seen| seen["held"] == true);
        killed.kill().expect("it is killed");
        killed.wait().expect("it ends");
        world.succeed(arguments);
        assert_eq!(world.look(), wanted, "killed before the answer to {at}");
    }
}

#[test]
fn an_apply_killed_before_an_answer_can_be_resumed() {
    if !judges() {
        return;
    }
    survive_unread_answers("unread-apply", &|_| {}, &APPLY);
}

#[test]
fn an_update_killed_before_an_answer_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.succeed(&APPLY);
        world.folder.write("spec.gw", LATER);
    };
    survive_unread_answers("unread-update", &before, &APPLY);
}

#[test]
fn a_destroy_killed_before_an_answer_can_be_resumed() {
    if !judges() {
        return;
    }
    let before = |world: &World| drop(world.succeed(&APPLY));
    survive_unread_answers("unread-destroy", &before, &DESTROY);
}

#[test]
fn an_apply_survives_a_crash_of_aws() {
    if !judges() {
        return;
    }
    survive_deaths("dying-apply", &|_| {}, &APPLY);
}

#[test]
fn an_update_survives_a_crash_of_aws() {
    if !judges() {
        return;
    }
    let before = |world: &World| {
        world.succeed(&APPLY);
        world.folder.write("spec.gw", LATER);
    };
    survive_deaths("dying-update", &before, &APPLY);
}

#[test]
fn a_destroy_survives_a_crash_of_aws() {
    if !judges() {
        return;
    }
    let before = |world: &World| drop(world.succeed(&APPLY));
    survive_deaths("dying-destroy", &before, &DESTROY);
}

#[test]
fn a_kill_of_both_ends_is_survived() {
    if !judges() {
        return;
    }
    let whole = World::start("both", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    for at in [9, 21, 34] {
        let world = World::start("both", SHOP);
        let fault = json!({ "at": 3, "do": "die", "after": true });
        world.control(&json!({ "faults": [fault] }));
        let mut command = world.command(&APPLY);
        let killed = command.env("GWC_KILL_AT", at.to_string()).output();
        let killed = killed.expect("gwc runs");
        assert_eq!(killed.status.code(), None, "{}", said(&killed));
        world.succeed(&APPLY);
        let made = world.look();
        assert_eq!(made, wanted, "killed at {at}");
        assert_eq!(count(&made, "AWS::ApiGatewayV2::Api"), 1);
    }
}
