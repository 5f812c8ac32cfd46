//! Dependencies: from one registry, with a checksum, under the licences of `deny.toml`.
//!
//! `cargo deny` checks the rest, including advisories, if it is installed.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::tools::report_skipped;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(name)).expect("a file of the project")
}

/// Returns the values of a key in `Cargo.lock`, package by package.
fn lock_values<'l>(package: &'l str, key: &str) -> Option<&'l str> {
    let start = format!("{key} = \"");
    let mut lines = package.lines();
    lines.find_map(|line| line.strip_prefix(&start)?.strip_suffix('"'))
}

#[test]
fn every_dependency_is_of_the_registry_and_has_a_checksum() {
    let lock = read("Cargo.lock");
    let mut count = 0;
    for package in lock.split("[[package]]").skip(1) {
        let name = lock_values(package, "name").expect("a name");
        if name == "gwc" {
            continue;
        }
        count += 1;
        let source = lock_values(package, "source");
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        assert_eq!(source, Some(registry), "{name}");
        assert!(lock_values(package, "checksum").is_some(), "{name}");
    }
    assert!(
        count > 20,
        "{count} packages: the lock file is read wrongly"
    );
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let policy = read("deny.toml");
    let allowed = policy
        .split_once("allow = [")
        .and_then(|(_, rest)| rest.split_once(']'));
    let (allowed, _) = allowed.expect("a list of licences in deny.toml");
    let allowed: BTreeSet<&str> = allowed
        .split(',')
        .map(|word| word.trim().trim_matches('"'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    let output = command.current_dir(ROOT).output().expect("cargo runs");
    if !output.status.success() {
        // Crates for other platforms are only there after `cargo fetch`.
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().last().unwrap_or_default();
        report_skipped(
            "licences",
            &format!("cargo has not every crate here: {last}"),
        );
        return;
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for package in metadata["packages"].as_array().expect("packages") {
        let licence = package["license"].as_str().unwrap_or("none");
        let fits = fits(licence, &allowed);
        assert!(fits, "{} is under {licence}", package["name"]);
    }
}

/// Returns true if one of a licence's alternatives is allowed in all its parts.
fn fits(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    let licence = licence.replace('/', " OR ").replace(['(', ')'], "");
    let mut parts = licence.split(" AND ");
    // `A OR B AND C` means `A OR (B AND C)`; it is read as `(A OR B) AND C` here, which allows less.
    parts.all(|part| part.split(" OR ").any(|one| allowed.contains(one.trim())))
}

#[test]
fn cargo_deny_finds_nothing() {
    let found = Command::new("cargo-deny").arg("--version").output();
    if !found.is_ok_and(|found| found.status.success()) {
        report_skipped("cargo deny", "no program `cargo-deny` on the path");
        return;
    }
    let mut command = Command::new("cargo-deny");
    // Advisories need a copy of their database; `.ci/run` checks them too, with a network.
    let checks = ["--offline", "check", "licenses", "bans", "sources"];
    let output = command.args(checks).current_dir(ROOT).output();
    let output = output.expect("cargo-deny runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
