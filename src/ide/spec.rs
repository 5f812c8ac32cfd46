//! A spec as an editor sees it: analysed for no environment, with the findings of every one.

use std::collections::BTreeSet;

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
    /// What it is, for no environment.
    pub analysis: Analysis,
    /// What is wrong with it: in the order of the text for no environment, then what the environments add.
    pub found: Vec<Diagnostic>,
    /// The environments that have not been looked at, the next one last.
    waiting: Vec<String>,
}

impl Spec {
    /// Checks loaded files for no environment.
    #[must_use]
    pub(super) fn new(files: &Files, facts: &Facts) -> Self {
        let (analysis, found) = examine(files, facts, None);
        let envs = analysis.program.envs.iter().rev();
        Self {
            waiting: envs.map(|env| env.value.clone()).collect(),
            files: files.clone(),
            analysis,
            found,
        }
    }

    /// Looks at one more environment; whether there was one.
    pub(super) fn look_further(&mut self, facts: &Facts) -> bool {
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

    /// What the author meant.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.analysis.program
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
