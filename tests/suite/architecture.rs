//! Checks the architecture by reading the source files: which modules import which, where external crates and the
//! outside world are used, and what every file must contain.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each top-level module of `src`, and the modules that it may import; every module may import from itself.
const MODULES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("facts", &[]),
    ("diag", &["source", "facts"]),
    ("syntax", &["source", "diag", "facts"]),
    ("fmt", &["source", "diag", "facts", "syntax"]),
    // Only `from_ast` knows trees: see TREE_CONSUMER.
    ("model", &["source", "diag", "facts", "syntax"]),
    ("route", &["source", "facts", "model"]),
    ("check", &["source", "diag", "facts", "model", "route"]),
    ("graph", &["source", "diag", "facts", "model", "check"]),
    ("emit", &["source", "diag", "facts", "graph"]),
    (
        "driver",
        &[
            "source", "diag", "facts", "syntax", "fmt", "model", "route", "check", "graph", "emit",
        ],
    ),
    (
        "diff",
        &[
            "source", "diag", "facts", "model", "route", "graph", "emit", "driver",
        ],
    ),
    (
        "doctor",
        &["source", "facts", "model", "route", "graph", "driver"],
    ),
    ("import", &["facts"]),
    (
        "ide",
        &[
            "source", "diag", "facts", "syntax", "fmt", "model", "route", "check", "driver",
        ],
    ),
    (
        "lsp",
        &["source", "diag", "facts", "model", "ide", "driver"],
    ),
    // Feature `live`.
    ("serve", &["source", "facts", "model", "route", "driver"]),
    ("aws", &["facts"]),
    (
        "apply",
        &["source", "diag", "facts", "graph", "emit", "aws"],
    ),
    (
        "cli",
        &[
            "source", "diag", "facts", "syntax", "fmt", "model", "route", "check", "graph", "emit",
            "driver", "diff", "doctor", "import", "ide", "lsp", "serve", "aws", "apply",
        ],
    ),
];

/// The part of `model` that converts trees to programs.
const TREE_CONSUMER: &str = "model/from_ast/";

/// Rooms within `emit` that emitters share; they never import one another.
const SHARED_BY_EMITTERS: [&str; 3] = ["nearest", "pointer", "properties"];

