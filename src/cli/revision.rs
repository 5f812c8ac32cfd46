//! Specs from git revisions: `main:api.gw` is `api.gw` as of `main`, and its includes with it. `REVISION:PATH` means
//! the same as in git: the path is relative to the repository's root, or to the current folder if it starts with `./`
//! or `../`.
//!
//! Reads trees and blobs with the installed git, configured so that a hostile repository cannot do harm: git runs no
//! hook, filter, pager or external diff, opens no connection, and never takes a revision or path for an option.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use crate::cli::disk::{self, Disk};
use crate::cli::environment;
use crate::cli::exit::{Failure, plain};
use crate::driver::Analysis;
use crate::facts::Facts;
use crate::model::Bindings;
use crate::source::{EntryKind, FolderEntry, LoadError, LoadErrorKind, Loaded, Loader};

/// Settings that override those of a repository.
const SETTINGS: [&str; 5] = [
    // A cloned folder that looks like a bare repository must not be used as one.
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
];

/// Analyzes a spec given by its path or by `REVISION:PATH`. For a file whose name looks like a revision, write
/// `./REVISION:PATH`.
///
/// # Errors
/// When the file or the revision cannot be read.
pub(super) fn analyze(spec: &str, facts: &Facts, bindings: &Bindings) -> Result<Analysis, Failure> {
    let path = Path::new(spec);
    if let Some((revision, file)) = split(spec) {
        match Revision::find(revision) {
            Ok(tree) => {
                let failed =
                    |error: LoadError| Failure::file("read", Path::new(&error.path), error.reason);
                let file = tree.resolve(file).map_err(failed)?;
                let root = tree.read(&file).map_err(failed)?;
                return environment::analyze(root, &tree, facts, bindings);
            }
            Err(reason) if !path.exists() => return Err(Failure::file("read", path, reason)),
            // Not a revision, but an existing file.
            Err(_) => {}
        }
    }
    let root = disk::read_spec(path, None)?;
    let disk = Disk::for_root(&root);
    environment::analyze(root, &disk, facts, bindings)
}

/// Splits `REVISION:PATH` where git does: at the first colon outside braces.
fn split(spec: &str) -> Option<(&str, &str)> {
    let is_path = spec.starts_with(['/', '.']) || Path::new(spec).is_absolute();
    if is_path {
        return None;
    }
    let mut depth = 0_usize;
    for (at, letter) in spec.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                let (revision, path) = spec.split_at(at);
                return Some((revision, path.get(1..).unwrap_or("")));
            }
            _ => {}
        }
    }
    None
}

/// The files of one revision.
struct Revision {
    /// As the user wrote it.
    name: String,
    tree: Tree,
}

/// The place where git keeps the files.
enum Tree {
    /// A tree object.
    Object(String),
    /// The index, at a stage.
    Index(char),
}

/// A file or folder of a tree.
struct Node {
    mode: String,
    id: String,
    path: String,
}

impl Revision {
    /// Finds the tree of a revision, or returns why there is none. An empty revision is the index.
    fn find(revision: &str) -> Result<Self, String> {
        let name = revision.to_owned();
        if revision.is_empty() {
            git(&["rev-parse", "--is-inside-work-tree"])?;
            let tree = Tree::Index('0');
            return Ok(Self { name, tree });
        }
        let object = format!("{revision}^{{tree}}");
        let found = git(&["rev-parse", "--verify", "--end-of-options", &object])?;
        let id = text(found)?.trim().to_owned();
        let is_id = id.len() >= 40 && id.bytes().all(|letter| letter.is_ascii_hexdigit());
        if !is_id {
            return Err(format!("git: `{revision}` is not a single revision"));
        }
        let tree = Tree::Object(id);
        Ok(Self { name, tree })
    }

    /// Resolves a path as the user wrote it to a path from the repository's root.
    fn resolve(&self, path: &str) -> Result<String, LoadError> {
        let failed = |reason: String| self.error(path, LoadErrorKind::Io, reason);
        let relative = path == "." || path.starts_with("./") || path.starts_with("../");
        let folder = if relative {
            let prefix = git(&["rev-parse", "--show-prefix"]).and_then(text);
            prefix.map_err(failed)?.trim_end_matches('\n').to_owned()
        } else {
            String::new()
        };
        join(&folder, path).ok_or_else(|| self.outside(path))
    }

    /// Reads the file at a path from the root.
    fn read(&self, path: &str) -> Result<Loaded, LoadError> {
        let failed = |kind, reason: &str| self.error(path, kind, reason.to_owned());
        let nodes = self
            .nodes(path)
            .map_err(|reason| failed(LoadErrorKind::Io, &reason))?;
        let Some(node) = nodes.iter().find(|node| node.path == path) else {
            let inside = format!("{path}/");
            return Err(if nodes.iter().any(|node| node.path.starts_with(&inside)) {
                failed(LoadErrorKind::Folder, "it is a folder")
            } else {
                failed(LoadErrorKind::NotFound, "no such file in this revision")
            });
        };
        match node.mode.as_str() {
            "100644" | "100755" | "100664" => {}
            "040000" => return Err(failed(LoadErrorKind::Folder, "it is a folder")),
            "120000" => return Err(failed(LoadErrorKind::Special, "it is a symbolic link")),
            _ => return Err(failed(LoadErrorKind::Special, "it is a submodule")),
        }
        let blob = git(&["cat-file", "blob", &node.id])
            .map_err(|reason| failed(LoadErrorKind::Io, &reason))?;
        let text = disk::decode(blob).map_err(|(kind, reason)| failed(kind, &reason))?;
        let name = format!("{}:{path}", self.name);
        Ok(Loaded {
            identity: name.clone(),
            name,
            text: Arc::clone(&text),
        })
    }

