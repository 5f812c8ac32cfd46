//! The only access to files: decides which may be read and how they are named, and finds the specs in a folder.
//!
//! A spec is a regular file, or a link to one. An included file is a regular file whose name ends in `.gw`, in the same
//! repository, or below the root spec's folder if there is no repository. Everything is read through its canonical
//! path, which is also its identity, so that a rewrite changes exactly the file that was read.

mod scope;
mod write;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::cli::exit::{Failure, plain};
use crate::diag::near::{Budget, nearest};
use crate::source::{EntryKind, FolderEntry, LoadError, LoadErrorKind, Loaded, Loader};

pub(super) use scope::{Scope, canonical};
pub(super) use write::{OutputPath, rewrite, write_output};

/// The largest spec that is read, in bytes. A spec within a gateway's quotas is far smaller.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Reads the includes of one root spec. Diagnostics show the path as it follows from the user's path to the root spec.
#[derive(Debug)]
pub(super) struct Disk {
    scope: Scope,
    /// The display names of the files that were read, by identity.
    names: RefCell<BTreeMap<String, String>>,
}

impl Disk {
    /// Creates a loader for the includes of `root`.
    pub(super) fn for_root(root: &Loaded) -> Self {
        // Stdin has no canonical path; the name given for it locates its includes.
        Self {
            scope: Scope::of_file(Path::new(&root.identity)),
            names: RefCell::new(BTreeMap::from([(root.identity.clone(), root.name.clone())])),
        }
    }

    /// Returns the folder of a file that was read, as it is displayed.
    fn folder(&self, identity: &str) -> PathBuf {
        let names = self.names.borrow();
        let shown = names.get(identity).map_or(identity, String::as_str);
        Path::new(shown)
            .parent()
            .unwrap_or(Path::new(""))
            .to_owned()
    }
}

impl Loader for Disk {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let loaded = load_include(&self.folder(from).join(path), &self.scope)?;
        let mut names = self.names.borrow_mut();
        names
            .entry(loaded.identity.clone())
            .or_insert_with(|| loaded.name.clone());
        Ok(loaded)
    }

    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry> {
        list(&self.folder(from).join(folder), &self.scope)
    }
}

/// Reads a spec: a path, or `-` for stdin, which `stdin_name` names.
///
/// # Errors
/// When it cannot be read, or is not text.
pub(super) fn read_spec(path: &Path, stdin_name: Option<&Path>) -> Result<Loaded, Failure> {
    if path != Path::new("-") {
        return load(path).map_err(|error| {
            let near = match error.kind {
                LoadErrorKind::NotFound => near_spec(path),
                _ => None,
            };
            let reason = match near {
                Some(near) => format!("{}; did you mean `{}`?", error.reason, near.display()),
                None => error.reason,
            };
            Failure::file("read", Path::new(&error.path), reason)
        });
    }
    let name = stdin_name.unwrap_or(Path::new("<stdin>"));
    let mut bytes = Vec::new();
    let read = io::stdin()
        .lock()
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| Failure::file("read", name, plain(&error)))?;
    let text = decode(bytes).map_err(|(_, reason)| Failure::file("read", name, reason))?;
    let name = name.display().to_string();
    Ok(Loaded {
        identity: name.clone(),
        name,
        text,
    })
}

/// Finds the spec with the nearest name in the folder of a missing one, or the same name with `.gw` appended.
fn near_spec(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let listed = match folder == Path::new("") {
        true => Path::new("."),
        false => folder,
    };
    let entries = fs::read_dir(listed).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|it| is_spec_name(Path::new(it))).collect();
    names.sort();
    let whole = format!("{name}.gw");
    let near = nearest(
        &mut Budget::default(),
        name,
        names.iter().map(String::as_str),
    );
    let near = match names.contains(&whole) {
        true => whole.as_str(),
        false => near.first().copied()?,
    };
    Some(folder.join(near))
}

/// Reads a file that the user named.
///
/// # Errors
/// When it is not a regular file, cannot be read, or is not text.
pub(super) fn load(path: &Path) -> Result<Loaded, LoadError> {
    let failed = |error: &io::Error| io_failure(path, error);
    let identity = fs::canonicalize(path).map_err(|error| failed(&error))?;
    read(path, &identity)
}

/// Reads a file that a spec includes.
///
/// # Errors
/// As [`load`]; also if it is outside `scope`, or its name does not end in `.gw`.
pub(super) fn load_include(path: &Path, scope: &Scope) -> Result<Loaded, LoadError> {
    let identity = fs::canonicalize(path).map_err(|error| io_failure(path, &error))?;
    let refused = |kind, reason: &str| LoadError {
        path: path.display().to_string(),
        kind,
        reason: reason.to_owned(),
    };
    if !scope.contains(&identity) {
        return Err(refused(
            LoadErrorKind::Outside,
            "it is outside the repository",
        ));
    }
    if !identity.is_dir() && !is_spec_name(&identity) {
        return Err(refused(
            LoadErrorKind::NotSpec,
            "its name does not end in `.gw`",
        ));
    }
    read(path, &identity)
}

