//! `gwc init` in a terminal: it repeats a question after a wrong answer, and the spec passes `gwc check`.

use std::fs;
use std::process::Command;

use crate::tools::{Scratch, report_skipped};

const GWC: &str = env!("CARGO_BIN_EXE_gwc");
const TERMINAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/terminal.py");

/// Runs `gwc init` in a folder named `My Shop` with an answer for each prompt. Returns the output and the spec.
fn init(name: &str, answers: &[&str]) -> Option<(String, String)> {
    let folder = Scratch::with_files(name, []);
    let shop = folder.path().join("My Shop");
    fs::create_dir(&shop).expect("a folder");
    let run = Command::new("python3")
        .arg(TERMINAL)
        .args(answers)
        .args(["--", GWC, "init"])
        .current_dir(&shop)
        .output();
    let Ok(output) = run else {
        report_skipped("a terminal", "no `python3`");
        return None;
    };
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{shown}");
    let spec = fs::read_to_string(shop.join("gateway.gw")).expect("a spec");
    for args in [&["check", "--deny", "warnings"][..], &["fmt", "--check"]] {
        let mut command = Command::new(GWC);
        let output = command
            .args(args)
            .current_dir(&shop)
            .output()
            .expect("gwc runs");
        assert_eq!(output.status.code(), Some(0), "{output:?}\n{spec}");
    }
    Some((shown, spec))
}

#[test]
fn the_defaults_make_a_spec_named_after_the_folder() {
    let Some((shown, spec)) = init("init-defaults", &["", "", "", "", "", ""]) else {
        return;
    };
    assert!(shown.contains("[my-shop]: "), "{shown}");
    assert!(
        spec.contains("gateway my-shop {") && spec.contains("/api/<rest*> -> ecs api private"),
        "{spec}"
    );
}

#[test]
fn a_wrong_answer_is_asked_again() {
    let answers = [
        "My Shop",
        "orders-front",
        "lamda",
        "lambda",
        "9f",
        "orders",
        "api",
        "/v1",
        "eu-wst-1",
        "eu-west-1",
        "not a host",
        "api.shop.example",
    ];
    let Some((shown, spec)) = init("init-again", &answers) else {
        return;
    };
    for question in [
        "Name of the gateway",
        "Kind of backend",
        "Name of the backend",
        "Path prefix",
        "AWS region",
        "Custom domain",
    ] {
        assert_eq!(shown.matches(question).count(), 2, "{question} in\n{shown}");
    }
    assert!(shown.contains("unknown kind of backend `lamda`"), "{shown}");
    let kept = [
        "gateway orders-front {",
        "/v1/<rest*> -> lambda orders",
        "eu-west-1",
        "api.shop.example",
    ];
    assert!(kept.iter().all(|it| spec.contains(it)), "{spec}");
}