    /// Lists the entry at a path, or the entries below it if it is a folder of the index.
    fn nodes(&self, path: &str) -> Result<Vec<Node>, String> {
        let listed = match &self.tree {
            Tree::Object(id) => {
                let mut arguments = vec!["ls-tree", "-z", "--full-tree", id, "--"];
                arguments.extend(Some(path).filter(|path| !path.is_empty()));
                git(&arguments)?
            }
            Tree::Index(_) => {
                let top = text(git(&["rev-parse", "--show-toplevel"])?)?;
                let mut arguments = vec!["-C", top.trim_end_matches('\n')];
                arguments.extend(["ls-files", "-z", "--stage", "--"]);
                arguments.extend(Some(path).filter(|path| !path.is_empty()));
                git(&arguments)?
            }
        };
        let listed = String::from_utf8_lossy(&listed);
        Ok(listed
            .split('\0')
            .filter_map(|line| self.node(line))
            .collect())
    }

    /// Parses a line of `ls-tree`, `mode type id`, or of `ls-files`, `mode id stage`; a tab and the path follow.
    fn node(&self, line: &str) -> Option<Node> {
        let (facts, path) = line.split_once('\t')?;
        let mut facts = facts.split(' ');
        let (mode, second, third) = (facts.next()?, facts.next()?, facts.next()?);
        let id = match self.tree {
            Tree::Object(_) => third,
            Tree::Index(stage) => Some(second).filter(|_| third.starts_with(stage))?,
        };
        Some(Node {
            mode: mode.to_owned(),
            id: id.to_owned(),
            path: path.to_owned(),
        })
    }

    fn error(&self, path: &str, kind: LoadErrorKind, reason: String) -> LoadError {
        LoadError {
            path: format!("{}:{path}", self.name),
            kind,
            reason,
        }
    }

    fn outside(&self, path: &str) -> LoadError {
        let reason = "it is outside the repository".to_owned();
        self.error(path, LoadErrorKind::Outside, reason)
    }

    /// Returns the folder of a file that was read, from the root.
    fn folder<'f>(&self, identity: &'f str) -> &'f str {
        let path = identity.get(self.name.len() + 1..).unwrap_or("");
        path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Loader for Revision {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let full = join(self.folder(from), path).ok_or_else(|| self.outside(path))?;
        if !full.ends_with(".gw") {
            let reason = "its name does not end in `.gw`".to_owned();
            return Err(self.error(&full, LoadErrorKind::NotSpec, reason));
        }
        self.read(&full)
    }

    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry> {
        let Some(folder) = join(self.folder(from), folder) else {
            return Vec::new();
        };
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let nodes = self.nodes(&prefix).unwrap_or_default();
        let mut entries: Vec<FolderEntry> = nodes
            .iter()
            .filter_map(|node| {
                let rest = node.path.strip_prefix(&prefix)?;
                let (name, deeper) = match rest.split_once('/') {
                    Some((name, _)) => (name, true),
                    None => (rest, node.mode == "040000"),
                };
                let kind = match deeper {
                    true => EntryKind::Folder,
                    false if name.ends_with(".gw") => EntryKind::Spec,
                    false => return None,
                };
                let shown = !name.starts_with('.');
                shown.then(|| FolderEntry {
                    name: name.to_owned(),
                    kind,
                })
            })
            .collect();
        entries.sort();
        entries.dedup();
        entries
    }
}

/// Runs git and returns its output, or the first line of its error message.
fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--literal-pathspecs"]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    let output: Output = command
        .args(arguments)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("git: {}", plain(&error)))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    let first = complaint.lines().next().unwrap_or("it failed");
    Err(format!("git: {}", first.trim_start_matches("fatal: ")))
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "git: not UTF-8 text".to_owned())
}

/// Joins a path to a folder and resolves `./` and `../`; `None` if it leaves the repository.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{join, split};

    #[test]
    fn a_revision_ends_where_git_ends_it() {
        assert_eq!(split("HEAD:api.gw"), Some(("HEAD", "api.gw")));
        assert_eq!(
            split("HEAD^{/fix: x}:a/b.gw"),
            Some(("HEAD^{/fix: x}", "a/b.gw"))
        );
        assert_eq!(split(":api.gw"), Some(("", "api.gw")));
        assert_eq!(split("api.gw"), None);
        assert_eq!(split("./HEAD:api.gw"), None);
    }

    #[test]
    fn a_path_stays_in_its_repository() {
        assert_eq!(join("a/b", "../c.gw").as_deref(), Some("a/c.gw"));
        assert_eq!(join("a", "../../c.gw"), None);
    }
}
