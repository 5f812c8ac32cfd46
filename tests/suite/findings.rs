//! The fixtures of findings: every text that has some, and what all stages and targets find in it.

use gwc::diag::Diagnostic;
use gwc::driver::{self, Files, Layout, Target, TemplateFormat};
use gwc::facts::Facts;
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::commands;
use crate::marks;
use crate::pages;

/// A text to check, with the files beside it.
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) beside: Vec<(String, String)>,
    pub(crate) bindings: Bindings,
}

impl Fixture {
    /// Creates a fixture without files beside it. A first line such as `# --env prod --set a=b` has its options.
    pub(crate) fn alone((name, text): (String, String)) -> Self {
        let first = text.lines().next().unwrap_or_default();
        let options = first.strip_prefix("# ").filter(|it| it.starts_with("--"));
        let bindings = pages::bindings(options.unwrap_or_default());
        Self {
            name,
            text,
            beside: Vec::new(),
            bindings,
        }
    }

    fn load(&self, text: &str) -> Files {
        let root = Loaded {
            identity: self.name.clone(),
            name: self.name.clone(),
            text: text.into(),
        };
        let mut loader = MemoryLoader::default();
        loader.files.insert(self.name.clone(), text.into());
        for (name, text) in &self.beside {
            loader.files.insert(name.clone(), text.as_str().into());
        }
        driver::load(root, &loader)
    }

    /// Returns the findings of another text in its place, without those of targets and environments.
    pub(crate) fn check(&self, text: &str) -> Vec<Diagnostic> {
        let files = self.load(text);
        driver::check(&files, &Facts::load(), &Bindings::default()).diagnostics
    }

    /// Returns the findings of all stages, targets and environments for another text in its place, each once.
    pub(crate) fn find_all(&self, text: &str, facts: &Facts) -> Vec<Diagnostic> {
        let files = self.load(text);
        // A fixture without bindings is checked like in `gwc check`: for every environment.
        let mut bindings = vec![self.bindings.clone()];
        if self.bindings == Bindings::default() {
            bindings.extend(files.environments().into_iter().map(|env| Bindings {
                env: Some(env),
                set: Vec::new(),
            }));
        }
        let mut found: Vec<Diagnostic> = Vec::new();
        for bindings in &bindings {
            let analysis = driver::check(&files, facts, bindings);
            let targets = [
                Target::Cfn(TemplateFormat::Json),
                Target::Terraform,
                Target::Plan,
            ];
            let built = targets.map(|target| {
                driver::build(&analysis, facts, target, Layout::Document).diagnostics
            });
            let all = analysis.diagnostics.into_iter();
            for finding in all.chain(built.into_iter().flatten()) {
                if !found.contains(&finding) {
                    found.push(finding);
                }
            }
        }
        found
    }
}

/// Returns all fixtures: failing examples of pages, files with marks, the specs of stories.
pub(crate) fn fixtures() -> Vec<Fixture> {
    let mut all = pages::failing();
    for folder in ["tests/fixtures/syntax", "tests/fixtures/findings"] {
        all.extend(marks::folder(folder).into_iter().map(Fixture::alone));
    }
    for (name, beside) in commands::specs() {
        let own = beside.iter().find(|(file, _)| *file == name);
        let text = own.expect("a spec of the story").1.clone();
        all.push(Fixture {
            beside,
            ..Fixture::alone((name, text))
        });
    }
    all
}

/// A mark represents a finding of any stage, and every error and warning has one.
#[test]
fn a_marked_fault_is_found_at_its_mark() {
    let facts = Facts::load();
    for (name, text) in marks::folder("tests/fixtures/findings") {
        let fixture = Fixture::alone((name, text));
        let mut found = fixture.find_all(&fixture.text, &facts);
        let is_marked = |it: &Diagnostic| fixture.text.contains(&format!("[{}]", it.code));
        found.retain(|it| it.severity > gwc::diag::Severity::Note || is_marked(it));
        marks::check(&fixture.name, &fixture.text, &found);
    }
}
