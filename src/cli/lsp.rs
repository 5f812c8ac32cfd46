//! `gwc lsp`: connects the language server to stdin, stdout and the disk.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;

use crate::cli::disk::{self, Scope, canonical};
use crate::cli::exit::{Exit, Failure};
use crate::cli::roots;
use crate::facts::Facts;
use crate::ide::Host;
use crate::lsp::{self, SessionEnd, frame};
use crate::source::{FolderEntry, LoadError, Loaded, Loader};

/// Runs the command until the editor disconnects.
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
    match lsp::serve(&incoming, &mut output, &Machine::default(), &facts) {
        Ok(SessionEnd::Clean) => Ok(Exit::Success),
        Ok(SessionEnd::Abrupt) => Ok(Exit::Findings),
        Err(error) => Err(Failure::Output(error)),
    }
}

/// The disk. The identity of a file is its canonical path, or the path without dots if the file does not exist.
#[derive(Debug, Default)]
struct Machine {
    /// The scope of each spec that was read, inherited from the spec that included it.
    scopes: RefCell<BTreeMap<String, Scope>>,
}

impl Machine {
    fn scope(&self, identity: &str) -> Scope {
        let known = self.scopes.borrow().get(identity).cloned();
        known.unwrap_or_else(|| Scope::of_file(Path::new(identity)))
    }
}

impl Loader for Machine {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let scope = self.scope(from);
        let loaded = disk::load_include(&beside(from, path), &scope)?;
        let mut scopes = self.scopes.borrow_mut();
        scopes.entry(loaded.identity.clone()).or_insert(scope);
        Ok(Loaded {
            name: loaded.identity.clone(),
            ..loaded
        })
    }

    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry> {
        disk::list(&beside(from, folder), &self.scope(from))
    }
}

impl Host for Machine {
    fn identity(&self, from: &str, path: &str) -> String {
        let path = beside(from, path);
        // A file that is not saved yet still has a folder, whose path may contain links.
        let unsaved = || Some(canonical(path.parent()?)?.join(path.file_name()?));
        let identity = canonical(&path).or_else(unsaved);
        identity.unwrap_or(path).display().to_string()
    }

    fn read(&self, identity: &str) -> Option<Arc<str>> {
        disk::load(Path::new(identity))
            .ok()
            .map(|loaded| loaded.text)
    }

    fn around(&self, identity: &str) -> Vec<String> {
        let path = Path::new(identity);
        if !path.is_absolute() {
            return Vec::new();
        }
        identities(roots::neighbours(path))
    }

    fn below(&self, folder: &str) -> Vec<String> {
        // A folder that cannot be listed has no specs.
        identities(disk::find_specs(Path::new(folder)).unwrap_or_default())
    }
}

fn identities(paths: impl IntoIterator<Item = PathBuf>) -> Vec<String> {
    let paths = paths.into_iter().filter_map(|path| canonical(&path));
    paths.map(|path| path.display().to_string()).collect()
}

/// Resolves a path relative to the folder of a file, following links if the file exists.
fn beside(from: &str, path: &str) -> PathBuf {
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let path = folder.join(path);
    if canonical(&path).is_some() {
        path
    } else {
        disk::without_dots(&path)
    }
}
