//! The pages of the diagnostics: every failing example reports exactly the code of its page, and every fixed one does
//! not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gwc::check;
use gwc::diag::{Diagnostic, codes};
use gwc::model::Bindings;

use crate::findings::{Fixture, found};
use crate::marks;

/// An example of a page.
#[derive(Clone)]
struct Example {
    fails: bool,
    bindings: Bindings,
    text: String,
}

/// Returns the pages, by code.
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

/// Returns the examples of a page: blocks that begin with ` ```gw error ` or ` ```gw fixed `, followed by command-line
/// options.
fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(head) = line.strip_prefix("```gw ") else {
            continue;
        };
        let (kind, options) = head.split_once(' ').unwrap_or((head, ""));
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(Example {
            fails: kind == "error",
            bindings: bindings(options),
            text: body.join("\n"),
        });
    }
    found
}

/// Reads command-line options, e.g. `--env prod --set a=b`.
pub(crate) fn bindings(options: &str) -> Bindings {
    let mut bindings = Bindings::default();
    let mut words = options.split_whitespace();
    while let (Some(option), Some(value)) = (words.next(), words.next()) {
        match option {
            "--env" => bindings.env = Some(value.to_owned()),
            "--set" => {
                let (name, value) = value.split_once('=').expect("a name and a value");
                bindings.set.push((name.to_owned(), value.to_owned()));
            }
            other => panic!("`{other}` is not an option of an example"),
        }
    }
    bindings
}

/// Returns an example as a fixture. The file beside it is the one that pages about includes refer to.
fn fixture(code: &str, example: Example) -> Fixture {
    let orders = "GET /orders/<id> -> lambda orders\n";
    Fixture {
        name: format!("{code}.gw"),
        text: example.text,
        beside: vec![("routes/orders.gw".to_owned(), orders.to_owned())],
        bindings: example.bindings,
    }
}

/// Returns the findings of all stages and targets for an example.
fn findings(code: &str, example: &Example) -> Vec<Diagnostic> {
    let own = fixture(code, example.clone());
    match found().iter().find(|(known, _)| *known == own) {
        Some((_, found)) => found.clone(),
        None => own.find_all(),
    }
}

/// Returns the failing examples of all pages.
pub(crate) fn failing() -> Vec<Fixture> {
    let mut found = Vec::new();
    for (code, page) in pages() {
        let failing = examples(&page).into_iter().filter(|it| it.fails);
        found.extend(failing.map(|example| fixture(&code, example)));
    }
    found
}

/// Returns the failing examples of all pages that need no options, each with a name.
pub(crate) fn failing_texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (code, page) in pages() {
        let failing = examples(&page).into_iter().filter(|it| it.fails);
        let plain = failing.filter(|it| it.bindings == Bindings::default());
        texts.extend(plain.map(|example| (format!("{code}.gw"), example.text)));
    }
    texts
}

/// Returns the fixed examples of all pages that need no options, each with a name.
pub(crate) fn fixed_texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (code, page) in pages() {
        let fixed = examples(&page).into_iter().filter(|it| !it.fails);
        let plain = fixed.filter(|it| it.bindings == Bindings::default());
        texts.extend(plain.map(|example| (format!("{code}.gw"), example.text)));
    }
    texts
}

/// Returns an error in the examples of a page.
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
        if example.fails && !text.contains("[GW") && own.len() != 1 {
            return Some(format!("{code}: one fault, one finding\n{text}\n{own:#?}"));
        }
        // If an example has marks, it marks every finding except for unrelated notes.
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
fn every_example_of_a_page_fails_or_passes_as_marked() {
    let wrong: Vec<String> = pages()
        .iter()
        .filter_map(|(code, page)| judge(code, page))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_page_is_registered_with_its_title() {
    let pages = pages();
    let registered: BTreeSet<String> = codes::REGISTRY
        .iter()
        .map(|entry| entry.code.to_string())
        .collect();
    let written: BTreeSet<String> = pages.keys().cloned().collect();
    assert_eq!(registered, written, "src/diag/codes.rs lists every page");
    for entry in codes::REGISTRY {
        let title = entry.page.lines().next();
        let expected = format!("# {}: {}", entry.code, entry.slug);
        assert_eq!(title, Some(expected.as_str()));
    }
}

#[test]
fn slugs_are_unique_and_numbers_ascend() {
    let slugs: BTreeSet<&str> = codes::REGISTRY.iter().map(|entry| entry.slug).collect();
    assert_eq!(slugs.len(), codes::REGISTRY.len());
    assert!(codes::REGISTRY.is_sorted_by_key(|entry| entry.code));
    for entry in codes::REGISTRY {
        assert_eq!(codes::find(entry.slug).map(|it| it.code), Some(entry.code));
        let number = entry.code.to_string();
        assert_eq!(codes::find(&number).map(|it| it.code), Some(entry.code));
    }
}

#[test]
fn a_rule_has_a_file_with_its_slug() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check");
    let mut files = BTreeSet::new();
    for family in std::fs::read_dir(folder).expect("src/check") {
        let family = family.expect("an entry").path();
        let rules = std::fs::read_dir(&family).into_iter().flatten();
        files.extend(rules.map(|rule| {
            let path = rule.expect("an entry").path();
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .replace('_', "-")
        }));
    }
    let mut seen = BTreeSet::new();
    for rule in check::rules() {
        assert!(seen.insert(rule.code), "{} is two rules", rule.code);
        assert!(files.contains(rule.code.slug()), "{}", rule.code.slug());
    }
}

#[test]
fn the_registry_knows_the_highest_severity_of_each_code() {
    let mut wrong = Vec::new();
    for (code, page) in pages() {
        let failing = examples(&page).into_iter().filter(|it| it.fails);
        let found: Vec<Diagnostic> = failing.flat_map(|it| findings(&code, &it)).collect();
        let own = found.iter().filter(|it| it.code.to_string() == code);
        let highest = own.map(|it| it.severity).max();
        let entry = codes::find(&code).expect("an entry");
        if highest.is_some_and(|it| it != entry.severity) {
            wrong.push(format!("{code}: {highest:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Faults that need a text too long for a page.
const WITHOUT_EXAMPLE: [&str; 3] = ["GW0012", "GW0182", "GW0703"];

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
