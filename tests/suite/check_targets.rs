//! `check` reports the findings of each target; one that all targets have is an error.

use std::sync::Arc;

use gwc::driver;
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

/// Returns the severity and code of the targets' findings for a spec.
fn target_findings(text: &str) -> Vec<String> {
    let root = Loaded {
        identity: "shop.gw".to_owned(),
        name: "shop.gw".to_owned(),
        text: Arc::from(text),
    };
    let loader = MemoryLoader::default();
    let analysis = driver::analyze(root, &loader, facts(), &Bindings::default());
    let lowered = driver::lower(&analysis, facts()).expect("a spec without errors");
    let found = driver::check_targets(&analysis, &lowered, facts());
    found
        .iter()
        .map(|it| format!("{}[{}]", it.severity.word(), it.code))
        .collect()
}

#[test]
fn a_patch_without_a_destination_is_an_error_for_every_target() {
    let route = "/a -> lambda f\n";
    let cases = [
        ("patch cfn Apy \"/Version\" = \"1\"", "error[GW0710]"),
        (
            "patch terraform aws_apigatewayv2_apy.this \"/version\" = \"1\"",
            "error[GW0720]",
        ),
    ];
    for (patch, expected) in cases {
        assert_eq!(target_findings(&format!("{patch}\n{route}")), [expected]);
    }
    assert!(target_findings(&format!("patch cfn Api \"/Version\" = \"1\"\n{route}")).is_empty());
}

#[test]
fn a_limit_of_one_target_is_a_warning() {
    let text = "gateway g { description \"{{resolve:ssm:/x}}\" }\n/a -> lambda f\n";
    assert_eq!(target_findings(text), ["warning[GW0711]"]);
    let many = (0..260).map(|n| format!("/a{n} -> https://h.example/b{n}\n"));
    assert_eq!(
        target_findings(&many.collect::<String>()),
        ["warning[GW0701]"]
    );
}

#[test]
fn allowed_findings_are_not_reported() {
    let text = "gateway g { description \"{{resolve:ssm:/x}}\"; allow GW0711 }\n/a -> lambda f\n";
    assert!(target_findings(text).is_empty());
}
