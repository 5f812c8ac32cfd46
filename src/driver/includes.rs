//! Loads every file of a spec once and parses it.
//!
//! A file that two others include is loaded once, since names are global. A cycle is reported with every include on it,
//! and limits stop an include bomb before it uses much memory.

mod cycles;
mod earlier;
mod graph;
mod pattern;
mod secrets;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::near::nearest;
use crate::diag::{Diagnostic, codes};
use crate::driver::Files;
use crate::driver::includes::earlier::Earlier;
use crate::source::{
    EntryKind, FileId, FolderEntry, LoadError, LoadErrorKind, Loaded, Loader, SourceFile, Sources,
    Span, Spanned,
};
use crate::syntax::{Comment, ast};

pub use graph::IncludeGraph;
pub use secrets::without_secrets;

/// The maximum number of files of one spec.
const MOST_FILES: usize = 1_000;
/// The maximum number of includes of one spec; each costs a disk access, even if it fails.
const MOST_INCLUDES: usize = 10_000;
/// The maximum size of all files of one spec, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// An edge: one file includes another.
struct Include {
    by: FileId,
    span: Span,
    file: FileId,
}

/// The state of one load.
struct IncludeLoader<'l> {
    loader: &'l dyn Loader,
    earlier: Earlier,
    sources: Sources,
    asts: Vec<ast::Ast>,
    comments: Vec<Vec<Comment>>,
    diagnostics: Vec<Diagnostic>,
    identities: Vec<String>,
    by_identity: BTreeMap<String, FileId>,
    includes: Vec<Include>,
    bytes: usize,
    followed: usize,
    full: bool,
}

/// Loads and parses a root file and everything that it includes, with the help of an earlier load.
pub(super) fn load(root: Loaded, loader: &dyn Loader, earlier: Files) -> Files {
    let mut state = IncludeLoader {
        loader,
        earlier: Earlier::new(earlier),
        sources: Sources::default(),
        asts: Vec::new(),
        comments: Vec::new(),
        diagnostics: Vec::new(),
        identities: Vec::new(),
        by_identity: BTreeMap::new(),
        includes: Vec::new(),
        bytes: 0,
        followed: 0,
        full: false,
    };
    let mut waiting = vec![state.add(root)];
    // An explicit stack, so that a long chain of includes does not overflow the call stack.
    while let Some(file) = waiting.pop() {
        let mut found = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for include in state.includes_of(file) {
            match seen.get(&include.value) {
                Some(first) => state.report_repeated(&include, *first),
                None => found.extend(state.follow(file, &include)),
            }
            seen.entry(include.value).or_insert(include.span);
        }
        found.reverse();
        waiting.append(&mut found);
    }
    let cycles = cycles::faults(state.sources.len(), &state.includes);
    state.diagnostics.extend(cycles);
    for span in secrets::spans(&state.asts) {
        state.sources.hide(span);
    }
    Files {
        sources: Arc::new(state.sources),
        asts: Arc::new(state.asts),
        comments: Arc::new(state.comments),
        diagnostics: state.diagnostics,
    }
}

