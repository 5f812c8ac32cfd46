//! `gwc fmt`: specs laid out in place, or only judged.

use std::path::Path;
use std::sync::Arc;

use crate::cli::args::Fmt;
use crate::cli::disk;
use crate::cli::exit::{Exit, Failure};
use crate::cli::findings::Findings;
use crate::cli::roots;
use crate::cli::terminal::{self, Console};
use crate::fmt::{self, FormatError};
use crate::source::{FileId, Loaded, Sources};

/// Runs the command.
///
/// # Errors
/// When a spec cannot be read or written, or the formatter is at fault.
pub(super) fn run(options: &Fmt, console: Console) -> Result<Exit, Failure> {
    if options.specs == [Path::new("-")] {
        return standard_input(options, console);
    }
    let paths = roots::named(&options.specs)?;
    let mut findings = Findings::default();
    let mut changed = Vec::new();
    let mut diff = String::new();
    for path in paths {
        let loaded = disk::read_spec(&path, None)?;
        let Some(text) = formatted(&loaded, &mut findings)? else {
            continue;
        };
        if *text != *loaded.text {
            if options.diff {
                diff.push_str(&fmt::diff(&loaded.text, &text, &loaded.name));
            }
            changed.push((path, text));
        }
    }
    findings.print_human(console);
    let judged = options.check || options.diff;
    if options.diff {
        terminal::print(&diff)?;
    } else if options.check {
        let names: String = changed
            .iter()
            .map(|(path, _)| format!("{}\n", path.display()))
            .collect();
        terminal::print(&names)?;
    } else {
        // File by file: each is whole or as it was, and one that cannot be written keeps no other from it.
        let written = changed
            .iter()
            .map(|(path, text)| disk::write_whole(&[(path.clone(), text)]));
        let written: Vec<Result<(), Failure>> = written.collect();
        written.into_iter().collect::<Result<(), Failure>>()?;
    }
    let broken = findings.worst().is_some();
    Ok(if broken || judged && !changed.is_empty() {
        Exit::Findings
    } else {
        Exit::Success
    })
}

/// Standard input to standard output; where it is broken, nothing comes out, so that an editor keeps its text.
fn standard_input(options: &Fmt, console: Console) -> Result<Exit, Failure> {
    let loaded = disk::read_spec(Path::new("-"), options.stdin_filename.as_deref())?;
    let mut findings = Findings::default();
    let Some(text) = formatted(&loaded, &mut findings)? else {
        findings.print_human(console);
        return Ok(Exit::Findings);
    };
    let same = *text == *loaded.text;
    if options.diff {
        terminal::print(&fmt::diff(&loaded.text, &text, &loaded.name))?;
    } else if !options.check {
        terminal::print(&text)?;
        return Ok(Exit::Success);
    } else if !same {
        terminal::print(&format!("{}\n", loaded.name))?;
    }
    Ok(if same { Exit::Success } else { Exit::Findings })
}

/// The text as it should be laid out; `None` where it is broken, which the findings then says.
fn formatted(loaded: &Loaded, findings: &mut Findings) -> Result<Option<String>, Failure> {
    match fmt::format(FileId(0), &loaded.text) {
        Ok(text) => Ok(Some(text)),
        Err(FormatError::Broken(found)) => {
            let mut sources = Sources::default();
            sources.add(loaded.name.clone(), Arc::clone(&loaded.text));
            findings.add(&sources, &found);
            Ok(None)
        }
        Err(error @ FormatError::Changed { .. }) => {
            Err(Failure::Fault(format!("{}: {error}", loaded.name)))
        }
    }
}
