//! `gwc lsp`: standard input and output for an editor, and the disk beneath its documents.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;

use crate::cli::disk::{self, load};
use crate::cli::exit::{Exit, Failure};
use crate::cli::roots;
use crate::facts::Facts;
use crate::ide::Host;
use crate::lsp::{self, Ended, frame};
use crate::source::{LoadError, Loaded, Loader};

/// Runs the command until the editor leaves.
///
/// # Errors
/// When standard output cannot be written.
pub(super) fn run() -> Result<Exit, Failure> {
    let facts = Facts::load();
    let (sender, incoming) = mpsc::channel();
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(message)) = frame::read(&mut input) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let mut output = io::stdout().lock();
    match lsp::serve(&incoming, &mut output, &Machine, &facts) {
        Ok(Ended::Properly) => Ok(Exit::Success),
        Ok(Ended::Abruptly) => Ok(Exit::Findings),
        Err(error) => Err(Failure::Output(error)),
    }
}

/// The disk. An identity is the canonical path of a file; of one that is not there, the path made plain.
#[derive(Clone, Copy, Debug)]
struct Machine;

impl Loader for Machine {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let loaded = load(&beside(from, path))?;
        Ok(Loaded {
            name: loaded.identity.clone(),
            ..loaded
        })
    }
}

impl Host for Machine {
    fn identity(&self, from: &str, path: &str) -> String {
        let path = beside(from, path);
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let known = path.canonicalize().ok();
        // A file that is not saved yet has a folder all the same, which may be known by another name.
        let beside = || Some(folder?.join(path.file_name()?));
        known.or_else(beside).unwrap_or(path).display().to_string()
    }

    fn read(&self, identity: &str) -> Option<Arc<str>> {
        load(Path::new(identity)).ok().map(|loaded| loaded.text)
    }

    fn around(&self, identity: &str) -> Vec<String> {
        let path = Path::new(identity);
        if !path.is_absolute() {
            return Vec::new();
        }
        identities(roots::around(path))
    }

    fn below(&self, folder: &str) -> Vec<String> {
        identities(disk::find_specs(Path::new(folder)).unwrap_or_default())
    }
}

fn identities(paths: impl IntoIterator<Item = PathBuf>) -> Vec<String> {
    let paths = paths.into_iter();
    paths
        .map(|path| roots::identity(&path).display().to_string())
        .collect()
}

/// A path relative to the folder of a file, without `.` and `..` where they need no disk.
fn beside(from: &str, path: &str) -> PathBuf {
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let mut plain = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
