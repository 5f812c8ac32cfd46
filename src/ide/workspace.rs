//! The open documents and the specs that they belong to.
//!
//! A document that others include is analyzed through them, and unsaved text replaces that of its file. Specs that a
//! change does not affect are reused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::driver::{self, Address, Files, IncludeGraph};
use crate::facts::Facts;
use crate::ide::Spec;
use crate::ide::spec::identities;
use crate::model::Bindings;
use crate::model::from_ast::ResolvedLines;
use crate::source::{FileId, FolderEntry, LineIndex, LoadError, Loaded, Loader};

/// The machine that stores the documents. Names of loaded files are their identities.
pub trait Host: Loader {
    /// Returns the identity of the file at `path`, which is relative to the folder of `from` and need not exist.
    fn identity(&self, from: &str, path: &str) -> String;

    /// Returns the text of a file.
    fn read(&self, identity: &str) -> Option<Arc<str>>;

    /// Returns the specs in a file's folder and its parents, where its roots may be.
    fn around(&self, identity: &str) -> Vec<String>;

    /// Returns every spec below a folder.
    fn below(&self, folder: &str) -> Vec<String>;
}

/// A document that is open in the editor.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text.
    pub text: Arc<str>,
    /// Its lines.
    pub index: LineIndex,
    /// The editor's version number.
    pub version: i32,
}

/// The progress of checking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStatus {
    /// There may be more to check.
    More,
    /// Everything has been checked.
    Done,
}

/// All documents that are open in an editor.
pub struct Workspace<'h> {
    host: &'h dyn Host,
    facts: &'h Facts,
    documents: BTreeMap<String, Document>,
    folders: Vec<String>,
    /// Specs that may be roots of an open document.
    around: BTreeMap<String, Vec<String>>,
    /// Parsed specs by root; an entry is dropped when one of its files changes.
    loaded: BTreeMap<String, (Files, BTreeSet<String>)>,
    /// Parsed specs before the last changes.
    stale: BTreeMap<String, Files>,
    /// Resolved lines of specs before the last changes.
    lines: BTreeMap<String, ResolvedLines>,
    /// The include graph.
    graph: IncludeGraph,
    /// Neighbours that include nothing, or cannot be read.
    passed: BTreeSet<String>,
    /// The specs of the open documents, by root.
    specs: BTreeMap<String, Spec>,
    fresh: bool,
}

impl<'h> Workspace<'h> {
    /// Creates a workspace without open documents.
    #[must_use]
    pub fn new(host: &'h dyn Host, facts: &'h Facts) -> Self {
        Self {
            host,
            facts,
            documents: BTreeMap::new(),
            folders: Vec::new(),
            around: BTreeMap::new(),
            loaded: BTreeMap::new(),
            stale: BTreeMap::new(),
            lines: BTreeMap::new(),
            graph: IncludeGraph::default(),
            passed: BTreeSet::new(),
            specs: BTreeMap::new(),
            fresh: true,
        }
    }

