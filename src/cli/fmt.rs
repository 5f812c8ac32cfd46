//! `gwc fmt`: formats specs in place, or shows what would change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::args::Fmt;
use crate::cli::disk;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::roots;
use crate::cli::terminal::{self, Console};
use crate::diag::escape;
use crate::driver;
use crate::fmt::{self, FormatError};
use crate::source::{FileId, Loaded, SourceFile, Sources};

/// A spec whose formatting changes.
struct Change {
    loaded: Loaded,
    formatted: String,
}

/// Runs the command. A spec that cannot be read or written does not stop the others.
///
/// # Errors
/// When a folder cannot be listed, or the formatter has a bug.
pub(super) fn run(options: &Fmt, console: Console) -> Result<Exit, Failure> {
    if roots::is_stdin(&options.specs)? {
        return format_stdin(options, console);
    }
    let mut findings = Findings::default();
    let mut failures = Vec::new();
    let changes = changes(
        &roots::expand(&options.specs)?,
        &mut findings,
        &mut failures,
    )?;
    findings.print_human(console);
    if options.diff {
        let diffs = changes.iter().map(Change::diff);
        terminal::print_text(&diffs.collect::<String>())?;
    } else if options.check {
        let names = changes
            .iter()
            .map(|change| format!("{}\n", escape(&change.loaded.name)));
        terminal::print_text(&names.collect::<String>())?;
    } else {
        for change in &changes {
            let Loaded {
                identity,
                name,
                text,
            } = &change.loaded;
            failures.extend(disk::rewrite(identity, name, text, &change.formatted).err());
        }
    }
    failures
        .iter()
        .for_each(|failure| terminal::fail(&failure.to_string()));
    let unformatted = (options.check || options.diff) && !changes.is_empty();
    Ok(if !failures.is_empty() {
        Exit::Usage
    } else if unformatted || findings.worst().is_some() {
        Exit::Findings
    } else {
        Exit::Success
    })
}

fn changes(
    paths: &[PathBuf],
    findings: &mut Findings,
    failures: &mut Vec<Failure>,
) -> Result<Vec<Change>, Failure> {
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for path in paths {
        let loaded = match disk::read_spec(path, None) {
            Ok(loaded) => loaded,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        if !seen.insert(loaded.identity.clone()) {
            continue;
        }
        if let Some(formatted) = format(&loaded, findings)?
            && *formatted != *loaded.text
        {
            changes.push(Change { loaded, formatted });
        }
    }
    Ok(changes)
}

impl Change {
    fn diff(&self) -> String {
        let name = escape(&self.loaded.name);
        let [old, new] = [&*self.loaded.text, &self.formatted].map(driver::without_secrets);
        fmt::diff(&old, &new, &name)
    }
}

/// Formats stdin to stdout. Prints nothing if the text has syntax errors, so that an editor keeps its text.
fn format_stdin(options: &Fmt, console: Console) -> Result<Exit, Failure> {
    let loaded = disk::read_spec(Path::new("-"), options.stdin_filename.as_deref())?;
    let mut findings = Findings::default();
    let Some(formatted) = format(&loaded, &mut findings)? else {
        findings.print_human(console);
        return Ok(Exit::Findings);
    };
    if !options.check && !options.diff {
        terminal::print(&formatted)?;
        return Ok(Exit::Success);
    }
    if *formatted == *loaded.text {
        return Ok(Exit::Success);
    }
    let name = format!("{}\n", escape(&loaded.name));
    let change = Change { loaded, formatted };
    terminal::print_text(&if options.diff { change.diff() } else { name })?;
    Ok(Exit::Findings)
}

/// Formats a text; returns `None` and adds findings if it has syntax errors.
fn format(loaded: &Loaded, findings: &mut Findings) -> Result<Option<String>, Failure> {
    match fmt::format(FileId(0), &loaded.text) {
        Ok(text) => Ok(Some(text)),
        Err(FormatError::Broken(found)) => {
            let mut sources = Sources::default();
            sources.add_file(SourceFile {
                name: loaded.name.clone(),
                identity: loaded.identity.clone(),
                text: Arc::clone(&loaded.text),
                hidden: Vec::new(),
            });
            findings.add(&sources, &found);
            Ok(None)
        }
        Err(error @ FormatError::Changed { .. }) => {
            Err(Failure::Fault(format!("{}: {error}", loaded.name)))
        }
    }
}
