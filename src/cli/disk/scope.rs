//! How far a spec may reach: its repository, or its own folder where there is no repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder that includes may not leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Scope {
    /// Canonical. `None` where the folder is missing; then nothing is inside.
    root: Option<PathBuf>,
}

impl Scope {
    /// The scope of a spec.
    pub(in crate::cli) fn of_file(path: &Path) -> Self {
        Self::of_folder(path.parent().unwrap_or(Path::new("")))
    }

    /// The scope of the specs in a folder.
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

    /// Whether a canonical path lies inside.
    pub(in crate::cli) fn contains(&self, path: &Path) -> bool {
        self.root
            .as_deref()
            .is_some_and(|root| path.starts_with(root))
    }

    /// Whether a canonical folder is the outermost one.
    pub(in crate::cli) fn ends_at(&self, folder: &Path) -> bool {
        self.root.as_deref() == Some(folder)
    }
}

/// The nearest folder, from `folder` upwards, that holds a `.git`: a folder, or the file of a worktree or submodule.
fn repository(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
        .map(Path::to_owned)
}

/// A path without links; `None` where nothing is there.
pub(in crate::cli) fn canonical(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}
