//! The trait through which `include` reads files, so that no module below the command line accesses the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A file that a loader read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Identifies the file: two paths to the same file have the same identity.
    pub identity: String,
    /// The name that diagnostics show.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
}

/// The reason why a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadErrorKind {
    /// There is no such file.
    NotFound,
    /// It is a folder.
    Folder,
    /// It is a device, a pipe or a socket.
    Special,
    /// It is outside the repository, or outside the root spec's folder if there is no repository.
    Outside,
    /// The name of the file, with links resolved, does not end in `.gw`.
    NotSpec,
    /// It is not UTF-8.
    NotUtf8 {
        /// Offset of the first invalid byte.
        at: usize,
    },
    /// It exceeds the size limit.
    TooLarge,
    /// The operating system reported another error.
    Io,
}

/// A path that could not be read, with the reason.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// The path that was tried.
    pub path: String,
    /// The kind of failure.
    pub kind: LoadErrorKind,
    /// The failure in words, lower case, without a full stop.
    pub reason: String,
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    /// Its name, without the folder's.
    pub name: String,
    /// Its kind: a folder or a spec.
    pub kind: EntryKind,
}

/// The kinds of entries that an include pattern can match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A folder.
    Folder,
    /// A file whose name ends in `.gw`.
    Spec,
}

/// Reads the files that `include` names.
pub trait Loader {
    /// Returns the file at `path`, which is relative to the folder of the file that has the identity `from`.
    ///
    /// # Errors
    /// If there is no such file, it may not be included, or it is not text.
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError>;

    /// Returns the folders and specs in a folder, which is relative to the folder of `from` (empty for that folder
    /// itself), in byte order. Empty for a folder that is missing or must not be read.
    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry>;
}

/// A loader over texts in memory: for tests, editors and examples in the reference. Paths are used unchanged.
#[derive(Clone, Debug, Default)]
pub struct MemoryLoader {
    /// Texts by path.
    pub files: BTreeMap<String, Arc<str>>,
}

impl Loader for MemoryLoader {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let full = below(from, path);
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

    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry> {
        let prefix = match below(from, folder).trim_end_matches('/') {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let mut entries: Vec<FolderEntry> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix))
            .filter_map(|rest| match rest.split_once('/') {
                Some((folder, _)) => Some(FolderEntry {
                    name: folder.to_owned(),
                    kind: EntryKind::Folder,
                }),
                None => rest.ends_with(".gw").then(|| FolderEntry {
                    name: rest.to_owned(),
                    kind: EntryKind::Spec,
                }),
            })
            .collect();
        entries.sort();
        entries.dedup();
        entries
    }
}

/// Resolves `path` relative to the folder of the file `from`.
fn below(from: &str, path: &str) -> String {
    match from.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}
