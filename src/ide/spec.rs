//! A spec as an editor sees it: resolved at once, and checked for one environment after another when there is time.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::driver::{self, Analysis, Files};
use crate::facts::Facts;
use crate::model::{Bindings, Program};
use crate::source::{FileId, Sources};

/// A root file with all that it includes. The names of its sources are the identities of the files.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Its files.
    pub files: Files,
    /// The program for no environment; once it is checked, with what patches change.
    program: Arc<Program>,
    /// The findings: in the order of the text for no environment, then what the environments add.
    pub found: Vec<Diagnostic>,
    /// Whether it was checked for no environment.
    checked: bool,
    /// The environments that it was not checked for yet, the next one last.
    waiting: Vec<String>,
}

impl Spec {
    /// Resolves loaded files for no environment.
    #[must_use]
    pub(super) fn new(files: &Files) -> Self {
        let program = driver::resolve(files, &Bindings::default());
        let envs = program.envs.iter().rev();
        Self {
            waiting: envs.map(|env| env.value.clone()).collect(),
            files: files.clone(),
            program,
            found: Vec::new(),
            checked: false,
        }
    }

    /// Checks it for no environment, unless that was done.
    pub(super) fn check(&mut self, facts: &Facts) {
        if !std::mem::replace(&mut self.checked, true) {
            let (analysis, found) = examine(&self.files, facts, None);
            self.program = analysis.program;
            self.found = found;
        }
    }

    /// Checks it for one more environment; whether there was one.
    pub(super) fn look_further(&mut self, facts: &Facts) -> bool {
        self.check(facts);
        let Some(env) = self.waiting.pop() else {
            return false;
        };
        let (_, found) = examine(&self.files, facts, Some(env));
        let key = |it: &Diagnostic| (it.primary.span, it.code, it.message.clone());
        let known: BTreeSet<_> = self.found.iter().map(key).collect();
        let new = found.into_iter().filter(|it| !known.contains(&key(it)));
        self.found.extend(new);
        true
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.files.sources
    }

    /// The file of an identity.
    #[must_use]
    pub fn file(&self, identity: &str) -> Option<FileId> {
        let mut files = self.sources().iter();
        files.find_map(|(id, file)| (file.name == identity).then_some(id))
    }
}

fn examine(files: &Files, facts: &Facts, env: Option<String>) -> (Analysis, Vec<Diagnostic>) {
    let bindings = Bindings {
        env,
        set: Vec::new(),
    };
    let analysis = driver::check(files, facts, &bindings);
    let mut found = analysis.diagnostics.clone();
    if let Some(lowered) = driver::lower(&analysis, facts) {
        found.extend(driver::check_targets(&analysis, &lowered, facts));
        found.extend(lowered.diagnostics);
    }
    (analysis, found)
}

/// The identities of the files of a spec.
pub(super) fn identities(files: &Files) -> BTreeSet<String> {
    let files = files.sources.iter();
    files.map(|(_, file)| file.name.clone()).collect()
}
