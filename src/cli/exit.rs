//! How a run ends.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The exit codes of every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing to complain about.
    Fine,
    /// 1: findings, or a difference.
    Findings,
    /// 2: wrong usage, or a file that cannot be read or written.
    Usage,
    /// 3: a fault of the program.
    Fault,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Fault => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A failure of the world around a command.
#[derive(Debug)]
pub enum Failure {
    /// A file could not be read, written or listed.
    File {
        /// What was tried, e.g. `read`.
        verb: &'static str,
        /// On what.
        path: PathBuf,
        /// Why it failed.
        reason: String,
    },
    /// The arguments do not fit together.
    Usage(String),
    /// Standard output could not be written.
    Output(io::Error),
    /// The program is at fault.
    Fault(String),
}

impl Failure {
    /// A failure to do something to a file.
    pub fn file(verb: &'static str, path: &Path, reason: impl fmt::Display) -> Self {
        Self::File {
            verb,
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// The exit code of it.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::File { .. } | Self::Usage(_) | Self::Output(_) => Exit::Usage,
            Self::Fault(_) => Exit::Fault,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { verb, path, reason } => {
                write!(f, "cannot {verb} `{}`: {reason}", path.display())
            }
            Self::Usage(message) => f.write_str(message),
            Self::Output(error) => write!(f, "cannot write standard output: {}", plain(error)),
            Self::Fault(message) => write!(f, "a fault of gwc itself: {message}"),
        }
    }
}

/// What the operating system says, without Rust's `(os error 28)`.
#[must_use]
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or("");
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
