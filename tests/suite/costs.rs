//! Checks how costs grow with the input. Allocations are counted, because they do not depend on the machine.
//!
//! Each case makes inputs of any size. Twice the bytes may cost only a little more than twice the allocations.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::mpsc::channel;

use gwc::diag::render::{self, Options};
use gwc::diff;
use gwc::driver::{self, IncludeGraph, MergedFindings};
use gwc::facts::Facts;
use gwc::lsp::{self, frame};
use gwc::model::Bindings;
use gwc::source::{FileId, Loaded, Loader, MemoryLoader};
use gwc::syntax::{parse, reparse};
use serde_json::{Value, json};

use crate::laws::NoFiles;
use crate::tools::stride;

/// The maximum growth of the cost per byte if the input is twice as long.
const MOST: f64 = 1.4;

fn load(text: &str, loader: &MemoryLoader) -> driver::Files {
    let root = Loaded {
        identity: "a.gw".to_owned(),
        name: "a.gw".to_owned(),
        text: Arc::from(text),
    };
    driver::load(root, loader)
}

/// Returns the allocations per byte of the input.
fn cost(bytes: usize, work: impl FnOnce()) -> f64 {
    let counted = allocation_counter::measure(work);
    counted.count_total as f64 / bytes as f64
}

#[track_caller]
fn assert_linear(name: &str, small: f64, large: f64) {
    assert!(small > 0.0, "{name} allocates nothing");
    assert!(
        large <= small * MOST,
        "{name}: {small:.3} allocations a byte, {large:.3} where it is twice as long"
    );
}

/// Checks texts of two sizes in each of their environments, and renders the findings.
fn check(name: &str, text: impl Fn(usize) -> String, n: usize) {
    let facts = Facts::load();
    let cost_of = |text: &str| {
        cost(text.len(), || {
            let files = load(text, &MemoryLoader::default());
            let mut merged = MergedFindings::default();
            let environments = files.environments();
            let environments: Vec<Option<String>> = match environments.is_empty() {
                true => vec![None],
                false => environments.into_iter().map(Some).collect(),
            };
            for env in environments {
                let bindings = Bindings {
                    env: env.clone(),
                    ..Bindings::default()
                };
                merged.add(env, driver::check_whole(&files, &facts, &bindings));
            }
            let mut found = merged.finish();
            found.truncate(100);
            let look = Options {
                color: false,
                unicode: true,
                width: 80,
            };
            assert!(
                name.starts_with("silent")
                    || !render::human(&files.sources, &found, look).is_empty()
            );
        })
    };
    assert_linear(name, cost_of(&text(n)), cost_of(&text(2 * n)));
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(|at| line(at) + "\n").collect()
}

#[test]
fn checking_grows_with_the_text() {
    check(
        "fixable lines",
        |n| "get /{id} => lambda f\n".repeat(n),
        500,
    );
    check("stray braces", |n| "}\n".repeat(n), 1_000);
    check(
        "variables on one line",
        |n| format!("/{} -> lambda f\n", vec!["{v}"; n].join("/")),
        500,
    );
    let routes = |n: usize| lines(n, |at| format!("GET /a{at}/<id> -> lambda f"));
    check("silent routes", routes, 500);
    let expects = |n: usize| routes(n) + &lines(n, |at| format!("expect GET /a{at}/7 -> f /wrong"));
    check("failing expects", expects, 200);
    let missing = |n: usize| routes(n) + &lines(n, |at| format!("expect GET /b{at}/7 -> f"));
    check("expects without a route", missing, 200);
    let patches = |n: usize| {
        let patch = |at: usize| format!("patch cfn Api \"/Properties/Tags/k{at}\" = \"v\"");
        "/a -> lambda f\n".to_owned() + &lines(n, patch)
    };
    check("patches", patches, 300);
}

/// n environments with n params have n * n values, each read once in its environment's check.
#[test]
fn the_cost_of_environments_grows_with_their_values() {
    let text = |n: usize| {
        let mut text = lines(n, |at| {
            format!("param p{at} : string\nGET /u{at} -> \"https://h.example/${{p{at}}}\"")
        });
        for env in 0..n {
            let values: String = (0..n).map(|at| format!("p{at} v; ")).collect();
            writeln!(text, "env e{env} {{ {values}}}").expect("a string takes all");
        }
        text
    };
    check("silent environments", text, 20);
}

