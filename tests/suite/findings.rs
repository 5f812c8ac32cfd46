//! The fixtures of findings: every text that has some, and what all stages and targets find in it.

use std::sync::{Arc, OnceLock};

use gwc::diag::{Diagnostic, Edit, Fix, fix};
use gwc::driver::{self, Files, Layout, Target, TemplateFormat};
use gwc::model::{Bindings, Program};
use gwc::source::{FileId, Loaded, MemoryLoader, Sources};

use crate::commands;
use crate::marks;
use crate::pages;
use crate::tools::facts;

/// A text to check, with the files beside it.
#[derive(Clone, PartialEq)]
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

    /// Returns a fixture whose only line includes this one.
    pub(crate) fn included(&self) -> Self {
        let own = (self.name.clone(), self.text.clone());
        Self {
            name: "root.gw".to_owned(),
            text: format!("include \"{}\"\n", self.name),
            beside: self.beside.iter().cloned().chain([own]).collect(),
            bindings: self.bindings.clone(),
        }
    }

    /// Returns the fixture with a fix applied to all files that it edits; `None` if its edits do not fit their texts.
    pub(crate) fn fixed(&self, fix: &Fix) -> Option<Self> {
        let files = self.load(&self.text);
        let mut fixed = self.clone();
        for (file, source) in files.sources.iter() {
            let edits = fix.edits.iter().filter(|edit| edit.span.file == file);
            let edits: Vec<&Edit> = edits.collect();
            if edits.is_empty() {
                continue;
            }
            let text = fix::apply(&source.text, &edits)?;
            let named = fixed.beside.iter_mut();
            for (_, known) in named.filter(|(name, _)| *name == source.name) {
                known.clone_from(&text);
            }
            if file == FileId(0) {
                fixed.text = text;
            }
        }
        Some(fixed)
    }

    /// Returns its texts for a message.
    pub(crate) fn show(&self) -> String {
        let beside = self.beside.iter().filter(|(name, _)| *name != self.name);
        let beside = beside.map(|(name, text)| format!("== {name}\n{text}"));
        self.text.clone() + &beside.collect::<String>()
    }

    fn load(&self, text: &str) -> Files {
        let root = Loaded {
            identity: self.name.clone(),
            name: self.name.clone(),
            text: text.into(),
        };
        let mut loader = MemoryLoader::default();
        for (name, text) in &self.beside {
            loader.files.insert(name.clone(), text.as_str().into());
        }
        loader.files.insert(self.name.clone(), text.into());
        driver::load(root, &loader)
    }

    /// Returns its texts and its program.
    pub(crate) fn resolve(&self) -> (Arc<Sources>, Arc<Program>) {
        let files = self.load(&self.text);
        let analysis = driver::check(&files, facts(), &self.bindings);
        (analysis.sources, analysis.program)
    }

    /// Returns the findings of another text in its place, without those of targets and environments.
    pub(crate) fn check(&self, text: &str) -> Vec<Diagnostic> {
        let files = self.load(text);
        driver::check(&files, facts(), &Bindings::default()).diagnostics
    }

    /// Returns the findings of all stages, targets and environments, each once.
    pub(crate) fn find_all(&self) -> Vec<Diagnostic> {
        let files = self.load(&self.text);
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
            let analysis = driver::check(&files, facts(), bindings);
            let targets = [
                Target::Cfn(TemplateFormat::Json),
                Target::Terraform,
                Target::Plan,
            ];
            let built = targets.map(|target| {
                driver::build(&analysis, facts(), target, Layout::Document).diagnostics
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
fn fixtures() -> Vec<Fixture> {
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

/// Returns all fixtures with their findings.
pub(crate) fn found() -> &'static [(Fixture, Vec<Diagnostic>)] {
    static FOUND: OnceLock<Vec<(Fixture, Vec<Diagnostic>)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let all = fixtures().into_iter();
        all.map(|fixture| {
            let found = fixture.find_all();
            (fixture, found)
        })
        .collect()
    })
}

/// A mark represents a finding of any stage, and every error and warning has one.
#[test]
fn a_marked_fault_is_found_at_its_mark() {
    for (name, text) in marks::folder("tests/fixtures/findings") {
        let fixture = Fixture::alone((name, text));
        let mut found = fixture.find_all();
        let is_marked = |it: &Diagnostic| fixture.text.contains(&format!("[{}]", it.code));
        found.retain(|it| it.severity > gwc::diag::Severity::Note || is_marked(it));
        marks::check(&fixture.name, &fixture.text, &found);
    }
}
