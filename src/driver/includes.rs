//! Loads every file of a spec once and parses it.
//!
//! A file that two others include is loaded once, since names are global. A cycle is reported with every include on it,
//! and limits stop an include bomb before it uses much memory.

mod cycles;
mod earlier;
mod graph;
mod nearest;
mod pattern;
mod secrets;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, codes};
use crate::driver::Files;
use crate::driver::includes::earlier::Earlier;
use crate::source::{
    FileId, LoadError, LoadErrorKind, Loaded, Loader, SourceFile, Sources, Span, Spanned,
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
    /// The includes without a file, with the path that was tried.
    missing: Vec<(FileId, Spanned<String>, String)>,
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
        missing: Vec::new(),
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
    state.report_missing();
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
                self.report_unreadable(by, path, error);
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

    fn report_unreadable(&mut self, by: FileId, path: &Spanned<String>, error: LoadError) {
        let shown = &path.value;
        let fault =
            |message: String| Diagnostic::error(codes::UNREADABLE_INCLUDE, path.span, message);
        let found = match error.kind {
            LoadErrorKind::NotFound => {
                self.missing.push((by, path.clone(), error.path));
                return;
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
        };
        self.diagnostics.push(found);
    }

    /// Reports the includes without a file, and suggests similar ones. All files are loaded by now, so that no suggestion
    /// makes a cycle or repeats an include.
    fn report_missing(&mut self) {
        let mut graph = IncludeGraph::default();
        for (by, path, tried) in std::mem::take(&mut self.missing) {
            let shown = &path.value;
            let message = format!("there is no file `{shown}`");
            let found = Diagnostic::error(codes::UNREADABLE_INCLUDE, path.span, message);
            let near = self.identities.get(by.0 as usize).and_then(|from| {
                let mut near = nearest::paths(self.loader, from, shown).into_iter();
                near.find(|near| self.is_new_include(&mut graph, (by, from), near))
            });
            self.diagnostics.push(match near {
                Some(near) => found.help(format!("did you mean `{near}`?")).fix(
                    format!("include `{near}`"),
                    path.span,
                    format!("\"{near}\""),
                ),
                None => found.help(format!("tried `{tried}`")),
            });
        }
    }

    /// Returns true if a file can include a path: it does not yet, and the path does not lead back to it.
    fn is_new_include(
        &self,
        graph: &mut IncludeGraph,
        (by, from): (FileId, &str),
        path: &str,
    ) -> bool {
        let Ok(loaded) = self.loader.load(from, path) else {
            return false;
        };
        let known = self.by_identity.get(&loaded.identity);
        let is_included = |it: &Include| it.by == by && Some(&it.file) == known;
        if self.includes.iter().any(is_included) {
            return false;
        }
        let start = BTreeSet::from([loaded.identity.clone()]);
        graph.add(loaded, self.loader);
        !graph.included_by(&start).contains(from)
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