/// Reads the file at the canonical path `identity`. `path` is the path as written by the user or in a spec.
fn read(path: &Path, identity: &Path) -> Result<Loaded, LoadError> {
    let failed = |kind, reason: String| LoadError {
        path: path.display().to_string(),
        kind,
        reason,
    };
    // Opening a pipe would block until there is a writer, so the kind is checked first.
    let known = fs::metadata(identity).map_err(|error| io_failure(path, &error))?;
    if known.is_dir() {
        return Err(failed(LoadErrorKind::Folder, "it is a folder".to_owned()));
    }
    if !known.is_file() {
        let reason = "it is not a regular file; `-` reads stdin".to_owned();
        return Err(failed(LoadErrorKind::Special, reason));
    }
    let file = fs::File::open(identity).map_err(|error| io_failure(path, &error))?;
    let mut bytes = Vec::new();
    (&file)
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| io_failure(path, &error))?;
    let text = decode(bytes).map_err(|(kind, reason)| failed(kind, reason))?;
    Ok(Loaded {
        identity: identity.display().to_string(),
        name: display_name(path, identity),
        text,
    })
}

fn io_failure(path: &Path, error: &io::Error) -> LoadError {
    let (kind, reason) = match error.kind() {
        io::ErrorKind::NotFound => (LoadErrorKind::NotFound, "no such file".to_owned()),
        io::ErrorKind::IsADirectory => (LoadErrorKind::Folder, "it is a folder".to_owned()),
        _ => (LoadErrorKind::Io, plain(error)),
    };
    LoadError {
        path: path.display().to_string(),
        kind,
        reason,
    }
}

/// Decodes bytes as UTF-8.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Arc<str>, (LoadErrorKind, String)> {
    if bytes.len() as u64 > MAX_BYTES {
        let reason = format!("it is larger than {} MB", MAX_BYTES / 1024 / 1024);
        return Err((LoadErrorKind::TooLarge, reason));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let before = error.as_bytes().iter().take(at);
            let line = before.filter(|byte| **byte == b'\n').count() + 1;
            let reason = format!("it is not UTF-8 text: invalid byte {at}, on line {line}");
            Err((LoadErrorKind::NotUtf8 { at }, reason))
        }
    }
}

/// Returns a path as diagnostics show it: without a leading `./`, and without `a/../` if that leads to the same file.
fn display_name(path: &Path, identity: &Path) -> String {
    let plain = without_dots(path);
    let same = plain == path || fs::canonicalize(&plain).is_ok_and(|found| found == identity);
    let name = if same { &plain } else { path }.display().to_string();
    // A CI system would take `::` at the start of a line for a workflow command.
    if name.starts_with("::") {
        format!("./{name}")
    } else {
        name
    }
}

/// Removes `.` and `..` from a path lexically.
pub(super) fn without_dots(path: &Path) -> PathBuf {
    let mut kept = PathBuf::new();
    for part in path.components() {
        let after_name = matches!(kept.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if after_name => {
                kept.pop();
            }
            Component::ParentDir
            | Component::Normal(_)
            | Component::RootDir
            | Component::Prefix(_) => kept.push(part),
        }
    }
    kept
}

fn is_spec_name(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "gw")
}

/// Lists the folders and specs in a folder within `scope`, without hidden ones.
pub(super) fn list(folder: &Path, scope: &Scope) -> Vec<FolderEntry> {
    let folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    if !canonical(folder).is_some_and(|folder| scope.contains(&folder)) {
        return Vec::new();
    }
    let listed = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<FolderEntry> = listed
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            if name.starts_with('.') {
                return None;
            }
            let path = entry.path();
            let kind = if is_spec(&path, scope) {
                EntryKind::Spec
            } else if path.is_dir() {
                EntryKind::Folder
            } else {
                return None;
            };
            Some(FolderEntry { name, kind })
        })
        .collect();
    entries.sort();
    entries
}

/// Returns true if a path leads to a spec that may be read without being named: a regular `*.gw` file within `scope`.
pub(super) fn is_spec(path: &Path, scope: &Scope) -> bool {
    is_spec_name(path)
        && canonical(path)
            .is_some_and(|found| scope.contains(&found) && is_spec_name(&found) && found.is_file())
}

/// Finds every spec below a folder.
///
/// Skips hidden folders, `target` and `node_modules`, follows no links to folders, and follows links to files only
/// within the repository.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn find_specs(root: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let scope = Scope::of_folder(root);
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error: io::Error| Failure::file("list", &folder, plain(&error));
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = if folder == Path::new(".") {
                PathBuf::from(entry.file_name())
            } else {
                entry.path()
            };
            let left_out = name.starts_with('.') || name == "target" || name == "node_modules";
            if kind.is_dir() && !left_out {
                folders.push(path);
            } else if is_spec_name(&path)
                && (kind.is_file() || kind.is_symlink() && is_spec(&path, &scope))
            {
                found.insert(path);
            }
        }
    }
    Ok(found)
}
