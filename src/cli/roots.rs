//! Which specs a command looks at: a file that others include is looked at through them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::disk::{self, Disk};
use crate::cli::exit::Failure;
use crate::cli::terminal;
use crate::driver::{self, Files};

/// How many folders above a file are searched for specs that include it.
const MAX_LEVELS: usize = 8;

/// The specs that arguments name: files as they are, and every `*.gw` below folders, sorted. No argument means the current
/// folder. A folder without any is told of, since a path may be mistyped.
///
/// # Errors
/// When a path does not exist or a folder cannot be listed.
pub(super) fn named(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut found = BTreeSet::new();
    let mut named = Vec::new();
    for path in paths {
        if path.is_dir() {
            let below = disk::find_specs(path)?;
            if below.is_empty() {
                terminal::fail(&format!("there is no `*.gw` below `{}`", path.display()));
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

/// Loads the specs that arguments name; `named` are those of [`named`].
///
/// # Errors
/// When a file that was named cannot be read.
pub(super) fn load(paths: &[PathBuf], named: &[PathBuf]) -> Result<Vec<Files>, Failure> {
    let asked: BTreeSet<PathBuf> = named.iter().map(|path| identity(path)).collect();
    let mut candidates = named.to_vec();
    candidates.extend(
        paths
            .iter()
            .filter(|path| path.is_file())
            .flat_map(|path| around(path)),
    );

    let mut loaded: BTreeMap<PathBuf, (Files, BTreeSet<PathBuf>)> = BTreeMap::new();
    let mut order = Vec::new();
    for path in candidates {
        let id = identity(&path);
        if loaded.contains_key(&id) {
            continue;
        }
        let files = match disk::read_spec(&path, None) {
            // Neighbours matter only for what they include.
            Ok(root) if !asked.contains(&id) && !root.text.contains("include") => continue,
            Ok(root) => {
                let disk = Disk::around(&root);
                driver::load(root, &disk)
            }
            Err(failure) if asked.contains(&id) => return Err(failure),
            Err(_) => continue,
        };
        let included = files
            .sources
            .iter()
            .skip(1)
            .map(|(_, file)| identity(Path::new(&file.name)))
            .collect();
        loaded.insert(id.clone(), (files, included));
        order.push(id);
    }
    let roots: Vec<PathBuf> = order
        .into_iter()
        .filter(|id| is_root(id, &asked, &loaded))
        .collect();
    Ok(roots
        .iter()
        .filter_map(|id| loaded.remove(id))
        .map(|(files, _)| files)
        .collect())
}

/// Whether a file is to be looked at by itself: no other includes it, and it or something that it includes was asked
/// for. Of files that include each other in a circle, the first one is, and shows it.
fn is_root(
    id: &Path,
    asked: &BTreeSet<PathBuf>,
    loaded: &BTreeMap<PathBuf, (Files, BTreeSet<PathBuf>)>,
) -> bool {
    let includes = |other: &Path, file: &Path| {
        loaded
            .get(other)
            .is_some_and(|(_, included)| included.contains(file))
    };
    let wanted = |id: &Path| asked.contains(id) || asked.iter().any(|file| includes(id, file));
    let included = loaded.keys().any(|other| {
        let first = other.as_path() < id && wanted(other);
        other != id && includes(other, id) && (first || !includes(id, other))
    });
    wanted(id) && !included
}

/// The other specs in a file's folder and in the folders above it, up to the repository's: where its roots may be.
pub(super) fn around(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folder = path.parent().unwrap_or(Path::new("")).to_owned();
    for _ in 0..MAX_LEVELS {
        let listed = if folder == Path::new("") {
            Path::new(".")
        } else {
            &folder
        };
        let entries = fs::read_dir(listed).into_iter().flatten().flatten();
        let names = entries.map(|entry| folder.join(entry.file_name()));
        found.extend(names.filter(|path| {
            path.extension().is_some_and(|ending| ending == "gw") && path.is_file()
        }));
        if folder.join(".git").exists() || identity(listed).parent().is_none() {
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

/// What tells files apart.
pub(super) fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
