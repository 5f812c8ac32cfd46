//! Files: reading specs, finding them, and writing outputs whole or not at all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::cli::exit::{Failure, plain};
use crate::source::{LoadError, LoadErrorKind, Loaded, Loader};

/// The largest spec that is read. A gateway's quotas end long before.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Links from one to the next, as many as Linux follows.
const MOST_LINKS: usize = 40;
/// Names that are tried for a staged file.
const MOST_STAGED: u32 = 100;

/// Reads includes from the disk. An identity is the canonical path; what diagnostics show is the way there from the spec
/// as the user named it.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// The shown names of the files that were read, by identity.
    names: RefCell<BTreeMap<String, String>>,
}

impl Disk {
    /// A loader for what `root` includes.
    pub(super) fn around(root: &Loaded) -> Self {
        let names = BTreeMap::from([(root.identity.clone(), root.name.clone())]);
        Self {
            names: RefCell::new(names),
        }
    }
}

impl Loader for Disk {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let shown = self.names.borrow().get(from).cloned();
        let shown = shown.unwrap_or_else(|| from.to_owned());
        let folder = Path::new(&shown).parent().unwrap_or(Path::new(""));
        let loaded = load(&folder.join(path))?;
        let names = &mut self.names.borrow_mut();
        names
            .entry(loaded.identity.clone())
            .or_insert_with(|| loaded.name.clone());
        Ok(loaded)
    }
}

/// Reads a spec: a path, or `-` for standard input, which `stdin_name` names.
///
/// # Errors
/// When it cannot be read, or is no text.
pub(super) fn read_spec(path: &Path, stdin_name: Option<&Path>) -> Result<Loaded, Failure> {
    if path != Path::new("-") {
        return load(path)
            .map_err(|error| Failure::file("read", Path::new(&error.path), &error.reason));
    }
    let name = stdin_name.unwrap_or(Path::new("<stdin>"));
    let mut bytes = Vec::new();
    let read = io::stdin()
        .lock()
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| Failure::file("read", name, plain(&error)))?;
    let text = text_of(bytes).map_err(|(_, reason)| Failure::file("read", name, reason))?;
    let name = name.display().to_string();
    Ok(Loaded {
        identity: name.clone(),
        name,
        text,
    })
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read, or is no text.
pub(super) fn load(path: &Path) -> Result<Loaded, LoadError> {
    let failed = |kind, reason: String| LoadError {
        path: path.display().to_string(),
        kind,
        reason,
    };
    let io_failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => failed(LoadErrorKind::NotFound, "no such file".to_owned()),
        io::ErrorKind::IsADirectory => failed(LoadErrorKind::Folder, "it is a folder".to_owned()),
        _ => failed(LoadErrorKind::Io, plain(error)),
    };
    let file = fs::File::open(path).map_err(|error| io_failed(&error))?;
    let size = file.metadata().map_err(|error| io_failed(&error))?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(MAX_BYTES)).unwrap_or(0));
    (&file)
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| io_failed(&error))?;
    let text = text_of(bytes).map_err(|(kind, reason)| failed(kind, reason))?;
    let identity = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    Ok(Loaded {
        identity: identity.display().to_string(),
        name: tidy(path),
        text,
    })
}

fn text_of(bytes: Vec<u8>) -> Result<Arc<str>, (LoadErrorKind, String)> {
    if bytes.len() as u64 > MAX_BYTES {
        let reason = format!("it is larger than {} MB", MAX_BYTES / 1024 / 1024);
        return Err((LoadErrorKind::TooLarge, reason));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.into()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let before = error.as_bytes().get(..at).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            Err((
                LoadErrorKind::NotUtf8 { at },
                format!("it is not UTF-8 text: byte {at}, on line {line}, fits nowhere"),
            ))
        }
    }
}

/// A path without `./` at its start and `a/../` inside, as diagnostics show it.
fn tidy(path: &Path) -> String {
    let mut kept = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(kept.components().next_back(), Some(Component::Normal(_))) =>
            {
                kept.pop();
            }
            part => kept.push(part),
        }
    }
    kept.display().to_string()
}

