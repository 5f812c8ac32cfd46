//! A spec as an editor sees it: resolved at once, and checked for one environment after another when there is time.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::driver::{self, Analysis, Files, MergedFindings};
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
    /// The findings of the environments checked so far, or without one where the spec declares none.
    pub found: Vec<Diagnostic>,
    merged: MergedFindings,
    /// Whether it was checked for the first environment, or without one.
    checked: bool,
    /// The environments that it was not checked for yet, the next one last.
    waiting: Vec<String>,
}

impl Spec {
    /// Resolves loaded files for no environment.
    #[must_use]
    pub(super) fn new(files: &Files) -> Self {
        let mut waiting = files.environments();
        waiting.reverse();
        Self {
            files: files.clone(),
            program: driver::resolve(files, &Bindings::default()),
            found: Vec::new(),
            merged: MergedFindings::default(),
            checked: false,
            waiting,
        }
    }

    /// Checks it for its first environment, or without one where it declares none, unless that was done.
    pub(super) fn check(&mut self, facts: &Facts) {
        if std::mem::replace(&mut self.checked, true) {
            return;
        }
        let analysis = analyze(&self.files, facts, None);
        if self.waiting.is_empty() {
            self.merge(None, driver::findings(&analysis, facts));
        }
        self.check_next(facts);
        self.program = analysis.program;
    }

    /// Checks it for one more environment; whether there was one.
    pub(super) fn look_further(&mut self, facts: &Facts) -> bool {
        self.check(facts);
        self.check_next(facts)
    }

    fn check_next(&mut self, facts: &Facts) -> bool {
        let Some(env) = self.waiting.pop() else {
            return false;
        };
        let analysis = analyze(&self.files, facts, Some(env.clone()));
        self.merge(Some(env), driver::findings(&analysis, facts));
        true
    }

    fn merge(&mut self, env: Option<String>, found: Vec<Diagnostic>) {
        self.merged.add(env, found);
        self.found = self.merged.clone().finish();
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

fn analyze(files: &Files, facts: &Facts, env: Option<String>) -> Analysis {
    let bindings = Bindings {
        env,
        set: Vec::new(),
    };
    driver::check(files, facts, &bindings)
}

/// The identities of the files of a spec.
pub(super) fn identities(files: &Files) -> BTreeSet<String> {
    let files = files.sources.iter();
    files.map(|(_, file)| file.name.clone()).collect()
}
