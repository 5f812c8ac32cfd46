//! Editor support: word lists equal the compiler's, the grammars parse all specs, and real editors use the language
//! server.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use gwc::model::settings::{self, BlockKind};
use serde_json::Value;

use crate::tools::{editors_home, emacs, helix, judges, python, report_skipped, succeed};
use crate::verdicts::examples;

const WORDS: &str = include_str!("../../editors/keywords.json");
const GRAMMAR: &str = include_str!("../../grammar/gw.pest");

fn list(name: &str) -> BTreeSet<String> {
    let lists: Value = serde_json::from_str(WORDS).expect("editors/keywords.json");
    let list = lists[name].as_array().expect("a list of words");
    let words = list.iter().map(|word| word.as_str().expect("a word"));
    words.map(str::to_owned).collect()
}

/// Returns the words that the grammar spells out; methods, which it accepts in any case, in upper case.
fn words_of_the_grammar() -> BTreeSet<String> {
    // Units are parsed only to report the space before them, including units of other tools.
    let (before, rest) = GRAMMAR.split_once("\nunit = @{").expect("the units");
    let (_, after) = rest.split_once("\n}").expect("their end");
    let rules = before
        .lines()
        .chain(after.lines())
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut found = BTreeSet::new();
    for rule in rules {
        let mut pieces = rule.split('"');
        let mut before = pieces.next().unwrap_or_default();
        while let (Some(inside), Some(after)) = (pieces.next(), pieces.next()) {
            let is_word = inside.len() > 1 && inside.chars().all(|sign| sign.is_ascii_lowercase());
            if is_word && before.ends_with('^') {
                found.insert(inside.to_uppercase());
            } else if is_word
                || inside.len() > 1 && inside.chars().all(|sign| sign.is_ascii_uppercase())
            {
                found.insert(inside.to_owned());
            }
            before = after;
        }
    }
    found
}

#[test]
fn keywords_are_those_of_the_grammar() {
    let lists = [
        "items", "methods", "backends", "access", "clauses", "words", "expects", "json",
    ];
    let known: BTreeSet<String> = lists.iter().flat_map(|name| list(name)).collect();
    assert_eq!(words_of_the_grammar(), known);
}

#[test]
fn settings_are_those_of_the_model() {
    let clauses = |block: &BlockKind| {
        matches!(
            block,
            BlockKind::Route | BlockKind::Group | BlockKind::Expect
        )
    };
    let names: BTreeSet<String> = BlockKind::all()
        .filter(|block| !clauses(block))
        .flat_map(settings::of)
        .map(|info| info.name.to_owned())
        .collect();
    assert_eq!(list("settings"), names);
}

#[test]
fn the_grammars_of_editors_read_every_spec() {
    if !judges() {
        return;
    }
    let mut specs = examples();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    collect(&golden, &mut specs);
    let mut command = Command::new("node");
    command
        .env("GWC", env!("CARGO_BIN_EXE_gwc"))
        .env("NEOVIM", python().with_file_name("nvim"))
        .arg(editors_home().join("check.mjs"))
        .args(specs);
    for (name, program) in [("EMACS", emacs()), ("HELIX", helix())] {
        if let Some(program) = program {
            command.env(name, program);
        }
    }
    let output = succeed(&mut command);
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        if let Some(skipped) = line.strip_prefix("SKIP ") {
            report_skipped("editors", skipped);
        }
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of specs") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|end| end == "gw") {
            into.push(path);
        }
    }
}
