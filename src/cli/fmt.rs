//! `gwc fmt`: specs laid out in place, or only judged.

use std::path::Path;
use std::sync::Arc;

use crate::cli::args::Fmt;
use crate::cli::disk;
use crate::cli::exit::{Exit, Failure};
use crate::cli::report::Report;
use crate::cli::roots;
use crate::cli::terminal::{self, Color};
use crate::fmt::{self, FormatError};
use crate::source::{FileId, Loaded, Sources};

/// Runs the command.
///
/// # Errors
/// When a spec cannot be read or written, or the formatter is at fault.
pub(super) fn run(options: &Fmt, color: Color) -> Result<Exit, Failure> {
    if options.specs == [Path::new("-")] {
        return standard_input(options, color);
    }
    let paths = roots::named(&options.specs)?;
    let mut report = Report::default();
    let mut changed = Vec::new();
    let mut diff = String::new();
    for path in paths {
        let loaded = disk::read_spec(&path, None)?;
        let Some(text) = formatted(&loaded, &mut report)? else {
            continue;
        };
        if *text != *loaded.text {
            if options.diff {
                diff.push_str(&fmt::diff(&loaded.text, &text, &loaded.name));
            }
            changed.push((path, text));
        }
    }
    report.talk(color);
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
    let broken = report.worst().is_some();
    Ok(if broken || judged && !changed.is_empty() {
        Exit::Findings
    } else {
        Exit::Fine
    })
}

/// Standard input to standard output; where it is broken, nothing comes out, so that an editor keeps its text.
fn standard_input(options: &Fmt, color: Color) -> Result<Exit, Failure> {
    let loaded = disk::read_spec(Path::new("-"), options.stdin_filename.as_deref())?;
    let mut report = Report::default();
    let Some(text) = formatted(&loaded, &mut report)? else {
        report.talk(color);
        return Ok(Exit::Findings);
    };
    let same = *text == *loaded.text;
    if options.diff {
        terminal::print(&fmt::diff(&loaded.text, &text, &loaded.name))?;
    } else if !options.check {
        terminal::print(&text)?;
        return Ok(Exit::Fine);
    } else if !same {
        terminal::print(&format!("{}\n", loaded.name))?;
    }
    Ok(if same { Exit::Fine } else { Exit::Findings })
}

/// The text as it should be laid out; `None` where it is broken, which the report then says.
fn formatted(loaded: &Loaded, report: &mut Report) -> Result<Option<String>, Failure> {
    match fmt::format(FileId(0), &loaded.text) {
        Ok(text) => Ok(Some(text)),
        Err(FormatError::Broken(found)) => {
            let mut sources = Sources::default();
            sources.add(loaded.name.clone(), Arc::clone(&loaded.text));
            report.add(&sources, &found);
            Ok(None)
        }
        Err(error @ FormatError::Changed { .. }) => {
            Err(Failure::Fault(format!("{}: {error}", loaded.name)))
        }
    }
}
