//! The language reference: every ` ```gw ` block is a spec that builds for every target, and a block headed ` ```yaml
//! LogicalId ` is a resource of the template built from the spec above it.
//!
//! `UPDATE_GOLDEN=1 cargo test language` writes those blocks; read the diff before committing.

use std::path::PathBuf;
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

fn pages() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/language");
    let entries = std::fs::read_dir(folder).expect("specs/language");
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    pages.sort();
    pages
}

/// Returns the specs of all pages, each with a name.
pub(crate) fn specs() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).expect("a page");
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let blocks = page.split("\n```gw\n").skip(1);
        found.extend(blocks.map(|block| {
            let text = block.split("\n```").next().unwrap_or_default();
            (format!("{name}.gw"), format!("{text}\n"))
        }));
    }
    found
}

fn template(page: &str, spec: &str) -> Result<String, String> {
    let name = format!("{}.gw", page.trim_end_matches(".md"));
    let root = Loaded {
        identity: name.clone(),
        name,
        text: Arc::from(spec),
    };
    let analysis = driver::analyze(
        root,
        &MemoryLoader::default(),
        facts(),
        &Bindings::default(),
    );
    let mut template = None;
    for target in [
        Target::Plan,
        Target::Terraform,
        Target::Cfn(TemplateFormat::Yaml),
    ] {
        let built = driver::build(&analysis, facts(), target, Layout::Document);
        let found = analysis.diagnostics.iter().chain(&built.diagnostics);
        let errors: Vec<_> = found.filter(|found| found.is_error()).collect();
        if !errors.is_empty() {
            return Err(format!("{page}: {errors:#?}\n{spec}"));
        }
        template = built.files.and_then(|mut files| files.pop());
    }
    Ok(template.expect("a spec without an error builds").text)
}

/// Returns a resource of a template with its id first, not indented.
fn resource(template: &str, id: &str) -> Option<String> {
    let resources = template.split_once("\nResources:\n")?.1;
    let mut lines = resources
        .lines()
        .skip_while(|line| *line != format!("  {id}:"));
    let head = lines.next()?;
    let body = lines.take_while(|line| line.is_empty() || line.starts_with("   "));
    let mut out = String::new();
    for line in std::iter::once(head).chain(body) {
        out.push_str(line.strip_prefix("  ").unwrap_or(line));
        out.push('\n');
    }
    Some(format!("{}\n", out.trim_end()))
}

fn resources(template: &str) -> String {
    let resources = template
        .split_once("\nResources:\n")
        .map_or("", |(_, rest)| rest);
    let ids = resources.lines().filter_map(|line| {
        let id = line.strip_prefix("  ")?.strip_suffix(':')?;
        (!id.contains(' ')).then_some(id)
    });
    ids.collect::<Vec<_>>().join(" ")
}

/// Returns a page with up-to-date blocks.
fn render(page: &str, text: &str, faults: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut built = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(head) = line.strip_prefix("```").filter(|head| !head.is_empty()) else {
            continue;
        };
        let block: String = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .map(|line| format!("{line}\n"))
            .collect();
        let mut new = block.clone();
        if head == "gw" {
            match template(page, &block) {
                Ok(text) => built = text,
                Err(fault) => faults.push(fault),
            }
        } else if let Some(id) = head.strip_prefix("yaml ") {
            match resource(&built, id) {
                Some(text) => new = text,
                None => faults.push(format!("{page}: no {id} among {}", resources(&built))),
            }
        }
        out.push_str(&new);
        out.push_str("```\n");
    }
    out
}

#[test]
fn pages_say_what_the_compiler_does() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut faults = Vec::new();
    for path in pages() {
        let page = path.file_name().expect("a name").to_string_lossy();
        let text = std::fs::read_to_string(&path).expect("a page");
        let new = render(&page, &text, &mut faults);
        if new == text {
            continue;
        }
        if update {
            std::fs::write(&path, new).expect("a page that can be written");
        } else {
            faults.push(format!(
                "{page} is not what is made; UPDATE_GOLDEN=1 cargo test language writes it"
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_page_of_services_lists_every_parameter() {
    let page = include_str!("../../specs/language/services.md");
    let facts = include_str!("../../specs/aws/integrations.json");
    let facts: serde_json::Value = serde_json::from_str(facts).expect("JSON");
    let actions = facts["actions"].as_array().expect("actions");
    for action in actions {
        let word = |value: &serde_json::Value| value.as_str().expect("a word").to_owned();
        let head = format!(
            "| `{}` | `{}` |",
            word(&action["service"]),
            word(&action["action"])
        );
        let line = page
            .lines()
            .find(|line| line.starts_with(&head))
            .expect(&head);
        for parameter in action["parameters"].as_array().expect("parameters") {
            let name = format!("`{}`", word(&parameter["word"]));
            assert_eq!(
                line.contains(&name),
                parameter["of"] == "route",
                "{head} {name}"
            );
        }
    }
}