/// Every `*.gw` below a folder.
///
/// Hidden folders, `target` and `node_modules` are left out, and symbolic links to folders are not followed.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn find_specs(root: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let listed =
            fs::read_dir(&folder).map_err(|error| Failure::file("list", &folder, plain(&error)))?;
        for entry in listed {
            let entry = entry.map_err(|error| Failure::file("list", &folder, plain(&error)))?;
            let kind = entry
                .file_type()
                .map_err(|error| Failure::file("list", &folder, plain(&error)))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = if folder == Path::new(".") {
                PathBuf::from(entry.file_name())
            } else {
                entry.path()
            };
            if kind.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules"
            {
                folders.push(path);
            } else if name.ends_with(".gw")
                && (kind.is_file() || kind.is_symlink() && path.is_file())
            {
                found.insert(path);
            }
        }
    }
    Ok(found)
}

/// Makes a folder, and those above it, where it is not there.
///
/// # Errors
/// When it cannot be made.
pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::file("make the folder", folder, plain(&error)))
}

/// Writes files, each whole or not at all: all texts first go beside their places, then each is renamed into it.
///
/// # Errors
/// When a place cannot be written; then no place is changed, unless a rename itself fails half-way through several.
pub(super) fn write_whole(files: &[(PathBuf, &str)]) -> Result<(), Failure> {
    let mut staged: Vec<Staged> = Vec::with_capacity(files.len());
    for (path, text) in files {
        staged.push(Staged::new(path, text)?);
    }
    staged.into_iter().try_for_each(Staged::keep)
}

/// A text beside its place; removed again unless kept.
struct Staged {
    place: PathBuf,
    beside: Option<PathBuf>,
}

impl Staged {
    fn new(path: &Path, text: &str) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::file("write", path, plain(&error));
        let place = behind_links(path).map_err(failed)?;
        let known = fs::metadata(&place).ok();
        if known.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(Failure::file("write", path, "it is a folder"));
        }
        if known.as_ref().is_some_and(|known| !known.is_file()) {
            // A device or a pipe cannot be renamed over.
            fs::write(&place, text).map_err(failed)?;
            return Ok(Self {
                place,
                beside: None,
            });
        }
        if known
            .as_ref()
            .is_some_and(|known| known.permissions().readonly())
        {
            return Err(Failure::file("write", path, "it is read-only"));
        }
        let name = place
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let (beside, mut file) = stage(&place, &name).map_err(failed)?;
        let staged = Self {
            place,
            beside: Some(beside.clone()),
        };
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        if let Some(known) = known {
            fs::set_permissions(&beside, known.permissions()).map_err(failed)?;
        }
        Ok(staged)
    }

    fn keep(mut self) -> Result<(), Failure> {
        let Some(beside) = self.beside.take() else {
            return Ok(());
        };
        fs::rename(&beside, &self.place).map_err(|error| {
            let _ = fs::remove_file(&beside);
            Failure::file("write", &self.place, plain(&error))
        })
    }
}

/// Where a write goes: a link stays a link, and what it points at is replaced, though it may not be there yet.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut place = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::canonicalize(&place) {
            Ok(found) => return Ok(found),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) => match fs::read_link(&place) {
                Ok(target) => place = place.parent().unwrap_or(Path::new("")).join(target),
                Err(_) => return Ok(place),
            },
        }
    }
    Ok(place)
}

/// A new file beside its place. It is never one that lies there already, which might be a link to elsewhere.
fn stage(place: &Path, name: &str) -> io::Result<(PathBuf, fs::File)> {
    let id = std::process::id();
    let mut number = 0_u32;
    loop {
        let beside = place.with_file_name(format!(".{name}.{id}-{number}.tmp"));
        match fs::File::create_new(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_STAGED => {
                number += 1;
            }
            made => return made.map(|file| (beside, file)),
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}
