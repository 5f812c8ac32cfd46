//! The command line: one file per subcommand, and all access to disk, environment and terminal.
//!
//! Owns arguments, exit codes and the order of output. It must not know the language: it calls `driver` and `diag`.

mod apply;
mod args;
mod build;
mod check;
mod choice;
mod completions;
#[cfg(feature = "live")]
mod deploy;
mod destroy;
mod diff;
mod disk;
mod doctor;
mod drift;
mod environment;
mod exit;
mod explain;
mod findings;
mod fixes;
mod fmt;
mod import;
mod init;
mod layout;
mod lsp;
mod man;
mod next;
mod revision;
mod roots;
mod routes;
mod serve;
mod terminal;
mod trace;

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ErrorKind};

use crate::diag::escape;
pub use args::{Cli, Command};
use terminal::Console;

pub use exit::{Exit, Failure};

/// The state of stdout when the process started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdout {
    /// Open, as far as is known.
    Open,
    /// Closed: anything written to it is lost.
    Closed,
}

/// Runs one command line, where `args[0]` is the program's name, and returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, stdout: Stdout) -> Exit {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, stdout),
    };
    if stdout == Stdout::Closed && cli.command.prints() {
        return report_closed_stdout();
    }
    let console = Console {
        color: cli.color,
        quiet: cli.quiet,
    };
    let ended = match &cli.command {
        Command::Apply(options) => apply::run(options, console),
        Command::Destroy(options) => destroy::run(options, console),
        Command::Drift(options) => drift::run(options, console),
        Command::Explain(options) => explain::run(options, console),
        Command::Completions(options) => completions::run(options),
        Command::Man => man::run(),
        Command::Build(options) => build::run(options, console),
        Command::Check(options) => check::run(options, console),
        Command::Diff(options) => diff::run(options, console),
        Command::Doctor(options) => doctor::run(options, console),
        Command::Routes(options) => routes::run(options, console),
        Command::Trace(options) => trace::run(options, console),
        Command::Init(options) => init::run(options, console),
        Command::Fmt(options) => fmt::run(options, console),
        Command::Serve(options) => serve::run(options, console),
        Command::Lsp(_) => lsp::run(),
    };
    ended.unwrap_or_else(|failure| {
        terminal::fail(&failure.to_string());
        failure.exit()
    })
}

fn report_closed_stdout() -> Exit {
    terminal::fail("cannot write to stdout: it is closed");
    Exit::Usage
}

/// Prints what clap reports: `--help` and `--version` to stdout, the rest to stderr.
fn usage(error: &clap::Error, stdout: Stdout) -> Exit {
    let argument = error.get(ContextKind::InvalidArg);
    let argument = argument.map(ToString::to_string).unwrap_or_default();
    if error.kind() == ErrorKind::ValueValidation && argument.starts_with("--set") {
        // The value may be a secret, and logs keep this message.
        terminal::fail("invalid value for `--set`: expected NAME=VALUE");
        return Exit::Usage;
    }
    if stdout == Stdout::Closed && !error.use_stderr() {
        return report_closed_stdout();
    }
    // clap repeats arguments verbatim. If they contain control characters, the message is printed escaped and without
    // colour.
    let plain = error.render().to_string();
    let shown: String = plain.lines().map(|line| escape(line) + "\n").collect();
    if terminal::without_commands(&shown) != plain {
        terminal::message(&shown);
        return Exit::Usage;
    }
    let printed = error.print();
    match (printed, error.use_stderr()) {
        (Ok(()), false) => Exit::Success,
        _ => Exit::Usage,
    }
}
