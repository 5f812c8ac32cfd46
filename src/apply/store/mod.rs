//! Storage of a journal in a file or an S3 object. Only one run at a time writes it.

mod file;
mod object;

use std::fmt;
use std::path::Path;

use crate::apply::failpoint::Failpoint;
use crate::aws::s3::Place;

pub use file::FileStore;
pub use object::ObjectStore;

/// The reasons why a journal cannot be used.
#[derive(Clone, Debug)]
pub enum StoreFault {
    /// Another run holds the lock.
    Held(String),
    /// It cannot be read or written.
    Unusable(String),
    /// Its content is invalid.
    Broken(String),
}

impl fmt::Display for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(by) => write!(f, "the state is locked by another run: {by}"),
            Self::Unusable(reason) | Self::Broken(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for StoreFault {}

/// A journal's storage.
#[derive(Debug)]
pub enum Store {
    /// In a file.
    File(FileStore),
    /// In an object of S3.
    Object(Box<ObjectStore>),
}

impl Store {
    /// Reads the complete lines of the journal. An incomplete last line comes from a crash while writing; the next line
    /// replaces it.
    pub(super) async fn load(&mut self) -> Result<String, StoreFault> {
        match self {
            Self::File(store) => store.load(),
            Self::Object(store) => store.load().await,
        }
    }

    /// Appends a line durably.
    pub(super) async fn append(
        &mut self,
        line: &[u8],
        failpoint: &Failpoint,
    ) -> Result<(), StoreFault> {
        match self {
            Self::File(store) => store.append(line, failpoint),
            Self::Object(store) => store.append(line).await,
        }
    }

    /// Releases the lock for the next run.
    pub(super) async fn release(self) {
        match self {
            Self::File(store) => drop(store),
            Self::Object(store) => store.release().await,
        }
    }
}

/// Parses `s3://bucket/key`.
#[must_use]
pub fn object_place(text: &str) -> Option<Place> {
    let (bucket, key) = text.strip_prefix("s3://")?.split_once('/')?;
    let whole = !bucket.is_empty() && !key.is_empty();
    whole.then(|| Place {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    })
}

/// The start of every line of a journal.
const LINE_START: &str = "{\"entry\":";

/// Returns the complete lines of a journal.
///
/// # Errors
/// The text behind them is not the start of a line, so that nobody's file is cut off.
fn whole_lines(text: &str) -> Result<&str, StoreFault> {
    let end = text.rfind('\n').map_or(0, |at| at + 1);
    let (whole, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    if rest.starts_with(LINE_START) || LINE_START.starts_with(rest) {
        Ok(whole)
    } else {
        let reason = "expected a journal of gwc: it does not end with a line of one";
        Err(StoreFault::Broken(reason.to_owned()))
    }
}

/// Creates the fault of a failed operation on a file.
fn unusable(verb: &str, path: &Path, reason: &dyn fmt::Display) -> StoreFault {
    StoreFault::Unusable(format!("cannot {verb} `{}`: {reason}", path.display()))
}
