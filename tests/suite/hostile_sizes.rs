//! Hostile sizes, with the real program: long, deep, wide or similar input ends in bounded memory with the right exit
//! code. Time is not measured; a run that takes too much time or memory is killed.

use std::fmt::Write;
use std::process::Command;
use std::sync::Arc;

use gwc::driver;
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::{Scratch, facts, stride};

/// The limit of processor time in seconds, far more than needed on a slow machine without optimization.
const SECONDS: u32 = 300;
/// The limit of address space in kilobytes; the largest input has 10 MB.
const KILOBYTES: u32 = 4_000_000;

/// Returns a number of repetitions: all of them, or a twentieth in the fast inner loop.
fn times(all: usize) -> usize {
    all / stride()
}

/// Runs a command on a spec within the limits, and returns its exit code.
fn exit(name: &str, spec: &str, command: &str) -> i32 {
    let folder = Scratch::with_files(name, [("spec.gw", spec)]);
    let gwc = env!("CARGO_BIN_EXE_gwc");
    let line = format!(
        "ulimit -t {SECONDS}; ulimit -v {KILOBYTES}; exec '{gwc}' {command} spec.gw > /dev/null 2> told"
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &line]).current_dir(folder.path());
    let status = shell.status().expect("a shell");
    let told = std::fs::read_to_string(folder.path().join("told")).expect("what was told");
    let code = status.code();
    code.unwrap_or_else(|| panic!("{name}: {command} was killed: {status}\n{told}"))
}

/// Checks that `check` and `build` report findings.
#[track_caller]
fn assert_findings(name: &str, spec: &str) {
    assert_eq!(exit(name, spec, "check"), 1, "{name}");
}

#[test]
fn ten_megabytes_of_comments_are_fine() {
    let comments = "# as long as it is harmless, it may be long\n".repeat(times(230_000));
    let spec = format!("{comments}/api/<rest*> -> lambda orders\n");
    assert_eq!(exit("comments", &spec, "build"), 0);
}

#[test]
fn ten_megabytes_without_an_end_of_line_are_findings() {
    assert_findings("one-line", &"/a".repeat(times(5_000_000)));
    assert_findings(
        "one-string",
        &format!("gateway \"{}", "a".repeat(times(10_000_000))),
    );
}

#[test]
fn ten_megabytes_of_faults_are_findings() {
    assert_findings("faults", &"-> {\n".repeat(times(200_000)));
    let line = format!("x {}\n", "y".repeat(500));
    assert_findings("lines", &line.repeat(times(20_000)));
}

#[test]
fn a_line_of_a_megabyte_is_cut_where_it_is_shown() {
    let spec = format!(
        "GET /{} -> lambda orders nonsense\n",
        "a".repeat(times(1_000_000))
    );
    assert_findings("long-line", &spec);
    let list = format!(
        "gateway g {{ cors {{ origins {} }} }}\n",
        // Longer than a line may be, also in the fast inner loop.
        "https://a.example ".repeat(times(100_000))
    );
    assert_findings("long-list", &list);
}

#[test]
fn nesting_is_bounded() {
    for (name, open) in [
        ("groups", "group /a {\n"),
        ("braces", "{"),
        ("lists", "["),
        ("angles", "/<"),
    ] {
        assert_findings(name, &open.repeat(times(50_000)));
    }
    let close = |open: &str, end: &str| {
        format!(
            "{}{}",
            open.repeat(times(100_000)),
            end.repeat(times(100_000))
        )
    };
    assert_findings("closed-groups", &close("group /a {\n", "}\n"));
    assert_findings(
        "interpolations",
        &format!("param a : string = \"{}\"\n", "${a".repeat(times(100_000))),
    );
}

#[test]
fn a_hundred_thousand_names_that_almost_match_are_findings() {
    let mut spec = String::new();
    for number in 0..times(50_000) {
        writeln!(spec, "lambda payments-{number:05}a").expect("a string grows");
        writeln!(spec, "GET /p{number} -> payments-{number:05}b").expect("a string grows");
    }
    assert_findings("similar-names", &spec);
}

#[test]
fn routes_that_all_overlap_are_processed() {
    let mut spec = String::new();
    for number in 0..times(20_000) {
        writeln!(spec, "/<a>/<b>/x{number}/<rest+> -> lambda orders").expect("a string grows");
    }
    // Too many routes for an API is a finding; here it matters only that the program ends.
    assert!(matches!(exit("overlap", &spec, "check"), 0 | 1));
    let same = "/<a>/<rest+> -> lambda orders\n".repeat(times(50_000));
    assert_findings("same", &same);
}

#[test]
fn params_that_double_do_not_explode() {
    let mut spec = String::from("param p0 : string = \"aaaaaaaaaa\"\n");
    for number in 1..64 {
        let before = number - 1;
        let value = format!("${{p{before}}}").repeat(2);
        writeln!(spec, "param p{number} : string = \"{value}\"").expect("a string grows");
    }
    spec.push_str("gateway g { description \"${p63}\" }\n/a -> lambda orders\n");
    assert!(matches!(exit("doubling", &spec, "build"), 0 | 1));
    assert!(matches!(exit("doubling", &spec, "check"), 0 | 1));
}

#[test]
fn an_include_bomb_is_stopped() {
    // Forty files that all include each other: expanded, the tree of includes would fit no disk.
    let mut loader = MemoryLoader::default();
    let names: Vec<String> = (0..40).map(|number| format!("f{number}.gw")).collect();
    let text: String = names
        .iter()
        .map(|name| format!("include \"{name}\"\n"))
        .collect();
    for name in &names {
        loader.files.insert(name.clone(), Arc::from(text.as_str()));
    }
    let root = Loaded {
        identity: "root.gw".to_owned(),
        name: "root.gw".to_owned(),
        text: Arc::from(text.as_str()),
    };
    let bindings = Bindings {
        env: None,
        set: Vec::new(),
    };
    let analysis = driver::analyze(root, &loader, facts(), &bindings);
    assert!(analysis.checked.is_none());
    assert!(analysis.sources.len() <= 1_000);
}
