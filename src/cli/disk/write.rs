//! Writes output: each file is replaced whole or not at all, never an input file, and one build at a time per folder.
//!
//! A text is staged beside its destination and renamed over it, so a hard link to the old file keeps the old text.
//! Permissions are kept, and owner and group if the system allows it. A staged file is locked while its program runs:
//! one that can be locked was left by a killed program and is removed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::cli::disk::canonical;
use crate::cli::exit::{Failure, plain};
use crate::cli::terminal;
use crate::source::Sources;

/// The number of links to follow, the same limit as in Linux.
const MOST_LINKS: usize = 40;
/// The number of names to try for a staged file.
const MOST_STAGED: u32 = 100;
/// How often to try, and how long to wait in between, if another build is writing into the folder.
const LOCK_ATTEMPTS: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// The destination of `-o`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum OutputPath {
    /// Stdout: no `-o`, `-o -`, or one of stdout's own names such as `/dev/stdout`.
    Stdout,
    /// One file.
    File(PathBuf),
    /// The target's conventional files in a folder.
    Folder(PathBuf),
}

impl OutputPath {
    /// Parses `-o`. An existing folder, or a path that ends in a slash, is a folder.
    pub(in crate::cli) fn new(path: Option<&Path>) -> Self {
        let Some(path) = path else {
            return Self::Stdout;
        };
        let stdout = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
        if stdout.iter().any(|name| path == Path::new(name)) {
            return Self::Stdout;
        }
        let slash = path
            .as_os_str()
            .to_string_lossy()
            .ends_with(['/', std::path::MAIN_SEPARATOR]);
        if slash || path.is_dir() {
            Self::Folder(path.to_owned())
        } else {
            Self::File(path.to_owned())
        }
    }
}

/// Writes an output, given as names and texts. A single file takes all texts.
///
/// # Errors
/// When a file cannot be written, or is one of `inputs`. Then nothing has changed, unless one of several renames fails.
pub(in crate::cli) fn write_output(
    output: &OutputPath,
    files: &[(&str, &str)],
    inputs: &Sources,
) -> Result<(), Failure> {
    match output {
        OutputPath::Stdout => files.iter().try_for_each(|(_, text)| terminal::print(text)),
        OutputPath::File(path) => {
            let text: String = files.iter().map(|(_, text)| *text).collect();
            refuse_input(path, inputs)?;
            Staged::new(path, &text)?.keep()
        }
        OutputPath::Folder(folder) => {
            let places: Vec<(PathBuf, &str)> = files
                .iter()
                .map(|(name, text)| (folder.join(name), *text))
                .collect();
            for (path, _) in &places {
                refuse_input(path, inputs)?;
            }
            fs::create_dir_all(folder)
                .map_err(|error| Failure::file("create the folder", folder, plain(&error)))?;
            let _lock = lock_folder(folder)?;
            let staged = places.iter().map(|(path, text)| Staged::new(path, text));
            let staged: Vec<Staged> = staged.collect::<Result<_, _>>()?;
            staged.into_iter().try_for_each(Staged::keep)
        }
    }
}

/// Replaces the text of a spec if the file has not changed since it was read. `identity` is the canonical path, `name`
/// the name to show.
///
/// # Errors
/// When the file cannot be written, or has changed.
pub(in crate::cli) fn rewrite(
    identity: &str,
    name: &str,
    old: &str,
    new: &str,
) -> Result<(), Failure> {
    let path = Path::new(identity);
    let refused = |reason: &str| Failure::file("write", Path::new(name), reason);
    if canonical(path).as_deref() != Some(path) {
        return Err(refused("it was moved after it was read"));
    }
    let unchanged = fs::read(path).is_ok_and(|now| now == old.as_bytes());
    if !unchanged {
        return Err(refused("it was changed after it was read"));
    }
    let renamed = |failure: Failure| match failure {
        Failure::File { verb, reason, .. } => Failure::file(verb, Path::new(name), reason),
        Failure::Usage(_) | Failure::Output(_) | Failure::Refused(_) | Failure::Fault(_) => failure,
    };
    Staged::new(path, new)
        .and_then(Staged::keep)
        .map_err(renamed)
}

/// Refuses to overwrite an input file.
fn refuse_input(path: &Path, inputs: &Sources) -> Result<(), Failure> {
    let place = behind_links(path).map_err(|error| Failure::file("write", path, plain(&error)))?;
    let is_input = inputs
        .iter()
        .any(|(_, file)| is_same_file(&place, Path::new(&file.identity)));
    if is_input {
        return Err(Failure::file("write", path, "it is part of the spec"));
    }
    Ok(())
}

#[cfg(unix)]
fn is_same_file(left: &Path, right: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |path: &Path| fs::metadata(path).ok().map(|it| (it.dev(), it.ino()));
    left == right || id(left).is_some_and(|left| Some(left) == id(right))
}

