//! Exit codes and failures.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The exit codes of every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: success.
    Success,
    /// 1: findings, or a difference.
    Findings,
    /// 2: wrong usage, or a file could not be read or written.
    Usage,
    /// 3: an internal error.
    Fault,
    /// 4: not finished; running the same command again continues.
    Incomplete,
}

impl Exit {
    /// Returns the number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Fault => 3,
            Self::Incomplete => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The reason why a command could not run.
#[derive(Debug)]
pub enum Failure {
    /// A file could not be read, written or listed.
    File {
        /// The operation, such as `read`.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// The arguments do not fit together.
    Usage(String),
    /// Stdout could not be written.
    Output(io::Error),
    /// The command refuses to continue.
    Refused(String),
    /// A bug in gwc that it detected itself.
    Fault(String),
}

impl Failure {
    /// Creates the failure of an operation on a file.
    pub fn file(verb: &'static str, path: &Path, reason: impl fmt::Display) -> Self {
        Self::File {
            verb,
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// Returns its exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::File { .. } | Self::Usage(_) | Self::Output(_) => Exit::Usage,
            Self::Refused(_) => Exit::Findings,
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
            Self::Usage(message) | Self::Refused(message) => f.write_str(message),
            Self::Output(error) => write!(f, "cannot write to stdout: {}", plain(error)),
            Self::Fault(message) => write!(
                f,
                "internal error: {message}; this is a bug in gwc, please report it"
            ),
        }
    }
}

/// Returns the operating system's message without Rust's `(os error 28)`.
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
