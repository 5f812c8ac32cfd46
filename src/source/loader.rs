//! How an `include` becomes text: a trait, so that no room below the command line touches a disk.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A file that a loader found.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What tells files apart: two paths to one file give one identity.
    pub identity: String,
    /// The name that diagnostics show.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
}

/// Why a file could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadErrorKind {
    /// There is no such file.
    NotFound,
    /// It is there, but is a folder.
    Folder,
    /// Its bytes are no UTF-8.
    NotUtf8 {
        /// Offset of the first byte that is none.
        at: usize,
    },
    /// It is larger than the program reads.
    TooLarge,
    /// The operating system refused.
    Io,
}

/// What was tried, on what, and why it failed.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// The path, as it was tried.
    pub path: String,
    /// Which of the failures.
    pub kind: LoadErrorKind,
    /// The failure in words, lower case, without a full stop.
    pub reason: String,
}

/// Reads the files that `include` names.
pub trait Loader {
    /// The file at `path`, which is relative to the folder of the file that has the identity `from`.
    ///
    /// # Errors
    /// When there is no such file, it cannot be read, or it is no text.
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError>;
}

/// A loader over texts in memory: for tests, editors and examples in the reference. Paths are taken as they are.
#[derive(Clone, Debug, Default)]
pub struct MemoryLoader {
    /// Texts by path.
    pub files: BTreeMap<String, Arc<str>>,
}

impl Loader for MemoryLoader {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let full = if folder.is_empty() {
            path.to_owned()
        } else {
            format!("{folder}/{path}")
        };
        match self.files.get(&full) {
            Some(text) => Ok(Loaded {
                identity: full.clone(),
                name: full,
                text: Arc::clone(text),
            }),
            None => Err(LoadError {
                path: full,
                kind: LoadErrorKind::NotFound,
                reason: "no such file".to_owned(),
            }),
        }
    }
}
