//! Finds specs with similar paths for an include without a file.
//!
//! Owns the paths and their order. The caller decides which of them the file can include.

use super::pattern::join;
use crate::diag::near::nearest;
use crate::source::{EntryKind, FolderEntry, Loader};

/// Finds the specs whose paths are most similar to a missing one, best first: in the same folder, or in folders with
/// similar names.
pub(super) fn paths(loader: &dyn Loader, from: &str, path: &str) -> Vec<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let here = names_in(&loader.list(from, folder), EntryKind::Spec, name).into_iter();
    let mut found: Vec<String> = here.map(|near| join(folder, &near)).collect();
    let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    for near in names_in(&loader.list(from, above), EntryKind::Folder, last) {
        let folder = join(above, &near);
        let entries = loader.list(from, &folder);
        let is_there = |entry: &FolderEntry| entry.kind == EntryKind::Spec && entry.name == name;
        let same = entries.iter().any(is_there).then(|| name.to_owned());
        let names = same
            .into_iter()
            .chain(names_in(&entries, EntryKind::Spec, name));
        found.extend(names.map(|name| join(&folder, &name)));
    }
    found
}

/// Finds the entries of a kind whose names are most similar, best first: equal except for the extension, or nearly equal.
fn names_in(entries: &[FolderEntry], kind: EntryKind, name: &str) -> Vec<String> {
    let names = entries.iter().filter(|entry| entry.kind == kind);
    let names = names.map(|entry| entry.name.as_str());
    let whole = format!("{name}.gw");
    let mut found: Vec<&str> = names.clone().filter(|it| *it == whole).collect();
    let near = nearest(&mut Default::default(), name, names);
    found.extend(near.into_iter().filter(|it| *it != whole));
    found.into_iter().map(str::to_owned).collect()
}
