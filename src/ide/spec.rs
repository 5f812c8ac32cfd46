//! A spec in an editor: resolved at once, then checked stage by stage, for one environment at a time, when the editor is
//! idle.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::driver::{self, CheckStage, Files, MergedFindings};
use crate::facts::Facts;
use crate::model::from_ast::ResolvedLines;
use crate::model::{Bindings, Program};
use crate::source::{FileId, Sources};

/// A root file with everything that it includes. The names of its sources are the identities of the files.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Its files.
    pub files: Files,
    /// The program without an environment; after its check, with its patches applied.
    program: Arc<Program>,
    /// The findings of the environments checked so far, or of the program without one if the spec declares none.
    pub found: Vec<Diagnostic>,
    merged: MergedFindings,
    /// The check in progress.
    check: Option<Check>,
    /// The environments that are not checked yet, the next one last.
    waiting: Vec<String>,
    /// Whether the first environment is checked, or the program without one if the spec declares none.
    is_checked: bool,
    /// The lines of routes, resolved without an environment.
    lines: ResolvedLines,
}

/// A check for one environment, or without one.
#[derive(Clone, Debug)]
struct Check {
    env: Option<String>,
    stage: CheckStage,
}

impl Spec {
    /// Resolves loaded files without an environment, with the help of an earlier version.
    #[must_use]
    pub(super) fn new(files: &Files, earlier: ResolvedLines) -> Self {
        let mut waiting = files.environments();
        waiting.reverse();
        let (resolved, lines) = driver::resolve_again(files, earlier);
        Self {
            files: files.clone(),
            program: Arc::clone(&resolved.program),
            found: Vec::new(),
            merged: MergedFindings::default(),
            check: Some(Check {
                env: None,
                stage: CheckStage::Resolved(resolved),
            }),
            waiting,
            is_checked: false,
            lines,
        }
    }

    /// Returns its resolved lines, for the spec after a change.
    pub(super) fn into_lines(self) -> ResolvedLines {
        self.lines
    }

    /// Returns true after the check for the first environment, or without one if the spec declares none.
    pub(super) fn is_checked(&self) -> bool {
        self.is_checked
    }

    /// Executes one stage of the next check, so that no request has to wait for a whole one; returns false if everything
    /// has been checked.
    pub(super) fn check_next(&mut self, facts: &Facts) -> bool {
        let Some(Check { env, stage }) = self.check.take() else {
            let Some(env) = self.waiting.pop() else {
                return false;
            };
            let bindings = Bindings {
                env: Some(env.clone()),
                set: Vec::new(),
            };
            let resolved = driver::resolve(&self.files, &bindings);
            self.check = Some(Check {
                env: Some(env),
                stage: CheckStage::Resolved(resolved),
            });
            return true;
        };
        match stage.next(&self.files, facts) {
            CheckStage::Checked(analysis) if env.is_none() => {
                self.program = Arc::clone(&analysis.program);
                // The findings without an environment matter only if there is none.
                if self.waiting.is_empty() {
                    let stage = CheckStage::Checked(analysis);
                    self.check = Some(Check { env, stage });
                }
            }
            CheckStage::Done(found) => self.merge(env, found),
            stage => self.check = Some(Check { env, stage }),
        }
        true
    }

    fn merge(&mut self, env: Option<String>, found: Vec<Diagnostic>) {
        self.merged.add(env, found);
        self.found = self.merged.clone().finish();
        self.is_checked = true;
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
