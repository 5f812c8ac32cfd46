//! The pages of the diagnostics: every example fails with the code of its page and nothing else, and every mended one is
//! free of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gwc::check;
use gwc::diag::Diagnostic;
use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::facts::Facts;
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::marks;

/// An example of a page.
struct Example {
    fails: bool,
    bindings: Bindings,
    text: String,
}

/// The pages, by code.
fn pages() -> BTreeMap<String, String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/diagnostics");
    let files = std::fs::read_dir(folder).expect("the folder of the pages");
    let paths = files.map(|entry| entry.expect("an entry").path());
    let pages = paths.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages
        .map(|path| {
            let code = path.file_stem().expect("a name").to_string_lossy().into();
            (code, std::fs::read_to_string(&path).expect("a page"))
        })
        .collect()
}

/// The examples of a page: blocks that begin with ` ```gw error ` or ` ```gw fixed `, options of the command line behind.
fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(head) = line.strip_prefix("```gw ") else {
            continue;
        };
        let mut words = head.split(' ');
        let fails = words.next() == Some("error");
        let mut bindings = Bindings::default();
        while let (Some(option), Some(value)) = (words.next(), words.next()) {
            match option {
                "--env" => bindings.env = Some(value.to_owned()),
                "--set" => {
                    let (name, value) = value.split_once('=').expect("a name and a value");
                    bindings.set.push((name.to_owned(), value.to_owned()));
                }
                other => panic!("`{other}` is no option of an example"),
            }
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(Example {
            fails,
            bindings,
            text: body.join("\n"),
        });
    }
    found
}

/// Everything that any stage and target says of an example.
fn findings(code: &str, example: &Example) -> Vec<Diagnostic> {
    let name = format!("{code}.gw");
    let text: Arc<str> = example.text.as_str().into();
    let mut loader = MemoryLoader::default();
    loader.files.insert(name.clone(), Arc::clone(&text));
    // The file that pages about includes find beside them.
    let beside = "GET /orders/<id> -> lambda orders\n";
    loader
        .files
        .insert("routes/orders.gw".to_owned(), beside.into());
    let root = Loaded {
        identity: name.clone(),
        name,
        text,
    };
    let facts = Facts::load();
    let files = driver::load(root, &loader);
    let mut found = Vec::new();
    // An example without bindings is looked at as `gwc check` does: for every environment.
    let analysis = driver::check(&files, &facts, &example.bindings);
    let mut all = vec![analysis];
    if example.bindings == Bindings::default() {
        for env in all[0].program.envs.clone() {
            let bindings = Bindings {
                env: Some(env.value),
                set: Vec::new(),
            };
            all.push(driver::check(&files, &facts, &bindings));
        }
    }
    for analysis in &all {
        found.extend(analysis.diagnostics.clone());
        for target in [Target::Cfn(TemplateFormat::Json), Target::Terraform] {
            found.extend(driver::build(analysis, &facts, target, Layout::Document).diagnostics);
        }
    }
    let mut once = Vec::new();
    for finding in found {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    once
}

/// What is wrong with the examples of a page; nothing where they hold.
fn judge(code: &str, page: &str) -> Option<String> {
    for example in examples(page) {
        let found = findings(code, &example);
        let (own, others): (Vec<_>, Vec<_>) = found
            .iter()
            .partition(|finding| finding.code.to_string() == code);
        let text = &example.text;
        if example.fails && own.is_empty() {
            return Some(format!("{code}: not found in\n{text}\n{found:#?}"));
        }
        if !example.fails && !own.is_empty() {
            return Some(format!("{code}: still there in\n{text}\n{own:#?}"));
        }
        let errors: Vec<_> = others.iter().filter(|it| it.is_error()).collect();
        if !errors.is_empty() {
            return Some(format!("{code}: errors beside in\n{text}\n{errors:#?}"));
        }
        // Where an example is marked, it is marked for all that it shows; notes that it is not about need no mark.
        let shown = |finding: &&Diagnostic| {
            finding.code.to_string() == code || text.contains(&format!("[{}]", finding.code))
        };
        if example.fails && text.contains("[GW") {
            let shown: Vec<Diagnostic> = found.iter().filter(shown).cloned().collect();
            marks::check(code, text, &shown);
        }
    }
    None
}

#[test]
fn every_page_fails_as_it_says_and_is_mended_as_it_says() {
    let wrong: Vec<String> = pages()
        .iter()
        .filter_map(|(code, page)| judge(code, page))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_a_page_with_its_slug() {
    let pages = pages();
    let mut codes = BTreeSet::new();
    for rule in check::rules() {
        let code = rule.code.to_string();
        assert!(codes.insert(code.clone()), "{code} is two rules");
        let page = pages
            .get(&code)
            .unwrap_or_else(|| panic!("{code} has no page"));
        let title = page.lines().next().unwrap_or_default();
        assert_eq!(title, format!("# {code}: {}", rule.slug));
    }
}

#[test]
fn every_fault_of_names_has_a_page_with_its_slug() {
    let pages = pages();
    let faults = include_str!("../../src/model/faults.rs");
    let mut slug = "";
    for line in faults.lines() {
        if let Some(doc) = line.strip_prefix("/// `") {
            slug = doc.split('`').next().unwrap_or_default();
        }
        let Some((_, number)) = line.split_once("= Code(") else {
            continue;
        };
        let code = format!("GW{:0>4}", number.trim_end_matches(");"));
        let page = pages
            .get(&code)
            .unwrap_or_else(|| panic!("{code} has no page"));
        assert_eq!(page.lines().next(), Some(&*format!("# {code}: {slug}")));
    }
}

/// Faults that no text has that is short enough for a page.
const WITHOUT_EXAMPLE: [&str; 4] = ["GW0012", "GW0182", "GW0703", "GW0712"];

#[test]
fn pages_have_their_parts() {
    for (code, page) in pages() {
        assert!(page.starts_with(&format!("# {code}: ")), "{code}: no title");
        assert!(
            page.contains("## What\n") && page.contains("## Why\n"),
            "{code}"
        );
        let examples = examples(&page);
        let both = examples.iter().any(|it| it.fails) && examples.iter().any(|it| !it.fails);
        assert_eq!(both, !WITHOUT_EXAMPLE.contains(&&*code), "{code}: examples");
    }
}

#[test]
fn the_program_has_every_page() {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gwc"));
    let output = command.arg("explain").output().expect("gwc explain");
    let text = String::from_utf8_lossy(&output.stdout);
    let listed: BTreeSet<&str> = text
        .split_whitespace()
        .filter(|word| word.len() == 6 && word.starts_with("GW"))
        .collect();
    let pages = pages();
    let written: BTreeSet<&str> = pages.keys().map(String::as_str).collect();
    assert_eq!(listed, written, "src/cli/pages.rs lists them");
}
