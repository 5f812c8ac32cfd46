//! Golden files: a folder below `tests/golden` contains a spec and the output of every target.
//!
//! `UPDATE_GOLDEN=1 cargo test golden` writes the current output; read the diff before committing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gwc::driver::{self, Layout, Target, TemplateFormat};
use gwc::model::Bindings;
use gwc::source::{Loaded, MemoryLoader};

use crate::tools::facts;

/// The output files of a case, with their targets.
const FILES: [(&str, Target); 5] = [
    ("template.yaml", Target::Cfn(TemplateFormat::Yaml)),
    ("main.tf", Target::Terraform),
    ("plan.json", Target::Plan),
    ("plan.txt", Target::PlanText),
    ("graph.txt", Target::IrText),
];

/// A folder below `tests/golden`.
pub(crate) struct Case {
    /// The folder's name.
    pub(crate) name: String,
    folder: PathBuf,
}

impl Case {
    /// Builds the case for a target.
    pub(crate) fn build(&self, target: Target) -> String {
        let mut loader = MemoryLoader::default();
        for name in self.specs() {
            let text = self.read(&name).expect("a spec that was listed");
            loader.files.insert(name, Arc::from(text));
        }
        build_from(&loader, target)
    }

    /// Returns the spec and its includes, relative to the folder.
    fn specs(&self) -> Vec<String> {
        let mut folders = vec![self.folder.clone()];
        let mut specs = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder of golden") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "gw") {
                    let path = path.strip_prefix(&self.folder).expect("a path inside");
                    specs.push(path.to_str().expect("a name").replace('\\', "/"));
                }
            }
        }
        specs
    }

    fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(name)).ok()
    }
}

/// Builds a spec without includes for a target.
pub(crate) fn build(spec: &str, target: Target) -> String {
    let mut loader = MemoryLoader::default();
    loader.files.insert("spec.gw".to_owned(), Arc::from(spec));
    build_from(&loader, target)
}

fn build_from(loader: &MemoryLoader, target: Target) -> String {
    let root = Loaded {
        identity: "spec.gw".to_owned(),
        name: "spec.gw".to_owned(),
        text: Arc::clone(&loader.files["spec.gw"]),
    };
    let text = Arc::clone(&root.text);
    let analysis = driver::analyze(root, loader, facts(), &Bindings::default());
    let built = driver::build(&analysis, facts(), target, Layout::Document);
    let errors = analysis.diagnostics.iter().chain(&built.diagnostics);
    let errors: Vec<_> = errors.filter(|found| found.is_error()).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    let files = built.files.expect("a spec without an error builds");
    assert_eq!(files.len(), 1, "a document is one file");
    files[0].text.clone()
}

/// Returns every case, by name.
pub(crate) fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = std::fs::read_dir(root).expect("tests/golden");
    let folders = entries.map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<Case> = folders
        .map(|folder| Case {
            name: folder
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name")
                .to_owned(),
            folder,
        })
        .collect();
    cases.sort_by(|left, right| left.name.cmp(&right.name));
    cases
}

#[test]
fn outputs_match_the_golden_files() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for case in cases() {
        for (name, target) in FILES {
            let made = case.build(target);
            if update {
                std::fs::write(case.folder.join(name), made).expect("a file that can be written");
            } else if case.read(name).as_deref() != Some(&made) {
                let place = format!("tests/golden/{}/{name}", case.name);
                wrong.push(difference(
                    &place,
                    &case.read(name).unwrap_or_default(),
                    &made,
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE_GOLDEN=1 cargo test golden writes what is made now",
        wrong.join("\n")
    );
}

/// Returns the first lines in which two texts differ.
fn difference(place: &str, old: &str, new: &str) -> String {
    let lines = old.lines().zip(new.lines()).enumerate();
    let first = lines
        .filter(|(_, (old, new))| old != new)
        .map(|(index, (old, new))| format!("{place}:{}\n- {old}\n+ {new}", index + 1))
        .next();
    first.unwrap_or_else(|| {
        let (old, new) = (old.lines().count(), new.lines().count());
        format!("{place}: {old} lines on file, {new} made")
    })
}
