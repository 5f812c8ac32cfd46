//! The specs that a command works on. A file that others include is checked through them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::disk::{self, Disk, Scope, canonical};
use crate::cli::exit::Failure;
use crate::cli::terminal;
use crate::driver::{self, Files, IncludeGraph};
use crate::source::Loaded;

/// The number of parent folders to search for specs that include a file.
const MAX_LEVELS: usize = 32;

/// Expands arguments to specs: files as they are, and every `*.gw` below folders, sorted. No argument means the current
/// folder. Reports a folder without specs, since its path may be mistyped.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut found = BTreeSet::new();
    let mut named = Vec::new();
    for path in paths {
        if path.is_dir() {
            let below = disk::find_specs(path)?;
            if below.is_empty() {
                terminal::fail(&format!("no `*.gw` files below `{}`", path.display()));
            }
            found.extend(below);
        } else {
            named.push(path.clone());
        }
    }
    let mut seen = BTreeSet::new();
    named.extend(found);
    named.retain(|path| seen.insert(path.clone()));
    Ok(named)
}

/// Returns true if the arguments name stdin.
///
/// # Errors
/// When they name files as well.
pub(super) fn is_stdin(paths: &[PathBuf]) -> Result<bool, Failure> {
    let stdin = paths.iter().any(|path| path == Path::new("-"));
    if stdin && paths.len() > 1 {
        let message = "`-` reads stdin and cannot be combined with files; write `./-` for a file of that name";
        return Err(Failure::Usage(message.to_owned()));
    }
    Ok(stdin)
}

/// Specs that were loaded, and failures for those that could not be.
#[derive(Debug, Default)]
pub(super) struct Specs {
    /// The roots, each with its includes.
    pub roots: Vec<Files>,
    /// Identities of the named files, and of all files that they include.
    pub requested: BTreeSet<String>,
    /// Reasons why named files could not be read.
    pub failures: Vec<Failure>,
}

/// Loads the specs that the arguments name, each through the root that includes it. `paths` are the arguments, `named`
/// the result of [`expand`].
pub(super) fn load(paths: &[PathBuf], named: &[PathBuf]) -> Specs {
    let mut specs = Specs::default();
    let mut graph = IncludeGraph::default();
    let mut loaded: BTreeMap<String, Loaded> = BTreeMap::new();
    let mut requested = BTreeSet::new();
    for path in named {
        match disk::read_spec(path, None) {
            Ok(spec) => {
                requested.insert(spec.identity.clone());
                loaded.entry(spec.identity.clone()).or_insert(spec);
            }
            Err(failure) => specs.failures.push(failure),
        }
    }
    let files = paths.iter().filter(|path| path.is_file());
    let neighbours: BTreeSet<PathBuf> = files.flat_map(|path| neighbours(path)).collect();
    for path in neighbours {
        // Neighbours matter only for their includes.
        if let Ok(spec) = disk::load(&path)
            && spec.text.contains("include")
        {
            loaded.entry(spec.identity.clone()).or_insert(spec);
        }
    }
    for spec in loaded.values() {
        graph.add(spec.clone(), &Disk::for_root(spec));
    }
    for identity in graph.roots(&requested) {
        if let Some(root) = loaded.remove(&identity) {
            let disk = Disk::for_root(&root);
            specs.roots.push(driver::load(root, &disk));
        }
    }
    specs.requested = graph.included_by(&requested);
    specs
}

/// Lists the other specs in a file's folder and in its parent folders up to the repository's root, since one of them
/// may include the file. Without a repository, lists only its own folder.
pub(super) fn neighbours(path: &Path) -> Vec<PathBuf> {
    let scope = Scope::of_file(path);
    let mut found = Vec::new();
    let mut folder = path.parent().unwrap_or(Path::new("")).to_owned();
    for _ in 0..MAX_LEVELS {
        let listed = if folder == Path::new("") {
            Path::new(".")
        } else {
            &folder
        };
        let entries = fs::read_dir(listed).into_iter().flatten().flatten();
        let paths = entries.map(|entry| folder.join(entry.file_name()));
        found.extend(paths.filter(|path| disk::is_spec(path, &scope)));
        let Some(here) = canonical(listed) else {
            break;
        };
        if scope.ends_at(&here) || !scope.contains(&here) {
            break;
        }
        folder = match folder.file_name() {
            Some(_) => folder.parent().unwrap_or(Path::new("")).to_owned(),
            None => folder.join(".."),
        };
    }
    found.sort();
    found
}
