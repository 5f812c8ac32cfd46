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
    /// What it is, for no environment.
    pub analysis: Analysis,
    /// What is wrong with it: in the order of the text for no environment, then what the environments add.
    pub found: Vec<Diagnostic>,
    /// Whether the environments have been looked at.
    complete: bool,
}

impl Spec {
    /// Checks loaded files for no environment.
    #[must_use]
    pub(super) fn new(files: &Files, facts: &Facts) -> Self {
        let (analysis, found) = examine(files, facts, None);
        Self {
            complete: analysis.program.envs.is_empty(),
            analysis,
            found,
        }
    }

    /// Looks at the environments too, where that has not been done.
    pub(super) fn complete(&mut self, facts: &Facts) {
        if self.complete {
            return;
        }
        self.complete = true;
        let key = |it: &Diagnostic| (it.primary.span, it.code, it.message.clone());
        let mut known: BTreeSet<_> = self.found.iter().map(key).collect();
        for env in &self.analysis.program.envs {
            let (_, found) = examine(&self.analysis.files, facts, Some(env.value.clone()));
            let new = found.into_iter().filter(|it| known.insert(key(it)));
            self.found.extend(new);
        }
    }

    /// Whether the environments have been looked at.
    #[must_use]
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// What the author meant.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.analysis.program
    }

    /// The texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.analysis.files.sources
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
        found.extend(lowered.diagnostics);
    }
    (analysis, found)
}

/// The identities of the files of a spec.
pub(super) fn identities(files: &Files) -> BTreeSet<String> {
    let files = files.sources.iter();
    files.map(|(_, file)| file.name.clone()).collect()
}
