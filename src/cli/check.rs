//! `gwc check`: every spec, for every environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::args::Check;
use crate::cli::disk::{self, Disk};
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::roots;
use crate::cli::terminal::Console;
use crate::diag::{self, Edit, Severity};
use crate::driver::{self, Files};
use crate::facts::Facts;
use crate::model::Bindings;

/// Runs the command.
///
/// # Errors
/// When a spec cannot be read, a fix cannot be written, or standard output is closed.
pub(super) fn run(options: &Check, console: Console) -> Result<Exit, Failure> {
    let facts = Facts::load();
    let named = if from_standard_input(options) {
        Vec::new()
    } else {
        roots::named(&options.specs)?
    };
    let mut findings = look(options, &named, &facts)?;
    if options.fix && mend(&findings, console)? {
        findings = look(options, &named, &facts)?;
    }
    findings.show(options.format, console)?;
    let failing = match options.deny {
        Some(crate::cli::args::Deny::Warnings) => Severity::Warning,
        None => Severity::Error,
    };
    let failed = findings.worst().is_some_and(|worst| worst >= failing);
    Ok(if failed {
        Exit::Findings
    } else {
        Exit::Success
    })
}

fn from_standard_input(options: &Check) -> bool {
    options.specs == [Path::new("-")]
}

/// Checks every spec that the arguments name.
fn look(options: &Check, named: &[PathBuf], facts: &Facts) -> Result<Findings, Failure> {
    let mut findings = Findings::default();
    if from_standard_input(options) {
        let root = disk::read_spec(Path::new("-"), options.stdin_filename.as_deref())?;
        let disk = Disk::around(&root);
        check(&driver::load(root, &disk), options, facts, &mut findings);
        return Ok(findings);
    }
    for files in roots::load(&options.specs, named)? {
        check(&files, options, facts, &mut findings);
    }
    Ok(findings)
}

/// Checks one spec: for the environment that was asked for, or without one and for each that it declares.
fn check(files: &Files, options: &Check, facts: &Facts, findings: &mut Findings) {
    let mut bindings = Bindings {
        env: options.env.clone(),
        set: options.set.clone(),
    };
    let envs = examine(files, &bindings, facts, findings);
    if bindings.env.is_none() {
        for env in envs {
            bindings.env = Some(env);
            examine(files, &bindings, facts, findings);
        }
    }
}

/// Checks one spec for one environment, down to what the targets would say; returns the environments that it declares.
fn examine(
    files: &Files,
    bindings: &Bindings,
    facts: &Facts,
    findings: &mut Findings,
) -> Vec<String> {
    let analysis = driver::check(files, facts, bindings);
    findings.add(&files.sources, &analysis.diagnostics);
    if let Some(lowered) = driver::lower(&analysis, facts) {
        findings.add(&files.sources, &lowered.diagnostics);
        findings.add(
            &files.sources,
            &driver::check_targets(&analysis, &lowered, facts),
        );
    }
    analysis
        .program
        .envs
        .iter()
        .map(|env| env.value.clone())
        .collect()
}

/// Applies the safe fixes and says in which files; whether there was any.
fn mend(findings: &Findings, console: Console) -> Result<bool, Failure> {
    let mut edits: BTreeMap<_, Vec<&Edit>> = BTreeMap::new();
    let fixes = findings
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.fix.as_ref());
    for edit in fixes.filter(|fix| fix.safe).flat_map(|fix| &fix.edits) {
        let file = edits.entry(edit.span.file).or_default();
        let apart =
            |other: &&Edit| edit.span.end <= other.span.start || other.span.end <= edit.span.start;
        if file.iter().all(apart) {
            file.push(edit);
        }
    }
    let mut texts = Vec::new();
    for (file, edits) in &edits {
        let path = PathBuf::from(findings.sources.name(*file));
        if let Some(text) =
            diag::fix::apply(findings.sources.text(*file), edits).filter(|_| path.is_file())
        {
            texts.push((path, text));
        }
    }
    let places: Vec<(PathBuf, &str)> = texts
        .iter()
        .map(|(path, text)| (path.clone(), text.as_str()))
        .collect();
    disk::write_whole(&places)?;
    for (path, _) in &places {
        console.status(&format!("fixed `{}`\n", path.display()));
    }
    Ok(!places.is_empty())
}