    /// Returns the facts used by checks.
    #[must_use]
    pub fn facts(&self) -> &'h Facts {
        self.facts
    }

    /// Returns the host of the documents.
    #[must_use]
    pub fn host(&self) -> &'h dyn Host {
        self.host
    }

    /// Sets the folders to search for symbols.
    pub fn set_folders(&mut self, folders: Vec<String>) {
        self.folders = folders;
    }

    /// Returns an open document.
    #[must_use]
    pub fn document(&self, identity: &str) -> Option<&Document> {
        self.documents.get(identity)
    }

    /// Opens a document.
    pub fn open(&mut self, identity: String, text: String, version: i32) {
        self.put(identity, text, version);
        // An include that failed before may be found now.
        self.invalidate_files();
    }

    /// Changes an open document.
    pub fn change(&mut self, identity: &str, text: String, version: i32) {
        self.put(identity.to_owned(), text, version);
        self.graph.forget(identity);
        self.passed.remove(identity);
        let roots = self.loaded.iter();
        let changed = roots
            .filter(|(root, (_, files))| *root == identity || files.contains(identity))
            .map(|(root, _)| root.clone());
        for root in changed.collect::<Vec<_>>() {
            if let Some(spec) = self.specs.remove(&root) {
                self.lines.insert(root.clone(), spec.into_lines());
            }
            if let Some((files, _)) = self.loaded.remove(&root) {
                self.stale.insert(root, files);
            }
        }
    }

    /// Closes a document, so that its file on disk is used again.
    pub fn close(&mut self, identity: &str) {
        self.documents.remove(identity);
        self.around.remove(identity);
        self.invalidate_files();
    }

    /// Drops cached files, because files outside the editor may have changed.
    pub fn invalidate_files(&mut self) {
        self.around.clear();
        let loaded = std::mem::take(&mut self.loaded).into_iter();
        self.stale
            .extend(loaded.map(|(root, (files, _))| (root, files)));
        self.graph = IncludeGraph::default();
        self.passed.clear();
        let specs = std::mem::take(&mut self.specs).into_iter();
        self.lines
            .extend(specs.map(|(root, spec)| (root, spec.into_lines())));
        self.fresh = false;
    }

    /// Resolves the specs again, without an environment.
    pub fn refresh(&mut self) {
        if std::mem::replace(&mut self.fresh, true) {
            return;
        }
        let open: Vec<String> = self.documents.keys().cloned().collect();
        let mut candidates: BTreeSet<String> = open.iter().cloned().collect();
        for identity in &open {
            let host = self.host;
            let around = self
                .around
                .entry(identity.clone())
                .or_insert_with(|| host.around(identity));
            candidates.extend(around.iter().cloned());
        }
        for candidate in &candidates {
            self.add_to_graph(candidate);
        }
        let open = open.into_iter().collect();
        let roots: BTreeSet<String> = self.graph.roots(&open).into_iter().collect();
        for root in &roots {
            self.load(root);
        }
        self.stale.clear();
        self.lines.retain(|root, _| roots.contains(root));
        self.specs.retain(|root, _| roots.contains(root));
        for root in roots {
            if !self.specs.contains_key(&root)
                && let Some((files, _)) = self.loaded.get(&root)
            {
                let earlier = self.lines.remove(&root).unwrap_or_default();
                self.specs.insert(root, Spec::new(files, earlier));
            }
        }
    }

    /// Checks the specs for their first environment.
    pub fn check(&mut self) {
        while self.check_first() == CheckStatus::More {}
    }

    /// Executes one stage of the checks for the first environments.
    pub fn check_first(&mut self) -> CheckStatus {
        self.refresh();
        let mut unchecked = self.specs.values_mut().filter(|spec| !spec.is_checked());
        match unchecked.any(|spec| spec.check_next(self.facts)) {
            true => CheckStatus::More,
            false => CheckStatus::Done,
        }
    }

    /// Executes one stage of the remaining checks.
    pub fn check_next(&mut self) -> CheckStatus {
        self.refresh();
        let mut specs = self.specs.values_mut();
        match specs.any(|spec| spec.check_next(self.facts)) {
            true => CheckStatus::More,
            false => CheckStatus::Done,
        }
    }

    /// Returns the specs of the open documents, by root, as of the last refresh.
    pub fn specs(&self) -> impl Iterator<Item = &Spec> {
        self.specs.values()
    }

    /// Returns the specs that a document belongs to, and its file id in each.
    #[must_use]
    pub fn specs_of(&self, identity: &str) -> Vec<(&Spec, FileId)> {
        self.specs()
            .filter_map(|spec| spec.file(identity).map(|file| (spec, file)))
            .collect()
    }

    /// Returns one of the specs that a document belongs to, and its file id there.
    #[must_use]
    pub fn spec_of(&self, identity: &str) -> Option<(&Spec, FileId)> {
        self.specs_of(identity).into_iter().next()
    }

    /// Returns the specs beside and below a file, as paths for its includes.
    #[must_use]
    pub fn includable(&self, identity: &str) -> Vec<String> {
        let folder = identity
            .rsplit_once(['/', '\\'])
            .map_or("", |(folder, _)| folder);
        if folder.is_empty() {
            return Vec::new();
        }
        let specs = self.host.below(folder).into_iter();
        let below = specs.filter(|spec| spec != identity).filter_map(|spec| {
            let path = spec.strip_prefix(folder)?.get(1..)?;
            Some(path.replace('\\', "/"))
        });
        below.collect()
    }

    /// Returns the resources of a document's spec, without the line at an offset, which is still being written.
    #[must_use]
    pub fn addresses(&self, identity: &str, offset: u32) -> Vec<Address> {
        let known = self.spec_of(identity).map(|(spec, _)| spec);
        let root = known.and_then(|spec| spec.sources().iter().next());
        let (Some((_, root)), Some(document)) = (root, self.documents.get(identity)) else {
            return Vec::new();
        };
        let text = &document.text;
        let at = offset as usize;
        let start = text
            .get(..at)
            .and_then(|text| text.rfind('\n'))
            .map_or(0, |at| at + 1);
        let end = text
            .get(at..)
            .and_then(|text| text.find('\n'))
            .map_or(text.len(), |end| at + end);
        let rest = [
            text.get(..start).unwrap_or(""),
            text.get(end..).unwrap_or(""),
        ]
        .concat();
        let mut documents = self.documents.clone();
        documents.insert(
            identity.to_owned(),
            Document {
                index: LineIndex::new(&rest),
                text: rest.into(),
                version: document.version,
            },
        );
        let Some(files) = self.parse_with(&root.name, &documents, Files::default()) else {
            return Vec::new();
        };
        let bindings = Bindings {
            env: files.environments().into_iter().next(),
            set: Vec::new(),
        };
        driver::addresses(&driver::check(&files, self.facts, &bindings), self.facts)
    }

    /// Returns every spec in the workspace's folders, including those of open documents, each root once.
    #[must_use]
    pub fn everything(&self) -> Vec<Files> {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut all = Vec::new();
        for spec in self.specs.values() {
            known.extend(identities(&spec.files));
            all.push(spec.files.clone());
        }
        let folders = self.folders.iter();
        for root in folders.flat_map(|folder| self.host.below(folder)) {
            if !known.contains(&root)
                && let Some(files) = self.parse(&root)
            {
                known.extend(identities(&files));
                all.push(files);
            }
        }
        all
    }

    fn put(&mut self, identity: String, text: String, version: i32) {
        let document = Document {
            index: LineIndex::new(&text),
            text: text.into(),
            version,
        };
        self.documents.insert(identity, document);
        self.fresh = false;
    }

    fn add_to_graph(&mut self, identity: &str) {
        let open = self.documents.contains_key(identity);
        let known = self.graph.contains(identity) || self.passed.contains(identity);
        if known {
            return;
        }
        // Neighbours matter only for their includes.
        let text = self
            .text(identity)
            .filter(|text| open || text.contains("include"));
        let Some(text) = text else {
            self.passed.insert(identity.to_owned());
            return;
        };
        let file = Loaded {
            identity: identity.to_owned(),
            name: identity.to_owned(),
            text,
        };
        let overlay = Overlay {
            host: self.host,
            documents: &self.documents,
        };
        self.graph.add(file, &overlay);
    }

    fn load(&mut self, root: &str) {
        let earlier = self.stale.remove(root).unwrap_or_default();
        if !self.loaded.contains_key(root)
            && let Some(files) = self.parse_with(root, &self.documents, earlier)
        {
            let included = identities(&files);
            self.loaded.insert(root.to_owned(), (files, included));
        }
    }

    fn text(&self, identity: &str) -> Option<Arc<str>> {
        match self.documents.get(identity) {
            Some(document) => Some(Arc::clone(&document.text)),
            None => self.host.read(identity),
        }
    }

    fn parse(&self, root: &str) -> Option<Files> {
        self.parse_with(root, &self.documents, Files::default())
    }

    fn parse_with(
        &self,
        root: &str,
        documents: &BTreeMap<String, Document>,
        earlier: Files,
    ) -> Option<Files> {
        let text = match documents.get(root) {
            Some(document) => Arc::clone(&document.text),
            None => self.host.read(root)?,
        };
        let loaded = Loaded {
            identity: root.to_owned(),
            name: root.to_owned(),
            text,
        };
        let overlay = Overlay {
            host: self.host,
            documents,
        };
        Some(driver::reload(loaded, &overlay, earlier))
    }
}

/// Open documents, with fallback to the files on disk.
struct Overlay<'w> {
    host: &'w dyn Host,
    documents: &'w BTreeMap<String, Document>,
}

impl Loader for Overlay<'_> {
    fn load(&self, from: &str, path: &str) -> Result<Loaded, LoadError> {
        let identity = self.host.identity(from, path);
        match self.documents.get(&identity) {
            Some(document) => Ok(Loaded {
                name: identity.clone(),
                identity,
                text: Arc::clone(&document.text),
            }),
            None => self.host.load(from, path),
        }
    }

    fn list(&self, from: &str, folder: &str) -> Vec<FolderEntry> {
        self.host.list(from, folder)
    }
}
