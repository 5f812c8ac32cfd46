//! A spec in an editor: resolved at once, then checked for one environment at a time when the editor is idle.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::driver::{self, Files, MergedFindings, Resolved};
use crate::facts::Facts;
use crate::model::{Bindings, Program};
use crate::source::{FileId, Sources};

/// A root file with everything that it includes. The names of its sources are the identities of the files.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Its files.
    pub files: Files,
    /// The program without an environment; after the first check, with its patches applied.
    program: Arc<Program>,
    /// The findings of the environments checked so far, or of the program without one if the spec declares none.
    pub found: Vec<Diagnostic>,
    merged: MergedFindings,
    /// The program that is not checked yet, without an environment.
    unchecked: Option<Resolved>,
    /// The environments that are not checked yet, the next one last.
    waiting: Vec<String>,
}

impl Spec {
    /// Resolves loaded files without an environment.
    #[must_use]
    pub(super) fn new(files: &Files) -> Self {
        let mut waiting = files.environments();
        waiting.reverse();
        let resolved = driver::resolve(files, &Bindings::default());
        Self {
            files: files.clone(),
            program: Arc::clone(&resolved.program),
            found: Vec::new(),
            merged: MergedFindings::default(),
            unchecked: Some(resolved),
            waiting,
        }
    }

    /// Checks it for its first environment, or without one if it declares none, unless it was checked already.
    pub(super) fn check(&mut self, facts: &Facts) {
        let Some(resolved) = self.unchecked.take() else {
            return;
        };
        let analysis = driver::check_resolved(&self.files, facts, resolved);
        if self.waiting.is_empty() {
            self.merge(None, driver::findings(&analysis, facts));
        }
        self.check_one(facts);
        self.program = analysis.program;
    }

    /// Checks it for the next environment; returns false if there is none.
    pub(super) fn check_next(&mut self, facts: &Facts) -> bool {
        self.check(facts);
        self.check_one(facts)
    }

    fn check_one(&mut self, facts: &Facts) -> bool {
        let Some(env) = self.waiting.pop() else {
            return false;
        };
        let bindings = Bindings {
            env: Some(env.clone()),
            set: Vec::new(),
        };
        let analysis = driver::check(&self.files, facts, &bindings);
        self.merge(Some(env), driver::findings(&analysis, facts));
        true
    }

    fn merge(&mut self, env: Option<String>, found: Vec<Diagnostic>) {
        self.merged.add(env, found);
        self.found = self.merged.clone().finish();
    }

    /// Returns the program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Returns the texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.files.sources
    }

    /// Returns the file of an identity.
    #[must_use]
    pub fn file(&self, identity: &str) -> Option<FileId> {
        let mut files = self.sources().iter();
        files.find_map(|(id, file)| (file.name == identity).then_some(id))
    }
}

/// Returns the identities of the files of a spec.
pub(super) fn identities(files: &Files) -> BTreeSet<String> {
    let files = files.sources.iter();
    files.map(|(_, file)| file.name.clone()).collect()
}
