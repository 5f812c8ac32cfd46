//! Journals that are damaged, copied, linked, or used from a wrong place.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::world::{APPLY, DESTROY, LATER, SHOP, World, said};
use crate::tools::judges;

const DRIFT: [&str; 2] = ["drift", "spec.gw"];

fn journal(world: &World) -> PathBuf {
    world.folder.path().join(".gwc/shop.jsonl")
}

#[track_caller]
fn refuse(world: &World, arguments: &[&str], code: i32, reason: &str) {
    let output = world.run(arguments);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(reason), "{text}");
}

#[test]
fn another_account_or_region_is_refused() {
    if !judges() {
        return;
    }
    let world = World::start("account", SHOP);
    world.succeed(&APPLY);
    let made = world.look();
    let before = world.journal();
    world.control(&json!({ "account": "444455556666" }));
    for arguments in [&APPLY[..], &DESTROY, &DRIFT] {
        refuse(&world, arguments, 2, "account 111122223333");
    }
    world.control(&json!({ "account": "111122223333" }));
    let moved = SHOP.replace("eu-west-1", "us-east-1");
    world.folder.write("spec.gw", &moved);
    refuse(&world, &DESTROY, 2, "region eu-west-1");
    assert_eq!(world.look(), made);
    assert_eq!(world.journal(), before);
}

#[test]
fn a_copy_of_a_journal_creates_its_own_resources() {
    if !judges() {
        return;
    }
    let world = World::start("copy", SHOP);
    world.succeed(&APPLY);
    std::fs::copy(journal(&world), world.folder.path().join("copy.jsonl")).expect("a copy");
    let with = |name: &str| format!("{SHOP}GET /{name} -> https://{name}.example/x open\n");
    world.folder.write("spec.gw", &with("one"));
    world.succeed(&APPLY);
    world.folder.write("spec.gw", &with("two"));
    let state = ["--state", "copy.jsonl"];
    let apply: Vec<&str> = APPLY.into_iter().chain(state).collect();
    world.succeed(&apply);
    let made = world.look();
    let routes = made["resources"]["AWS::ApiGatewayV2::Route"].as_object();
    let mut keys: Vec<&Value> = routes
        .expect("routes")
        .values()
        .map(|it| &it["RouteKey"])
        .collect();
    keys.sort_by_key(|it| it.to_string());
    assert_eq!(keys, ["GET /items", "GET /one", "GET /two", "POST /stripe"]);
}

#[cfg(unix)]
#[test]
fn every_name_of_a_journal_has_the_same_lock() {
    if !judges() {
        return;
    }
    let world = World::start("links", SHOP);
    world.succeed(&APPLY);
    let link = world.folder.path().join("link.jsonl");
    std::os::unix::fs::symlink(journal(&world), &link).expect("a link");
    let file = std::fs::File::open(world.folder.path().join(".gwc/shop.jsonl.lock"));
    let file = file.expect("the lock");
    file.try_lock().expect("nobody holds it");
    for state in [&["--state", "link.jsonl"][..], &[]] {
        let arguments: Vec<&str> = DRIFT.iter().chain(state).copied().collect();
        refuse(&world, &arguments, 1, "locked by another run");
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    if !judges() {
        return;
    }
    let whole = World::start("full", SHOP);
    whole.succeed(&APPLY);
    let wanted = whole.look();
    let length = whole.journal().len();
    // In units of 512 or 1,024 bytes, depending on the shell.
    for blocks in (1..length / 512).step_by(4) {
        let world = World::start("full", SHOP);
        let mut limited = std::process::Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let apply = world.command(&APPLY);
        limited.args(["-c", &script, "sh"]).arg(apply.get_program());
        limited
            .args(apply.get_args())
            .current_dir(world.folder.path());
        for (name, value) in apply.get_envs() {
            match value {
                Some(value) => limited.env(name, value),
                None => limited.env_remove(name),
            };
        }
        let output = limited.output().expect("sh runs");
        let text = said(&output);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2 | 4)), "{blocks}: {code:?} {text}");
        world.succeed(&APPLY);
        assert_eq!(world.look(), wanted, "with {blocks} blocks");
    }
}

#[test]
fn a_file_that_is_no_journal_is_left_alone() {
    if !judges() {
        return;
    }
    let world = World::start("no-journal", SHOP);
    for text in [
        "name = \"shop\"",
        "[package]\nname = \"shop\"\n",
        "{\"a\": 1}\n",
    ] {
        world.folder.write("Cargo.lock", text);
        for arguments in [&APPLY[..], &DRIFT] {
            let state = ["--state", "Cargo.lock"];
            let arguments: Vec<&str> = arguments.iter().copied().chain(state).collect();
            refuse(&world, &arguments, 2, "journal");
        }
        let path = world.folder.path().join("Cargo.lock");
        assert_eq!(std::fs::read_to_string(path).expect("the file"), text);
    }
    assert_eq!(world.look()["resources"], json!({}));
    // A journal may have that name, too.
    let state = ["--state", "state.lock"];
    let apply: Vec<&str> = APPLY.into_iter().chain(state).collect();
    world.succeed(&apply);
    assert!(world.succeed(&apply).contains("nothing to change"));
}

#[test]
fn a_journal_without_its_first_line_is_refused() {
    if !judges() {
        return;
    }
    let world = World::start("headless", SHOP);
    world.succeed(&APPLY);
    let text = world.journal();
    let (_, rest) = text.split_once('\n').expect("lines");
    std::fs::write(journal(&world), rest).expect("the journal");
    refuse(
        &world,
        &APPLY,
        2,
        "the first line of the journal is missing",
    );
}

#[test]
fn an_object_that_is_slow_for_a_while_is_written_in_the_end() {
    if !judges() {
        return;
    }
    let world = World::start("slow", SHOP);
    let state = ["--state", "s3://states/the shop#1.jsonl"];
    let apply: Vec<&str> = APPLY.into_iter().chain(state).collect();
    for key in [".jsonl", ".lease"] {
        world.control(&json!({ "slow": 3, "slow_key": key }));
        world.succeed(&apply);
    }
    world.folder.write("spec.gw", LATER);
    world.control(&json!({ "slow": 2, "slow_key": ".jsonl" }));
    world.succeed(&apply);
    // For good: the run is incomplete, and its lease is released.
    world.folder.write("spec.gw", SHOP);
    world.control(&json!({ "slow": 1000, "slow_key": "1.jsonl" }));
    let stopped = world.run(&apply);
    assert!(
        matches!(stopped.status.code(), Some(2 | 4)),
        "{}",
        said(&stopped)
    );
    world.control(&json!({ "slow": 0 }));
    world.succeed(&apply);
    assert!(world.succeed(&apply).contains("nothing to change"));
}
