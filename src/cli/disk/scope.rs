//! The folder that the includes of a spec may not leave: its repository, or its own folder if there is no repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that includes may not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Scope {
    /// Canonical. `None` if the folder is missing; then the scope contains nothing.
    root: Option<PathBuf>,
}

impl Scope {
    /// Returns the scope of a spec.
    pub(in crate::cli) fn of_file(path: &Path) -> Self {
        Self::of_folder(path.parent().unwrap_or(Path::new("")))
    }

    /// Returns the scope of the specs in a folder.
    pub(in crate::cli) fn of_folder(folder: &Path) -> Self {
        let folder = if folder == Path::new("") {
            Path::new(".")
        } else {
            folder
        };
        let folder = canonical(folder);
        let repository = folder.as_deref().and_then(repository);
        Self {
            root: repository.or(folder),
        }
    }

    /// Returns true if a canonical path is inside.
    pub(in crate::cli) fn contains(&self, path: &Path) -> bool {
        self.root
            .as_deref()
            .is_some_and(|root| path.starts_with(root))
    }

    /// Returns true if a canonical folder is the outermost one.
    pub(in crate::cli) fn ends_at(&self, folder: &Path) -> bool {
        self.root.as_deref() == Some(folder)
    }
}

/// Finds the nearest folder, from `folder` upwards, with a `.git`: a folder, or the file of a worktree or submodule.
fn repository(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
        .map(Path::to_owned)
}

/// Resolves all links of a path; `None` if nothing is there.
pub(in crate::cli) fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}