#[cfg(not(unix))]
fn is_same_file(left: &Path, right: &Path) -> bool {
    left == right || canonical(left).is_some_and(|left| Some(left) == canonical(right))
}

/// Locks a folder until the result is dropped, so that concurrent builds do not mix their files. Returns `None` on a
/// system that cannot lock folders.
fn lock_folder(folder: &Path) -> Result<Option<File>, Failure> {
    let Ok(handle) = File::open(folder) else {
        return Ok(None);
    };
    for _ in 0..LOCK_ATTEMPTS {
        match handle.try_lock() {
            Ok(()) => return Ok(Some(handle)),
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    let reason = "another program has locked it";
    Err(Failure::file("write into", folder, reason))
}

/// A text staged beside its destination; removed on drop unless kept.
struct Staged {
    /// The path as given.
    path: PathBuf,
    place: PathBuf,
    beside: Option<PathBuf>,
    /// Open, and therefore locked, until the file is renamed.
    _lock: Option<File>,
}

impl Staged {
    fn new(path: &Path, text: &str) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::file("write", path, plain(&error));
        let known = fs::metadata(path).ok();
        if known.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(Failure::file("write", path, "it is a folder"));
        }
        if known.as_ref().is_some_and(|known| !known.is_file()) {
            // A file cannot be renamed over a device or a pipe.
            let mut file = File::options().write(true).open(path).map_err(failed)?;
            file.write_all(text.as_bytes()).map_err(failed)?;
            return Ok(Self {
                path: path.to_owned(),
                place: path.to_owned(),
                beside: None,
                _lock: None,
            });
        }
        let place = behind_links(path).map_err(failed)?;
        if known
            .as_ref()
            .is_some_and(|known| known.permissions().readonly())
        {
            return Err(Failure::file("write", path, "it is read-only"));
        }
        let Some(name) = place.file_name() else {
            return Err(Failure::file("write", path, "it is not a file name"));
        };
        let name = name.to_string_lossy().into_owned();
        remove_abandoned(&place, &name);
        let (beside, mut file) = stage(&place, &name).map_err(failed)?;
        let mut staged = Self {
            path: path.to_owned(),
            place,
            beside: Some(beside.clone()),
            _lock: None,
        };
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        if let Some(known) = known {
            keep_owner(&beside, &known);
            fs::set_permissions(&beside, known.permissions()).map_err(failed)?;
        }
        staged._lock = Some(file);
        Ok(staged)
    }

    fn keep(mut self) -> Result<(), Failure> {
        let Some(beside) = self.beside.take() else {
            return Ok(());
        };
        fs::rename(&beside, &self.place).map_err(|error| {
            let _ = fs::remove_file(&beside);
            Failure::file("write", &self.path, plain(&error))
        })
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            let _ = fs::remove_file(beside);
        }
    }
}

/// Gives the new file the owner and group of the old one, as far as the system allows this user to.
#[cfg(unix)]
fn keep_owner(beside: &Path, known: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let Ok(new) = fs::metadata(beside) else {
        return;
    };
    if new.uid() != known.uid() {
        let _ = chown(beside, Some(known.uid()), None);
    }
    if new.gid() != known.gid() {
        let _ = chown(beside, None, Some(known.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

/// Resolves the links of a destination, so that the link stays and its target is replaced. The target may not exist
/// yet.
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

/// Creates and locks a new file beside the destination. An existing file is never reused: it might be a link elsewhere.
fn stage(place: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let id = std::process::id();
    let mut number = 0_u32;
    loop {
        let beside = place.with_file_name(format!("{}{id}-{number}.tmp", staged_prefix(name)));
        match File::create_new(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_STAGED => {
                number += 1;
            }
            Ok(file) => {
                // Without locks, the files of killed programs are not removed; nothing else breaks.
                let _ = file.try_lock();
                return Ok((beside, file));
            }
            Err(error) => return Err(error),
        }
    }
}

fn staged_prefix(name: &str) -> String {
    format!(".{name}.gwc-")
}

/// Removes the staged files of killed programs.
fn remove_abandoned(place: &Path, name: &str) {
    let folder = match place.parent() {
        Some(folder) if folder != Path::new("") => folder,
        Some(_) | None => Path::new("."),
    };
    let prefix = staged_prefix(name);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let middle = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.strip_suffix(".tmp"));
        let ours = middle.is_some_and(|middle| {
            let mut letters = middle.bytes();
            letters.all(|letter| letter.is_ascii_digit() || letter == b'-')
        });
        let regular = entry.file_type().is_ok_and(|kind| kind.is_file());
        if ours && regular && is_abandoned(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns true if nobody holds the file's lock. The system releases a lock when its program ends.
fn is_abandoned(path: &Path) -> bool {
    let file = File::options().write(true).open(path);
    file.is_ok_and(|file| file.try_lock().is_ok())
}
