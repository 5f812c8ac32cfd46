//! Which values can be inputs of one output for all environments: a table of every place of a setting's value.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::model::Bindings;
use gwc::model::settings::{self, BlockKind};
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

/// A place of the table.
struct Position {
    block: String,
    /// The setting, and the part of it.
    setting: String,
    spec: String,
}

/// Reads the table; a place in several blocks is one for each.
fn positions() -> Vec<Position> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/inputs/positions.txt");
    let text = std::fs::read_to_string(path).expect("the table");
    let blocks: BTreeSet<String> = BlockKind::all().map(word).collect();
    let mut positions: Vec<Position> = Vec::new();
    let mut current = 0;
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(line) = line.strip_prefix("  ") {
            for position in &mut positions[current..] {
                let line = line.replace("KIND", &position.block);
                writeln!(position.spec, "{line}").expect("a string");
            }
            continue;
        }
        let (place, kind) = line.split_once(" : ").expect("a place and its type");
        let (named, setting) = place.split_once(' ').expect("blocks and a setting");
        current = positions.len();
        for block in named.split(',') {
            assert!(blocks.contains(block), "{line}");
            positions.push(Position {
                block: block.to_owned(),
                setting: setting.to_owned(),
                spec: format!("param p : {kind}\n"),
            });
        }
    }
    positions
}

/// Returns a block's name in the table.
fn word(block: BlockKind) -> String {
    match block {
        BlockKind::Backend(kind) => kind.word().to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// Returns `input`, or the first error.
fn outcome(spec: &str) -> String {
    let facts = facts();
    let root = Loaded {
        identity: "spec.gw".to_owned(),
        name: "spec.gw".to_owned(),
        text: Arc::from(spec),
    };
    let loader = MemoryLoader::default();
    let analysis = driver::analyze(root, &loader, facts, &Bindings::default());
    let error = |found: &gwc::diag::Diagnostic| {
        let label = match found.primary.text.as_str() {
            "" => &found.message,
            label => label,
        };
        format!("{}: {label}", found.code)
    };
    if let Some(found) = analysis.diagnostics.iter().find(|found| found.is_error()) {
        return error(found);
    }
    let mut missing = Vec::new();
    for (name, target) in [
        ("cfn", Target::Cfn(TemplateFormat::Yaml)),
        ("terraform", Target::Terraform),
        ("plan", Target::Plan),
    ] {
        let built = driver::build(&analysis, facts, target, Layout::Document);
        if let Some(found) = built.diagnostics.iter().find(|found| found.is_error()) {
            return format!("{name} {}", error(found));
        }
        let text = &built.files.expect("an output")[0].text;
        let uses = match target {
            Target::Terraform => text.contains("var.p"),
            Target::Plan => text.contains("\"$input\": \"P\""),
            _ => ["!Ref P\n", "${P}", "!Ref 'P'"]
                .iter()
                .any(|it| text.contains(it)),
        };
        if !uses {
            missing.push(name);
        }
    }
    match missing.is_empty() {
        true => "input".to_owned(),
        false => format!("input, but not in {}", missing.join(", ")),
    }
}

#[test]
fn every_value_is_an_input_or_says_why_not() {
    let mut table = String::new();
    for Position {
        block,
        setting,
        spec,
    } in positions()
    {
        writeln!(table, "{block} {setting}: {}", outcome(&spec)).expect("a string");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_table_has_every_setting_with_a_value() {
    let known: BTreeSet<String> = positions()
        .iter()
        .map(|it| {
            let setting = it.setting.split(' ').next().unwrap_or_default();
            format!("{} {setting}", it.block)
        })
        .collect();
    let all = BlockKind::all().flat_map(|block| {
        let is_value = |form: &str, name: &str| form != name && name != "cors";
        let settings = settings::of(block).filter(move |it| is_value(it.form, it.name));
        settings.map(move |setting| format!("{} {}", word(block), setting.name))
    });
    let missing: Vec<String> = all.filter(|it| !known.contains(it)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