/// External crates, and the places that may use them.
const CRATES: &[(&str, &[&str])] = &[
    ("percent_encoding", &["aws/", "lsp/", "route/"]),
    ("pest", &["syntax/"]),
    ("pest_derive", &["syntax/"]),
    ("miette", &["diag/render", "diag/report"]),
    ("anstyle", &["diag/render", "cli/"]),
    ("textwrap", &["diag/render", "cli/"]),
    ("unicode_segmentation", &["diag/render"]),
    ("unicode_width", &["diag/render", "cli/", "fmt/"]),
    ("strsim", &["diag/near"]),
    ("similar", &["fmt/"]),
    ("aho_corasick", &["doctor/"]),
    ("aws_credential_types", &["aws/"]),
    ("aws_sigv4", &["aws/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("terminal_size", &["cli/"]),
    ("serde_yaml", &["emit/cfn/", "import/"]),
    ("hcl", &["emit/terraform/"]),
    ("aws_lc_rs", &["serve/"]),
    ("base64", &["serve/"]),
    ("http_body_util", &["aws/", "serve/"]),
    ("hyper", &["aws/", "serve/"]),
    ("hyper_rustls", &["aws/", "serve/"]),
    ("hyper_util", &["aws/", "serve/"]),
    ("jsonwebtoken", &["serve/"]),
    ("time", &["apply/", "serve/"]),
    ("tokio", &["apply/", "aws/", "cli/deploy", "serve/"]),
    ("lsp_server", &["lsp/"]),
    ("gen_lsp_types", &["lsp/"]),
];

/// Access to the outside world.
const WORLD: [&str; 8] = [
    "std::fs",
    "std::env",
    "TcpStream",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "std::io::std",
];
/// The places that may access the outside world.
const WORLD_USERS: [&str; 6] = ["apply/", "aws/", "cli/", "lsp/", "serve/", "main.rs"];

/// Names of modules without a meaning.
const VAGUE_NAMES: [&str; 5] = ["util", "utils", "common", "helpers", "misc"];

/// Files that are not modules: the two crate roots, and the macro that every module may use.
const ENTRIES: [&str; 3] = ["lib", "main", "never"];

const MAX_LINES: usize = 600;

struct File {
    /// The path below `src`, e.g. `model/from_ast/mod.rs`.
    path: String,
    text: String,
}

impl File {
    /// Returns its module.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Returns its lines without comments, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }

    fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let below = path.strip_prefix(&root).expect("a file of src");
                found.push(File {
                    path: below.to_string_lossy().into_owned(),
                    text: std::fs::read_to_string(&path).expect("a source"),
                });
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of src");
    entries
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Returns the first name of every path in a line that starts with a prefix, e.g. `model` for `crate::model::Route`.
fn first_names<'l>(line: &'l str, prefix: &str) -> Vec<&'l str> {
    let starts = line.match_indices(prefix).map(|(at, _)| at);
    starts
        .filter(|at| !line[..*at].ends_with(is_word_character))
        .map(|at| {
            let rest = &line[at + prefix.len()..];
            rest.split(|sign| !is_word_character(sign))
                .next()
                .unwrap_or(rest)
        })
        .collect()
}

fn is_word_character(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

#[test]
fn modules_import_only_what_is_allowed() {
    let mut faults = Vec::new();
    for file in files() {
        if ENTRIES.contains(&file.module()) {
            continue;
        }
        let Some((module, allowed)) = MODULES.iter().find(|(module, _)| *module == file.module())
        else {
            faults.push(format!(
                "src/{}: module missing in the list of this test",
                file.path
            ));
            continue;
        };
        for (number, line) in file.code() {
            let place = format!("src/{}:{number}", file.path);
            if line.contains("crate::{") {
                faults.push(format!("{place}: import each module on its own line"));
            }
            for other in first_names(line, "crate::") {
                let within = other == *module || other.is_empty() || other == "Error";
                if !within && !allowed.contains(&other) {
                    faults.push(format!("{place}: {module} may not import {other}"));
                }
                if *module == "model" && other == "syntax" && !file.is_in(&[TREE_CONSUMER]) {
                    faults.push(format!("{place}: only {TREE_CONSUMER} may import syntax"));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn no_emitter_imports_another() {
    let mut faults = Vec::new();
    for file in files() {
        let mut parts = file.path.split('/');
        let (Some("emit"), Some(own)) = (parts.next(), parts.next()) else {
            continue;
        };
        let own = own.strip_suffix(".rs").unwrap_or(own);
        if own == "mod" {
            continue;
        }
        for (number, line) in file.code() {
            for other in first_names(line, "crate::emit::") {
                let shared = SHARED_BY_EMITTERS.contains(&other) || !is_module(other);
                if other != own && !shared {
                    faults.push(format!("src/{}:{number}: {own} imports {other}", file.path));
                }
            }
        }
    }
    assert_none(&faults);
}

/// Returns true for a module, which is in lower case; the items of `emit` itself are types.
fn is_module(name: &str) -> bool {
    name.starts_with(|first: char| first.is_lowercase())
}

#[test]
fn external_crates_are_used_only_where_allowed() {
    let mut faults = Vec::new();
    for file in files() {
        for (number, line) in file.code() {
            for (outside, places) in CRATES {
                let path = format!("{outside}::");
                let used = line.match_indices(&path).any(|(at, _)| {
                    let before = &line[..at];
                    !before.ends_with(is_word_character) && !before.ends_with("::")
                });
                if used && !file.is_in(places) {
                    faults.push(format!("src/{}:{number}: {outside}", file.path));
                }
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn only_the_command_line_reaches_the_outside_world() {
    let mut faults = Vec::new();
    for file in files() {
        if file.is_in(&WORLD_USERS) {
            continue;
        }
        for (number, line) in file.code() {
            for word in WORLD.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("src/{}:{number}: {word}", file.path));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn the_table_of_stages_lists_every_module() {
    let files = files();
    let lib = files.iter().find(|file| file.path == "lib.rs");
    let lib = &lib.expect("src/lib.rs").text;
    let rows = lib.lines().filter(|line| line.starts_with("//! |"));
    let named: BTreeSet<&str> = rows
        .filter_map(|line| line.split_once("[`")?.1.split_once("`]"))
        .map(|(module, _)| module)
        .collect();
    let modules: BTreeSet<&str> = files
        .iter()
        .map(File::module)
        .filter(|module| !ENTRIES.contains(module))
        .collect();
    assert_eq!(named, modules);
}

#[test]
fn files_have_a_header_and_a_limited_length() {
    let mut faults = Vec::new();
    for file in files() {
        if !file.text.starts_with("//! ") {
            faults.push(format!("src/{}: does not start with `//!`", file.path));
        }
        let lines = file.text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("src/{}: {lines} lines", file.path));
        }
        let parts = file
            .path
            .split('/')
            .map(|part| part.trim_end_matches(".rs"));
        for part in parts.filter(|part| VAGUE_NAMES.contains(part)) {
            faults.push(format!("src/{}: vague name `{part}`", file.path));
        }
        for (number, line) in file.code() {
            let imports = line.trim_start().starts_with("use ");
            // The prelude of the property tests is meant to be imported as a whole.
            let glob = line.contains("::*") && !line.contains("proptest::prelude::*");
            if imports && glob {
                faults.push(format!("src/{}:{number}: a glob", file.path));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn no_file_contains_a_path_of_one_machine() {
    // Written in two parts, so that this file itself is not a finding.
    let roots = [
        ("/ho", "me/"),
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("/Us", "ers/"),
    ];
    let roots = roots.map(|(start, end)| format!("{start}{end}"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = std::process::Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z"])
        .output()
        .expect("git");
    let listed = String::from_utf8(listed.stdout).expect("names");
    let mut faults = Vec::new();
    for file in listed.split('\0').filter(|file| !file.is_empty()) {
        // Skip images, and files whose deletion is not committed yet.
        let Ok(text) = std::fs::read_to_string(root.join(file)) else {
            continue;
        };
        for (index, line) in text.lines().enumerate() {
            for place in roots.iter().filter(|place| line.contains(place.as_str())) {
                faults.push(format!("{file}:{}: {place}", index + 1));
            }
        }
    }
    assert_none(&faults);
}
