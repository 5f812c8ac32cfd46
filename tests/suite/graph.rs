//! The graph of small specs, line by line, and its laws: neither the order of items nor the names of variables matter.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};
use proptest::prelude::*;

use crate::tools::{facts, stride};

/// Builds a spec for a target.
fn build(text: &str, target: Target) -> String {
    let root = Loaded {
        identity: "one.gw".to_owned(),
        name: "one.gw".to_owned(),
        text: Arc::from(text),
    };
    let loader = MemoryLoader::default();
    let analysis = driver::analyze(root, &loader, facts(), &Bindings::default());
    let built = driver::build(&analysis, facts(), target, Layout::Document);
    let found = analysis.diagnostics.iter().chain(&built.diagnostics);
    let errors: Vec<_> = found.filter(|found| found.is_error()).collect();
    assert!(errors.is_empty(), "{text}\n{errors:#?}");
    let files = built.files.expect("a spec without an error builds");
    files[0].text.clone()
}

fn ids(text: &str) -> BTreeSet<String> {
    let lines = build(text, Target::IrText);
    lines
        .lines()
        .filter_map(|line| Some(line.split_once(" {")?.0.to_owned()))
        .collect()
}

#[test]
fn fixtures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/graph");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let name = file.file_stem().and_then(|name| name.to_str());
        let name = name.expect("a name").to_owned();
        let text = std::fs::read_to_string(&file).expect("a fixture");
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_snapshot_path("snapshots/graph");
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, build(&text, Target::IrText)));
    }
}

/// Items of one line each, which can be shuffled.
const ITEMS: &[&str] = &[
    "gateway one { log off; tags { b 2; a 1 }; stage-variables { y 2; x 1 }; cors { origins https://a.example } }",
    "network n { vpc vpc-0abc1234567890def; subnets subnet-0a11111111111111a subnet-0b22222222222222b; listeners per-service }",
    "auth who lambda { function arn:aws:lambda:eu-west-1:111122223333:function:who }",
    "lambda f { arn arn:aws:lambda:eu-west-1:111122223333:function:f }",
    "lambda g { arn arn:aws:lambda:eu-west-1:111122223333:function:f }",
    "/a/<x+> -> apprunner a private",
    "/b/<y+> -> apprunner a private",
    "/c/<x+> -> apprunner b private",
    "GET /d/<x> -> b at /d/<x>",
    "GET /e/<y> -> b at /d/<y>",
    "GET /f -> f",
    "POST /f -> g auth who",
    "GET /g -> apprunner c private throttle 5/s",
    "$default -> f auth who",
    "output o = a.domain",
    "output p = b.domain",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases((24 / stride() as u32).max(4)))]

    #[test]
    fn shuffled_items_give_the_same_output(items in Just(ITEMS.to_vec()).prop_shuffle()) {
        for target in [Target::IrText, Target::Cfn(TemplateFormat::Yaml), Target::Terraform] {
            prop_assert_eq!(build(&items.join("\n"), target), build(&ITEMS.join("\n"), target));
        }
    }

    #[test]
    fn a_renamed_variable_changes_no_id(name in "[a-z][a-z0-9]{0,5}") {
        let spec = |name: &str| {
            format!(
                "gateway one {{ log off }}\n\
                 GET /a/<{name}>/b -> apprunner s private at /v2/<{name}> {{ request set header x-a $request.path.{name} }}\n\
                 /c/<{name}+> -> s\n\
                 GET /d/<{name}*> -> https://h.example/<{name}>\n\
                 POST /e/<{name}> -> sqs q send {{ body $request.path.{name} }}\n"
            )
        };
        prop_assert_eq!(ids(&spec(&name)), ids(&spec("other")));
    }
}

#[test]
fn moved_lines_change_only_the_plan() {
    let spec = "gateway one { log off }\n/a -> apprunner a private\n";
    let moved = format!("# A comment.\n\n{spec}");
    for target in [
        Target::IrText,
        Target::Cfn(TemplateFormat::Yaml),
        Target::Terraform,
    ] {
        assert_eq!(build(spec, target), build(&moved, target));
    }
}

#[test]
fn a_variable_of_its_own_keeps_the_ids_that_were_there() {
    let shared = ids("/a/<p+> -> apprunner s private\n/b/<p+> -> s\n");
    let apart = ids("/a/<p+> -> apprunner s private\n/b/<q+> -> s\n");
    assert!(shared.is_subset(&apart));
}
