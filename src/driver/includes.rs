//! Includes: every file of a spec, once, with its tree.
//!
//! A file that two others include is loaded once, since names are global. A cycle is shown along its whole way, and a
//! bomb is cut off before it costs memory.

mod cycles;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, codes};
use crate::driver::Files;
use crate::source::{FileId, LoadError, LoadErrorKind, Loaded, Loader, Sources, Span, Spanned};
use crate::syntax::{self, Comment, ast};

/// A file that could not be had.
const UNREADABLE_INCLUDE: Code = codes::UNREADABLE_INCLUDE;
/// More files or bytes than a spec may have.
const TOO_MANY_INCLUDES: Code = codes::TOO_MANY_INCLUDES;
/// A file that includes another one twice.
const REPEATED_INCLUDE: Code = codes::DUPLICATE_INCLUDE;
/// A path that is not relative.
const ABSOLUTE_INCLUDE: Code = codes::ABSOLUTE_INCLUDE;

/// Files of one spec.
const MOST_FILES: usize = 1_000;
/// Includes of one spec; each costs a look at the disk, whatever it finds.
const MOST_INCLUDES: usize = 10_000;
/// Bytes of all files of one spec.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// One file includes another.
struct Include {
    by: FileId,
    span: Span,
    file: FileId,
}

struct Loading<'l> {
    loader: &'l dyn Loader,
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

/// Loads and parses a root file and what it includes.
pub(super) fn load(root: Loaded, loader: &dyn Loader) -> Files {
    let mut loading = Loading {
        loader,
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
    let mut waiting = vec![loading.add(root)];
    // The stack is our own, so that a long chain of includes costs no stack of the program's.
    while let Some(file) = waiting.pop() {
        let mut found = Vec::new();
        let mut said: BTreeMap<String, Span> = BTreeMap::new();
        for include in loading.includes_of(file) {
            match said.get(&include.value) {
                Some(first) => loading.repeated(&include, *first),
                None => found.extend(loading.follow(file, &include)),
            }
            said.entry(include.value).or_insert(include.span);
        }
        found.reverse();
        waiting.append(&mut found);
    }
    let cycles = cycles::faults(loading.sources.len(), &loading.includes);
    loading.diagnostics.extend(cycles);
    Files {
        sources: Arc::new(loading.sources),
        asts: Arc::new(loading.asts),
        comments: Arc::new(loading.comments),
        diagnostics: loading.diagnostics,
    }
}

impl Loading<'_> {
    fn add(&mut self, loaded: Loaded) -> FileId {
        self.bytes = self.bytes.saturating_add(loaded.text.len());
        let file = self.sources.add(loaded.name, Arc::clone(&loaded.text));
        let parse = syntax::parse(file, &loaded.text);
        self.asts.push(parse.ast);
        self.comments.push(parse.comments);
        self.diagnostics.extend(parse.diagnostics);
        self.by_identity.insert(loaded.identity.clone(), file);
        self.identities.push(loaded.identity);
        file
    }

    /// The includes of a file, in the order of its text.
    fn includes_of(&self, file: FileId) -> Vec<Spanned<String>> {
        let Some(ast) = self.asts.get(file.0 as usize) else {
            return Vec::new();
        };
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

    /// Loads what one include names; `None` where there is nothing new to look into.
    fn follow(&mut self, by: FileId, path: &Spanned<String>) -> Option<FileId> {
        self.followed += 1;
        if self.full {
            return None;
        }
        if is_absolute(&path.value) {
            self.diagnostics.push(
                Diagnostic::error(
                    ABSOLUTE_INCLUDE,
                    path.span,
                    format!("`{}` is not a relative path", path.value),
                )
                .help("write the path from this file's folder, with `/` between folders"),
            );
            return None;
        }
        if self.followed > MOST_INCLUDES {
            return self.too_many(path);
        }
        let from = self.identities.get(by.0 as usize)?;
        let loaded = match self.loader.load(from, &path.value) {
            Ok(loaded) => loaded,
            Err(error) => {
                self.diagnostics.push(unreadable(path, &error));
                return None;
            }
        };
        if let Some(file) = self.by_identity.get(&loaded.identity).copied() {
            self.again(by, path, file);
            return None;
        }
        let bytes = self.bytes.saturating_add(loaded.text.len());
        if self.sources.len() >= MOST_FILES || bytes > MOST_BYTES {
            return self.too_many(path);
        }
        let file = self.add(loaded);
        self.includes.push(Include {
            by,
            span: path.span,
            file,
        });
        Some(file)
    }

    /// No file is loaded after this.
    fn too_many(&mut self, path: &Spanned<String>) -> Option<FileId> {
        self.full = true;
        let message = "this spec includes too much to be meant";
        self.diagnostics.push(
            Diagnostic::error(TOO_MANY_INCLUDES, path.span, message)
                .help("a spec may have 1,000 files and 64 MiB of text in all"),
        );
        None
    }

    fn repeated(&mut self, path: &Spanned<String>, first: Span) {
        self.diagnostics.push(
            Diagnostic::warning(
                REPEATED_INCLUDE,
                path.span,
                format!("`{}` is included already", path.value),
            )
            .related(first, "first included here"),
        );
    }

    /// A file that was met before: fine, unless one file says it twice. Cycles are looked for at the end.
    fn again(&mut self, by: FileId, path: &Spanned<String>, file: FileId) {
        let same = |include: &&Include| include.by == by && include.file == file;
        if let Some(first) = self.includes.iter().rev().find(same) {
            self.repeated(path, first.span);
            return;
        }
        self.includes.push(Include {
            by,
            span: path.span,
            file,
        });
    }
}

fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    path.starts_with(['/', '\\']) || drive || path.contains("://")
}

fn unreadable(path: &Spanned<String>, error: &LoadError) -> Diagnostic {
    let shown = &path.value;
    let message = match error.kind {
        LoadErrorKind::NotFound => format!("there is no file `{shown}`"),
        LoadErrorKind::Folder => format!("`{shown}` is a folder"),
        LoadErrorKind::NotUtf8 { at } => format!("`{shown}` is no UTF-8 text, from byte {at} on"),
        LoadErrorKind::TooLarge => format!("`{shown}` is too large to be a spec"),
        LoadErrorKind::Io => format!("`{shown}` cannot be read: {}", error.reason),
    };
    let tried = format!("tried `{}`", error.path);
    Diagnostic::error(UNREADABLE_INCLUDE, path.span, message).help(tried)
}