impl IncludeLoader<'_> {
    fn add(&mut self, loaded: Loaded) -> FileId {
        self.bytes = self.bytes.saturating_add(loaded.text.len());
        let text = Arc::clone(&loaded.text);
        let file = self.sources.add_file(SourceFile {
            name: loaded.name,
            identity: loaded.identity.clone(),
            text: loaded.text,
            hidden: Vec::new(),
        });
        let parse = self.earlier.parse(file, &loaded.identity, &text);
        self.asts.push(parse.ast);
        self.comments.push(parse.comments);
        self.diagnostics.extend(parse.diagnostics);
        self.by_identity.insert(loaded.identity.clone(), file);
        self.identities.push(loaded.identity);
        file
    }

    /// Returns the includes of a file, in the order of its text.
    fn includes_of(&self, file: FileId) -> Vec<Spanned<String>> {
        let ast = self.asts.get(file.0 as usize);
        ast.map(includes_of).unwrap_or_default()
    }

    /// Loads the files that one include names, and returns the new ones in order.
    fn follow(&mut self, by: FileId, include: &Spanned<String>) -> Vec<FileId> {
        if is_absolute(&include.value) {
            let message = format!("`{}` is not a relative path", include.value);
            self.diagnostics.push(
                Diagnostic::error(codes::ABSOLUTE_INCLUDE, include.span, message)
                    .help("write the path from this file's folder, with `/` between folders"),
            );
            return Vec::new();
        }
        if !pattern::is_pattern(&include.value) {
            return self.follow_path(by, include).into_iter().collect();
        }
        let Some(from) = self.identities.get(by.0 as usize).cloned() else {
            never!("no identity of file {}", by.0);
        };
        let paths = included_paths(self.loader, &from, &include.value);
        let before = self.sources.len() + self.includes.len();
        let mut found = Vec::new();
        for path in paths {
            let path = Spanned::new(path, include.span);
            // A pattern may match the file that contains it.
            found.extend(self.read(by, &path).and_then(|loaded| {
                let own = loaded.identity == from;
                (!own)
                    .then(|| self.add_included(by, &path, loaded))
                    .flatten()
            }));
        }
        if before == self.sources.len() + self.includes.len() && !self.full {
            let message = format!("no file matches `{}`", include.value);
            let found = Diagnostic::error(codes::UNREADABLE_INCLUDE, include.span, message)
                .help("`*` matches any part of a name; only names that end in `.gw` match");
            self.diagnostics.push(found);
        }
        found
    }

    fn follow_path(&mut self, by: FileId, path: &Spanned<String>) -> Option<FileId> {
        let loaded = self.read(by, path)?;
        if let Some(file) = self.by_identity.get(&loaded.identity) {
            let same = |include: &&Include| include.by == by && include.file == *file;
            if let Some(first) = self.includes.iter().rev().find(same) {
                self.report_repeated(path, first.span);
                return None;
            }
        }
        self.add_included(by, path, loaded)
    }

    /// Reads the file of one include. Returns `None` and reports a finding if it cannot be read; after the limits are
    /// reached, returns `None` without one.
    fn read(&mut self, by: FileId, path: &Spanned<String>) -> Option<Loaded> {
        self.followed += 1;
        if self.full {
            return None;
        }
        if self.followed > MOST_INCLUDES {
            self.report_too_many(path);
            return None;
        }
        let from = self.identities.get(by.0 as usize)?;
        match self.loader.load(from, &path.value) {
            Ok(loaded) => Some(loaded),
            Err(error) => {
                let found = unreadable(self.loader, from, path, &error);
                self.diagnostics.push(found);
                None
            }
        }
    }

    /// Records that one file includes another, and returns the file if it is new. Cycles are detected at the end.
    fn add_included(
        &mut self,
        by: FileId,
        path: &Spanned<String>,
        loaded: Loaded,
    ) -> Option<FileId> {
        let known = self.by_identity.get(&loaded.identity).copied();
        let file = match known {
            Some(file) => file,
            None => {
                let bytes = self.bytes.saturating_add(loaded.text.len());
                if self.sources.len() >= MOST_FILES || bytes > MOST_BYTES {
                    self.report_too_many(path);
                    return None;
                }
                self.add(loaded)
            }
        };
        self.includes.push(Include {
            by,
            span: path.span,
            file,
        });
        known.is_none().then_some(file)
    }

    /// Reports that a limit is exceeded, and stops loading.
    fn report_too_many(&mut self, path: &Spanned<String>) {
        self.full = true;
        let message = "this spec includes too many files or too much text";
        self.diagnostics.push(
            Diagnostic::error(codes::TOO_MANY_INCLUDES, path.span, message)
                .help("a spec may have 1,000 files and 64 MiB of text in all"),
        );
    }

    fn report_repeated(&mut self, path: &Spanned<String>, first: Span) {
        self.diagnostics.push(
            Diagnostic::warning(
                codes::DUPLICATE_INCLUDE,
                path.span,
                format!("`{}` is included already", path.value),
            )
            .place(first, "first included here"),
        );
    }
}

/// Returns the paths that an include stands for, in byte order: those that match a pattern, or its own.
#[must_use]
pub fn included_paths(loader: &dyn Loader, from: &str, include: &str) -> Vec<String> {
    if pattern::is_pattern(include) {
        pattern::expand(loader, from, include)
    } else {
        vec![include.to_owned()]
    }
}

