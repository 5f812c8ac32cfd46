//! `gwc check`: checks every spec in every environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::args::{Check, DenyLevel};
use crate::cli::disk::{self, Disk};
use crate::cli::environment;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::fixes;
use crate::cli::roots::{self, Specs};
use crate::cli::terminal::{self, Console};
use crate::diag::Severity;
use crate::driver::{self, Files, SpecOfApi};
use crate::facts::Facts;
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When stdin or a folder cannot be read, or stdout cannot be written.
pub(super) fn run(options: &Check, console: Console) -> Result<Exit, Failure> {
    let stdin = roots::is_stdin(&options.specs)?;
    if stdin && options.fix {
        return Err(Failure::Usage("`--fix` cannot rewrite stdin".to_owned()));
    }
    let facts = Facts::load();
    let named = if stdin {
        Vec::new()
    } else {
        roots::expand(&options.specs)?
    };
    let mut outcome = check_all(options, &named, &facts)?;
    let mut failures = Vec::new();
    if options.fix {
        let check = || check_all(options, &named, &facts);
        outcome = fixes::apply_all(outcome, check, &mut failures, console)?;
    }
    let Outcome {
        findings,
        counts,
        failures: unread,
        ..
    } = outcome;
    failures.extend(unread);
    findings.show(options.format, options.bound(), console)?;
    failures
        .iter()
        .for_each(|failure| terminal::fail(&failure.to_string()));
    if counts.specs > 0 {
        console.status(&format!("{}: {}\n", counts.text(), findings.totals()));
    }
    if let Some(pointer) = findings.explain_pointer() {
        console.status(&pointer);
    }
    let failing = match options.deny {
        Some(DenyLevel::Warnings) => Severity::Warning,
        None => Severity::Error,
    };
    Ok(if !failures.is_empty() {
        Exit::Usage
    } else if findings.worst().is_some_and(|worst| worst >= failing) {
        Exit::Findings
    } else {
        Exit::Success
    })
}

/// The result of checking the specs once.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The findings.
    pub findings: Findings,
    /// Identities of the files that were named, and of those that they include: the files that a fix may change.
    pub fixable: BTreeSet<String>,
    /// Reasons why named files could not be read.
    pub failures: Vec<Failure>,
    counts: Counts,
}

/// Numbers for the summary.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    specs: usize,
    environments: usize,
    expects: usize,
}

impl Counts {
    /// Renders the start of the summary: `3 specs, 2 environments, 14 expects`.
    fn text(self) -> String {
        let counted = |count: usize, noun: &str| match count {
            0 => None,
            1 => Some(format!("1 {noun}")),
            many => Some(format!("{many} {noun}s")),
        };
        let parts = [
            counted(self.specs, "spec"),
            counted(self.environments, "environment"),
            counted(self.expects, "expect"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}

/// Checks every spec that the arguments name.
fn check_all(options: &Check, named: &[PathBuf], facts: &Facts) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    if roots::is_stdin(&options.specs)? {
        let root = disk::read_spec(Path::new("-"), options.stdin_filename.as_deref())?;
        let disk = Disk::for_root(&root);
        let files = driver::load(root, &disk);
        environment::require(options.env.as_deref(), [&files])?;
        outcome.check(&files, options, facts);
        return Ok(outcome);
    }
    let Specs {
        roots,
        failures,
        requested,
    } = roots::load(&options.specs, named);
    environment::require(options.env.as_deref(), &roots)?;
    for files in &roots {
        outcome.check(files, options, facts);
    }
    if roots.len() > 1 {
        let specs: Vec<SpecOfApi> = roots
            .iter()
            .map(|files| in_first_environment(files, options, facts))
            .collect();
        let (sources, duplicates) = driver::duplicate_routes(&specs);
        outcome.findings.add(&sources, &duplicates);
    }
    outcome.failures = failures;
    outcome.fixable = requested;
    Ok(outcome)
}

/// Resolves a spec for its first environment, which is enough for routes: they do not depend on the environment.
fn in_first_environment(files: &Files, options: &Check, facts: &Facts) -> SpecOfApi {
    let bindings = Bindings {
        env: options
            .env
            .clone()
            .or_else(|| files.environments().into_iter().next()),
        set: options.set.clone(),
    };
    let analysis = driver::check(files, facts, &bindings);
    SpecOfApi {
        sources: analysis.sources,
        program: analysis.program,
    }
}

impl Outcome {
    /// Checks one spec for the environment that was asked for, for each that it declares, or without one if it declares
    /// none.
    fn check(&mut self, files: &Files, options: &Check, facts: &Facts) {
        let declared = files.environments();
        self.counts.specs += 1;
        self.counts.expects += files.expects();
        let environments = match &options.env {
            Some(env) => vec![Some(env.clone())],
            None if declared.is_empty() => vec![None],
            None => declared.into_iter().map(Some).collect(),
        };
        self.counts.environments += environments.iter().flatten().count();
        let mut merged = driver::MergedFindings::default();
        for env in environments {
            let bindings = Bindings {
                env: env.clone(),
                set: options.set.clone(),
            };
            let mut found = driver::check_whole(files, facts, &bindings);
            if options.env.is_some() {
                driver::name_environment(files, facts, &bindings, &mut found);
            }
            merged.add(env, found);
        }
        self.findings.add(&files.sources, &merged.finish());
    }
}
