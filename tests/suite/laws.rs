//! Laws that hold for any text, as the fuzz targets and the tests call them. A law panics where it is broken.

use std::sync::{Arc, LazyLock};

use gwc::doctor::{self, Symptoms};
use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::facts::Facts;
use gwc::fmt;
use gwc::model::Bindings;
use gwc::source::{FileId, Loaded, MemoryLoader};
use gwc::syntax;

static FACTS: LazyLock<Facts> = LazyLock::new(Facts::load);
static SYMPTOMS: LazyLock<Symptoms> = LazyLock::new(Symptoms::load);

/// Every finding of a parse lies inside the text, on boundaries of characters.
pub(crate) fn parse(text: &str) {
    let parse = syntax::parse(FileId(0), text);
    for found in &parse.diagnostics {
        let span = found.primary.span;
        let inside = text.get(span.start as usize..span.end as usize);
        assert!(inside.is_some(), "{found:?} lies outside the text");
    }
}

fn analyze(text: &str) -> driver::Analysis {
    let root = Loaded {
        identity: "spec.gw".to_owned(),
        name: "spec.gw".to_owned(),
        text: Arc::from(text),
    };
    let loader = MemoryLoader::default();
    driver::analyze(root, &loader, &FACTS, &Bindings::default())
}

/// A check ends, and a spec passes it exactly when no finding is an error.
pub(crate) fn check(text: &str) {
    let analysis = analyze(text);
    let refused = analysis
        .diagnostics
        .iter()
        .any(gwc::diag::Diagnostic::is_error);
    assert_eq!(analysis.checked.is_none(), refused);
}

/// A layout laid out again is the same, and what had no fault has none.
pub(crate) fn format(text: &str) {
    match fmt::format(FileId(0), text) {
        Ok(once) => {
            let twice = fmt::format(FileId(0), &once).expect("a layout can be laid out");
            assert_eq!(twice, once);
        }
        Err(fmt::FormatError::Broken(_)) => {}
        Err(error @ fmt::FormatError::Changed { .. }) => panic!("{error}"),
    }
}

/// Whatever passes its check comes out in every target, or is refused with a reason; and what comes out is read by
/// parsers that are not ours.
pub(crate) fn build(text: &str) {
    let analysis = analyze(text);
    if analysis.checked.is_none() {
        return;
    }
    for target in [
        Target::Cfn(TemplateFormat::Yaml),
        Target::Cfn(TemplateFormat::Json),
        Target::Terraform,
        Target::Plan,
        Target::Ir,
    ] {
        let built = driver::build(&analysis, &FACTS, target, Layout::Document);
        let reason = built.diagnostics.iter().find(|found| found.is_error());
        assert_eq!(
            built.files.is_none(),
            reason.is_some(),
            "{target:?}: {reason:?}"
        );
        let own = reason.filter(|found| found.code == gwc::diag::codes::INTERNAL_FAULT);
        assert!(own.is_none(), "{target:?}: {own:?}");
        for file in built.files.iter().flatten() {
            assert_eq!(unreadable(target, &file.text), None, "{}", file.text);
        }
    }
}

/// What is wrong with an output, to a parser of its format.
fn unreadable(target: Target, text: &str) -> Option<String> {
    match target {
        Target::Cfn(TemplateFormat::Yaml) => serde_yaml::from_str::<serde_yaml::Value>(text)
            .err()
            .map(|fault| fault.to_string()),
        Target::Terraform => hcl::parse(text).err().map(|fault| fault.to_string()),
        Target::Cfn(TemplateFormat::Json) | Target::Plan | Target::Policy | Target::Ir => {
            serde_json::from_str::<serde_json::Value>(text)
                .err()
                .map(|fault| fault.to_string())
        }
        Target::PlanText | Target::IrText => None,
    }
}

/// Any text is diagnosed, and the evidence lies in it.
pub(crate) fn diagnose(text: &str) {
    let lines = text.split('\n').count();
    for finding in doctor::diagnose(&SYMPTOMS, text, None).findings {
        let mut evidence = finding.evidence.iter();
        assert!(
            evidence.all(|line| (1..=lines).contains(line)),
            "{finding:?}"
        );
    }
}