/// Returns the includes of a tree, in the order of the text.
fn includes_of(ast: &ast::Ast) -> Vec<Spanned<String>> {
    ast.items
        .iter()
        .filter_map(|item| match &item.kind {
            ast::ItemKind::Include(path) => Some(path.clone()),
            ast::ItemKind::Edition(_)
            | ast::ItemKind::Route(_)
            | ast::ItemKind::Group(_)
            | ast::ItemKind::Gateway(_)
            | ast::ItemKind::Network(_)
            | ast::ItemKind::Backend(_)
            | ast::ItemKind::Auth(_)
            | ast::ItemKind::Param(_)
            | ast::ItemKind::Env(_)
            | ast::ItemKind::Output(_)
            | ast::ItemKind::Expect(_)
            | ast::ItemKind::Moved(_)
            | ast::ItemKind::Patch(_) => None,
        })
        .collect()
}

fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with(['/', '\\']) || drive || path.contains("://")
}

fn unreadable(
    loader: &dyn Loader,
    from: &str,
    path: &Spanned<String>,
    error: &LoadError,
) -> Diagnostic {
    let shown = &path.value;
    let fault = |message: String| Diagnostic::error(codes::UNREADABLE_INCLUDE, path.span, message);
    match error.kind {
        LoadErrorKind::NotFound => {
            let found = fault(format!("there is no file `{shown}`"));
            match near_path(loader, from, shown) {
                Some(near) => found
                    .help(format!("did you mean `{near}`?"))
                    .fix(format!("include `{near}`"), path.span, format!("\"{near}\"")),
                None => found.help(format!("tried `{}`", error.path)),
            }
        }
        LoadErrorKind::Folder => fault(format!("`{shown}` is a folder"))
            .help(format!("`{}/*.gw` includes its specs", shown.trim_end_matches('/'))),
        LoadErrorKind::Special => fault(format!("`{shown}` is not a regular file"))
            .help("an include must be a file, not a device or a pipe"),
        LoadErrorKind::Outside => fault(format!("`{shown}` is outside the repository")).help(
            "a spec can include files of its repository, or below its own folder if there is no repository",
        ),
        LoadErrorKind::NotSpec => fault(format!("`{shown}` is not a spec"))
            .help("the name of an included file must end in `.gw`, also after links are resolved"),
        LoadErrorKind::NotUtf8 { at } => {
            fault(format!("`{shown}` is not UTF-8 text, from byte {at} on"))
                .help(format!("tried `{}`", error.path))
        }
        LoadErrorKind::TooLarge => fault(format!("`{shown}` is too large for a spec"))
            .help(format!("tried `{}`", error.path)),
        LoadErrorKind::Io => fault(format!("`{shown}` cannot be read: {}", error.reason))
            .help(format!("tried `{}`", error.path)),
    }
}

/// Finds the spec whose path is most similar to a missing one: in the same folder, or in a folder with a similar name.
fn near_path(loader: &dyn Loader, from: &str, path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if let Some(near) = near_name(&loader.list(from, folder), EntryKind::Spec, name) {
        return Some(join(folder, &near));
    }
    let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    let near = near_name(&loader.list(from, above), EntryKind::Folder, last)?;
    let folder = join(above, &near);
    let entries = loader.list(from, &folder);
    let is_there = |entry: &FolderEntry| entry.kind == EntryKind::Spec && entry.name == name;
    let name = match entries.iter().any(is_there) {
        true => name.to_owned(),
        false => near_name(&entries, EntryKind::Spec, name)?,
    };
    Some(join(&folder, &name))
}

/// Finds the entry of a kind whose name is most similar, or equal except for its extension.
fn near_name(entries: &[FolderEntry], kind: EntryKind, name: &str) -> Option<String> {
    let names = entries.iter().filter(|entry| entry.kind == kind);
    let mut names = names.map(|entry| entry.name.as_str());
    let whole = format!("{name}.gw");
    if names.clone().any(|it| it == whole) {
        return Some(whole);
    }
    let near = nearest(&mut Default::default(), name, names.by_ref());
    near.first().map(|near| (*near).to_owned())
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
