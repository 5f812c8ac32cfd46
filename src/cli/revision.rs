//! Specs of git revisions: `main:api.gw` is what `api.gw` was at `main`, its includes with it.
//!
//! Asks the installed git; there is no need to understand repositories here.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::cli::disk::{self, Disk};
use crate::cli::exit::{Failure, plain};
use crate::driver::{self, Analysis};
use crate::facts::Facts;
use crate::model::Bindings;
use crate::source::{LoadError, LoadErrorKind, Loaded, Loader};

/// A spec by its path, or by `REVISION:PATH`; a path that exists is taken as one, whatever colons it has.
///
/// # Errors
/// When the file or the revision cannot be read.
pub(super) fn analyze(spec: &str, facts: &Facts, bindings: &Bindings) -> Result<Analysis, Failure> {
    let path = Path::new(spec);
    let revised = spec.split_once(':').filter(|(revision, path)| {
        // A Windows drive is no revision.
        revision.len() > 1 && !path.is_empty()
    });
    match revised {
        Some((revision, file)) if !path.exists() => {
            let git = Git {
                revision: revision.to_owned(),
            };
            let root = git
                .show(file)
                .map_err(|error| Failure::file("read", Path::new(&error.path), error.reason))?;
            Ok(driver::analyze(root, &git, facts, bindings))
        }
        Some(_) | None => {
            let root = disk::read_spec(path, None)?;
            let disk = Disk::around(&root);
            Ok(driver::analyze(root, &disk, facts, bindings))
        }
    }
}

/// Reads files of one revision.
struct Git {
    revision: String,
}

impl Git {
    /// The file at a path, relative to the current folder.
    fn show(&self, path: &str) -> Result<Loaded, LoadError> {
        let name = format!("{}:{path}", self.revision);
        let failed = |kind: LoadErrorKind, reason: String| LoadError {
            path: name.clone(),
            kind,
            reason,
        };
        // git takes `./` as the current folder; without it, a path starts at the repository's root.
        let object = format!("{}:./{path}", self.revision);
        let shown = Command::new("git")
            .args(["show", "--no-textconv", "--end-of-options", &object])
            .output()
            .map_err(|error| failed(LoadErrorKind::Io, format!("git: {}", plain(&error))))?;
        if !shown.status.success() {
            let said = String::from_utf8_lossy(&shown.stderr);
            let said = said.lines().next().unwrap_or("it failed");
            let said = said.trim_start_matches("fatal: ").to_owned();
            return Err(failed(LoadErrorKind::NotFound, format!("git: {said}")));
        }
        let text = String::from_utf8(shown.stdout).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            failed(
                LoadErrorKind::NotUtf8 { at },
                "it is not UTF-8 text".to_owned(),
            )
        })?;
        Ok(Loaded {
            identity: name.clone(),
            name: name.clone(),
            text: Arc::from(text),
        })
    }
}

impl Loader for Git {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let from = from
            .strip_prefix(&format!("{}:", self.revision))
            .unwrap_or(from);
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.show(&joined(folder, path))
    }
}

/// A path below a folder, `./` and `../` resolved: git knows neither inside a path.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|it| *it != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
