//! `gwc completions SHELL`: the completion script of a shell.

use clap::CommandFactory;

use crate::cli::args::{Cli, Completions};
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal;

/// Runs the command.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn run(options: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "gwc", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Success)
}
