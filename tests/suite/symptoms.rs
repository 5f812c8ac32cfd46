//! The pages of causes: every example is recognized, every near miss is not, and the fixes are correct.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use gwc::doctor::{self, Diagnosis, PAGES, Page, Spec, Symptoms};
use gwc::driver::{self, Analysis};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

pub(crate) static SYMPTOMS: LazyLock<Symptoms> = LazyLock::new(Symptoms::load);

/// A code block of a page: the words after its fence, and its text.
struct Block<'p> {
    head: &'p str,
    text: String,
}

fn blocks<'p>(page: &'p Page) -> Vec<Block<'p>> {
    let mut found = Vec::new();
    let mut lines = page.text.lines();
    while let Some(line) = lines.next() {
        if let Some(head) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(Block {
                head,
                text: body.join("\n"),
            });
        }
    }
    found
}

pub(crate) fn analysis(text: &str) -> Analysis {
    let root = Loaded {
        identity: "api.gw".to_owned(),
        name: "api.gw".to_owned(),
        text: Arc::from(text),
    };
    driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    )
}

pub(crate) fn diagnose(text: &str, spec: Option<&str>) -> Diagnosis {
    let analysis = spec.map(analysis);
    let spec = analysis
        .as_ref()
        .map(|analysis| Spec::new(analysis, facts()));
    doctor::diagnose(&SYMPTOMS, text, spec.as_ref())
}

fn render(diagnosis: &Diagnosis) -> String {
    let mut out = String::new();
    for finding in &diagnosis.findings {
        let (slug, confidence) = (finding.page.slug, finding.confidence.word());
        let _ = write!(out, " {slug} ({confidence})");
    }
    out
}

#[test]
fn every_page_can_be_read() {
    let errors: Vec<String> = doctor::page_errors()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_example_is_recognized_and_every_near_miss_is_not() {
    let mut wrong = Vec::new();
    for page in PAGES {
        let mut spec: Option<String> = None;
        let (mut hits, mut misses) = (0, 0);
        for block in blocks(page) {
            if block.head == "gw spec" {
                spec = Some(block.text);
                continue;
            }
            let Some(head) = block.head.strip_prefix("text ") else {
                continue;
            };
            // The address of a recorded text follows.
            let expected = head.split(' ').next().unwrap_or(head);
            let diagnosis = diagnose(&block.text, spec.take().as_deref());
            let own = diagnosis
                .findings
                .iter()
                .position(|it| it.page.slug == page.slug);
            if expected == "miss" {
                misses += 1;
                if own.is_some() {
                    wrong.push(format!("{}: found in\n{}", page.slug, block.text));
                }
                continue;
            }
            hits += 1;
            let best = diagnosis.findings.first().map(|it| it.confidence.word());
            let confidence = own.map(|at| diagnosis.findings[at].confidence.word());
            if confidence != Some(expected) || best != Some(expected) {
                let found = render(&diagnosis);
                wrong.push(format!(
                    "{}: not {expected}, but{found}, in\n{}",
                    page.slug, block.text
                ));
            } else if expected == "certain" && own != Some(0) {
                let found = render(&diagnosis);
                wrong.push(format!("{}: behind{found}, in\n{}", page.slug, block.text));
            }
        }
        if hits == 0 || misses == 0 {
            wrong.push(format!(
                "{}: {hits} examples, {misses} near misses",
                page.slug
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn fixes_of_pages_have_no_error() {
    let mut wrong = Vec::new();
    for page in PAGES {
        for block in blocks(page)
            .iter()
            .filter(|block| block.head.starts_with("gw"))
        {
            let analysis = analysis(&block.text);
            for finding in analysis.diagnostics.iter().filter(|it| it.is_error()) {
                let (slug, text) = (page.slug, &block.text);
                wrong.push(format!("{slug}: {} in\n{text}", finding.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn pages_have_their_parts() {
    let mut wrong = Vec::new();
    for page in PAGES {
        let heading = format!("# {}: ", page.slug);
        if !page.text.starts_with(&heading) {
            wrong.push(format!("{}: its title is another", page.slug));
        }
        for section in [
            "What you see",
            "Why",
            "How to be sure",
            "Fix",
            "Where",
            "Source",
        ] {
            if page.section(section).is_empty() {
                wrong.push(format!("{}: no section `{section}`", page.slug));
            }
        }
        for line in page.section("Could also be").lines() {
            let slug = line.trim_start_matches("- `").split('`').next();
            if slug.and_then(doctor::page).is_none() {
                wrong.push(format!("{}: no such cause: {line}", page.slug));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_has_a_recorded_text() {
    let pages = PAGES.iter();
    let without = pages.filter(|page| page.recorded_addresses().is_empty());
    let without: Vec<&str> = without.map(|page| page.slug).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn the_program_has_every_page() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/symptoms");
    let files = std::fs::read_dir(folder).expect("the folder of the pages");
    let names = files.map(|entry| entry.expect("an entry").file_name());
    let written: BTreeSet<String> = names
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".md")?.to_owned()))
        .collect();
    let listed: BTreeSet<String> = PAGES.iter().map(|page| page.slug.to_owned()).collect();
    assert_eq!(listed, written, "src/doctor/pages.rs lists them");
}

/// Pages of diagnostics name the symptom of a mistake after deployment.
#[test]
fn symptoms_of_diagnostics_have_pages() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/diagnostics");
    let files = std::fs::read_dir(folder).expect("the folder of the diagnostics");
    let mut linked = 0;
    for file in files {
        let path = file.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a page");
        let Some((_, section)) = text.split_once("## Symptom\n") else {
            continue;
        };
        let slug = section.split('`').nth(1).unwrap_or_default();
        assert!(doctor::page(slug).is_some(), "{}: {slug}", path.display());
        linked += 1;
    }
    assert!(linked > 20, "{linked}");
}