#[test]
fn the_cost_of_includes_grows_with_their_size() {
    let chain = |n: usize| -> MemoryLoader {
        let file = |at: usize| {
            (
                format!("c{at}.gw"),
                Arc::from(format!("include \"c{}.gw\"\n/c{at} -> lambda f\n", at + 1)),
            )
        };
        let last = (format!("c{n}.gw"), Arc::from("/end -> lambda f\n"));
        MemoryLoader {
            files: (0..n).map(file).chain([last]).collect(),
        }
    };
    let all_to_all = |n: usize| -> MemoryLoader {
        let others = |but: usize| {
            (0..n)
                .filter(|at| *at != but)
                .map(|at| format!("include \"c{at}.gw\"\n"))
                .collect::<String>()
        };
        MemoryLoader {
            files: (0..n)
                .map(|at| (format!("c{at}.gw"), Arc::from(others(at))))
                .collect(),
        }
    };
    let cost_of = |loader: MemoryLoader| {
        let bytes = loader.files.values().map(|text| text.len()).sum();
        cost(bytes, || drop(load("include \"c0.gw\"\n", &loader)))
    };
    assert_linear(
        "a chain of includes",
        cost_of(chain(100)),
        cost_of(chain(200)),
    );
    assert_linear(
        "includes all to all",
        cost_of(all_to_all(20)),
        cost_of(all_to_all(40)),
    );
}

/// An edit costs the items around it: less than a hundredth of the items of the file.
#[test]
fn the_cost_of_an_edit_is_that_of_its_lines() {
    let before = lines(3000, |at| format!("GET /a{at}/<id> -> lambda f  # c\n"));
    for (old, new) in [
        ("/a1500/<id>", "/a1500/<id>/b"),
        ("/a1500/<id> -> lambda f", "/a1500/<id> -> "),
        ("GET /a0/<id> -> lambda f", ""),
        ("/a2999/<id>", "/a2999/<id>/<x+>"),
    ] {
        let text = before.replace(old, new);
        let whole = cost(1, || drop(parse(FileId(0), &text)));
        let earlier = parse(FileId(0), &before);
        let edit = cost(1, || std::mem::forget(reparse(earlier, &before, &text)));
        assert!(edit * 100.0 < whole, "{old} -> {new}: {edit} of {whole}");
    }
}

#[test]
fn unchanged_routes_are_not_resolved_again() {
    let text = lines(500, |at| format!("GET /a{at}/<id> -> lambda f timeout 5s"));
    let files = load(&text, &MemoryLoader::default());
    let whole = cost(1, || drop(driver::resolve(&files, &Bindings::default())));
    let (_, earlier) = driver::resolve_again(&files, Default::default());
    let again = cost(1, || {
        std::mem::forget(driver::resolve_again(&files, earlier))
    });
    assert!(again * 10.0 < whole * 7.0, "{again} of {whole}");
}

#[test]
fn the_cost_of_a_diff_grows_with_its_routes() {
    let facts = Facts::load();
    let cost_of = |n: usize| {
        let text = |tail: &str| lines(n, |at| format!("GET /a{at}/<id> -> lambda f{tail}"));
        let program = |text: &str| {
            let files = load(text, &MemoryLoader::default());
            driver::check(&files, &facts, &Bindings::default()).program
        };
        let (old, new) = (text(""), text(" timeout 5s"));
        let (before, after) = (program(&old), program(&new));
        cost(old.len() + new.len(), || {
            let (changes, complete) = diff::requests(&before, &after, &facts);
            assert!(!changes.is_empty() && complete);
        })
    };
    assert_linear("diff", cost_of(100), cost_of(200));
}

