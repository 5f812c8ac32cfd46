//! The include graph, which tells root specs from included files. An included file is checked through its roots.
//!
//! Used by the command line and the editor. Each file is parsed once to find its includes, and only roots are loaded
//! completely, so the cost is linear in the number of files.

use std::collections::{BTreeMap, BTreeSet};

use super::{included_paths, includes_of};
use crate::source::{FileId, Loaded, Loader};
use crate::syntax;
use crate::syntax::statements::statements;

/// The maximum number of files of one graph.
const MOST_FILES: usize = 20_000;

/// The includes of a set of specs, by identity.
#[derive(Clone, Debug, Default)]
pub struct IncludeGraph {
    included: BTreeMap<String, BTreeSet<String>>,
}

impl IncludeGraph {
    /// Adds a spec and the files that it includes, unless they are already there.
    pub fn add(&mut self, spec: Loaded, loader: &dyn Loader) {
        let mut waiting = vec![spec];
        while let Some(file) = waiting.pop() {
            if self.contains(&file.identity) || self.included.len() >= MOST_FILES {
                continue;
            }
            let mut included = BTreeSet::new();
            for path in paths_of(&file, loader) {
                // A file that cannot be read is reported by the specs that include it.
                if let Ok(below) = loader.load(&file.identity, &path) {
                    included.insert(below.identity.clone());
                    if !self.contains(&below.identity) {
                        waiting.push(below);
                    }
                }
            }
            self.included.insert(file.identity, included);
        }
    }

    /// Removes the includes of a file, because its text has changed.
    pub fn forget(&mut self, identity: &str) {
        self.included.remove(identity);
    }

    /// Returns true if a file is known.
    #[must_use]
    pub fn contains(&self, identity: &str) -> bool {
        self.included.contains_key(identity)
    }

    /// Returns the roots that are in `requested` or include one of its files, directly or not, in order. A root is included
    /// by no other file; in a cycle, the first file is the root.
    #[must_use]
    pub fn roots(&self, requested: &BTreeSet<String>) -> Vec<String> {
        let needed = self.including(requested);
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut roots = Vec::new();
        // Except in a cycle, a file that finishes later is not included by one that finished earlier.
        for identity in self.finishing_order().into_iter().rev() {
            if seen.contains(identity) {
                continue;
            }
            self.walk(identity, &mut seen);
            if needed.contains(identity) {
                roots.push(identity.to_owned());
            }
        }
        roots.sort();
        roots
    }

    /// Returns `requested` and all files that they include, directly or not.
    #[must_use]
    pub fn included_by(&self, requested: &BTreeSet<String>) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        for file in requested {
            self.walk(file, &mut seen);
        }
        seen.into_iter().map(str::to_owned).collect()
    }

    /// Returns `requested` and all files that include one of them.
    fn including<'g>(&'g self, requested: &'g BTreeSet<String>) -> BTreeSet<&'g str> {
        let mut by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, included) in &self.included {
            for other in included {
                by.entry(other).or_default().push(file);
            }
        }
        let mut found = BTreeSet::new();
        let mut waiting: Vec<&str> = requested.iter().map(String::as_str).collect();
        while let Some(file) = waiting.pop() {
            if found.insert(file) {
                waiting.extend(by.get(file).into_iter().flatten());
            }
        }
        found
    }

    /// Returns the files in depth-first order from the first file, each after the files that it includes.
    fn finishing_order(&self) -> Vec<&str> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut finished = Vec::new();
        for start in self.included.keys() {
            if !seen.insert(start) {
                continue;
            }
            let mut stack = vec![(start.as_str(), self.below(start))];
            while let Some((file, mut rest)) = stack.pop() {
                match rest.next() {
                    Some(next) => {
                        stack.push((file, rest));
                        if seen.insert(next) {
                            stack.push((next, self.below(next)));
                        }
                    }
                    None => finished.push(file),
                }
            }
        }
        finished
    }

    /// Marks a file and everything that it includes.
    fn walk<'g>(&'g self, start: &'g str, seen: &mut BTreeSet<&'g str>) {
        let mut waiting = vec![start];
        while let Some(file) = waiting.pop() {
            if seen.insert(file) {
                waiting.extend(self.below(file));
            }
        }
    }

    fn below(&self, file: &str) -> impl Iterator<Item = &str> {
        let included = self.included.get(file).into_iter().flatten();
        included.map(String::as_str)
    }
}

/// Returns the paths of a file's includes, with patterns expanded. Only their lines are parsed.
fn paths_of(file: &Loaded, loader: &dyn Loader) -> Vec<String> {
    if !file.text.contains("include") {
        return Vec::new();
    }
    let lines = statements(&file.text).all.into_iter();
    let lines = lines.filter_map(|statement| {
        let (first, last) = (statement.words.first()?, statement.words.last()?);
        let line = file.text.get(first.start as usize..last.end as usize)?;
        (statement.parent.is_none() && line.starts_with("include")).then_some(line)
    });
    let includes = lines.flat_map(|line| includes_of(&syntax::parse(FileId(0), line).ast));
    let relative = includes.filter(|include| !super::is_absolute(&include.value));
    relative
        .flat_map(|include| included_paths(loader, &file.identity, &include.value))
        .collect()
}