#[test]
fn the_cost_of_a_folder_grows_with_its_specs() {
    let facts = Facts::load();
    let cost_of = |n: usize| {
        let spec = |at: usize| format!("include \"shared.gw\"\nGET /a{at}/<id> -> shop\n");
        let shared = ("shared.gw".to_owned(), Arc::from("lambda shop\n"));
        let names: Vec<String> = (0..n).map(|at| format!("s{at}.gw")).collect();
        let specs = names.iter().cloned().zip((0..n).map(|at| spec(at).into()));
        let loader = MemoryLoader {
            files: specs.chain([shared]).collect(),
        };
        let bytes = loader.files.values().map(|text| text.len()).sum();
        cost(bytes, || {
            let mut graph = IncludeGraph::default();
            let read = |name: &str| loader.load("", name).expect("a file of the folder");
            for name in loader.files.keys() {
                graph.add(read(name), &loader);
            }
            let asked: BTreeSet<String> = loader.files.keys().cloned().collect();
            let roots = graph.roots(&asked);
            assert_eq!(roots.len(), n);
            for root in roots {
                let files = driver::load(read(&root), &loader);
                drop(driver::check_whole(&files, &facts, &Bindings::default()));
            }
        })
    };
    assert_linear("a folder", cost_of(100), cost_of(200));
}

/// Requests of an editor about a document, each with its additional parameters.
const REQUESTS: [(&str, &str); 13] = [
    ("textDocument/diagnostic", "{}"),
    ("textDocument/documentSymbol", "{}"),
    ("textDocument/foldingRange", "{}"),
    ("textDocument/documentLink", "{}"),
    ("textDocument/codeLens", "{}"),
    ("textDocument/semanticTokens/full", "{}"),
    (
        "textDocument/formatting",
        r#"{"options":{"tabSize":2,"insertSpaces":true}}"#,
    ),
    (
        "textDocument/hover",
        r#"{"position":{"line":9,"character":22}}"#,
    ),
    (
        "textDocument/completion",
        r#"{"position":{"line":9,"character":20}}"#,
    ),
    (
        "textDocument/definition",
        r#"{"position":{"line":9,"character":22}}"#,
    ),
    (
        "textDocument/references",
        r#"{"position":{"line":9,"character":22},"context":{"includeDeclaration":true}}"#,
    ),
    (
        "textDocument/inlayHint",
        r#"{"range":{"start":{"line":0,"character":0},"end":{"line":99999,"character":0}}}"#,
    ),
    (
        "textDocument/codeAction",
        r#"{"range":{"start":{"line":9,"character":0},"end":{"line":9,"character":0}},"context":{"diagnostics":[]}}"#,
    ),
];

#[test]
fn the_cost_of_editor_requests_grows_with_the_document() {
    let facts = Facts::load();
    let session = |text: &str, method: &str, params: &str| {
        let (sender, incoming) = channel();
        let mut params: Value = serde_json::from_str(params).expect("JSON");
        params["textDocument"] = json!({ "uri": "file:///a.gw" });
        let opened =
            json!({ "uri": "file:///a.gw", "languageId": "gw", "version": 1, "text": text });
        for message in [
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }),
            json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
            json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": opened } }),
            json!({ "jsonrpc": "2.0", "id": 2, "method": method, "params": params }),
            json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }),
        ] {
            sender
                .send(frame::Incoming::Message(message))
                .expect("it is open");
        }
        drop(sender);
        let mut output = Vec::new();
        let host = NoFiles(MemoryLoader::default());
        let cost = cost(text.len(), || {
            lsp::serve(&incoming, &mut output, &host, &facts).expect("a vector takes all");
        });
        let output = String::from_utf8(output).expect("UTF-8");
        assert!(!output.contains("\"error\""), "{method}: {output}");
        cost
    };
    let routes = |n: usize| {
        "lambda shop\n".to_owned() + &lines(n, |at| format!("GET   /a{at}/<id> -> shop"))
    };
    // The worst case of each is a search for many names in a text of one name.
    let faults = |n: usize| routes(n) + &lines(n, |at| format!("get /b{at}/{{id}} => shop"));
    // In the fast inner loop, some of the requests.
    for (method, params) in REQUESTS.into_iter().step_by(stride().min(4)) {
        for (kind, text) in [
            ("routes", &routes as &dyn Fn(usize) -> String),
            ("faults", &faults),
        ] {
            let (small, large) = (text(200), text(400));
            let name = format!("{method} over {kind}");
            let cost_of = |text: &str| session(text, method, params);
            // A text with syntax errors cannot be formatted.
            if method == "textDocument/formatting" && kind == "faults" {
                continue;
            }
            assert_linear(&name, cost_of(&small), cost_of(&large));
        }
    }
}
