//! `gwc check --fix`: applies safe fixes until none are left, and reverts those that make things worse.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cli::check::Outcome;
use crate::cli::disk;
use crate::cli::exit::Failure;
use crate::cli::findings::Findings;
use crate::cli::terminal::Console;
use crate::diag::{self, Edit, Severity};
use crate::source::FileId;

/// A fix may uncover a fault that has a fix of its own, so fixing takes several rounds. The limit guarantees an end.
const MOST_ROUNDS: usize = 10;

/// A file before and after its fixes.
struct Rewrite {
    identity: String,
    name: String,
    old: Arc<str>,
    new: String,
}

/// Applies the safe fixes of an outcome, checks again, and repeats. Adds files that cannot be written to `failures`.
///
/// # Errors
/// When checking again fails.
pub(super) fn apply_all(
    mut outcome: Outcome,
    check: impl Fn() -> Result<Outcome, Failure>,
    failures: &mut Vec<Failure>,
    console: Console,
) -> Result<Outcome, Failure> {
    let mut fixed: BTreeSet<String> = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let mut written = Vec::new();
        for rewrite in rewrites(&outcome) {
            let Rewrite {
                identity,
                name,
                old,
                new,
            } = &rewrite;
            match disk::rewrite(identity, name, old, new) {
                Ok(()) => written.push(rewrite),
                Err(failure) => failures.push(failure),
            }
        }
        if written.is_empty() {
            break;
        }
        let next = check()?;
        if errors(&next.findings) > errors(&outcome.findings) {
            for Rewrite {
                identity,
                name,
                old,
                new,
            } in &written
            {
                disk::rewrite(identity, name, new, old)?;
            }
            break;
        }
        fixed.extend(written.into_iter().map(|rewrite| rewrite.name));
        outcome = next;
        if !failures.is_empty() {
            break;
        }
    }
    for name in fixed {
        console.status(&format!("fixed `{}`\n", diag::escape(&name)));
    }
    Ok(outcome)
}

fn errors(findings: &Findings) -> usize {
    let found = findings.diagnostics.iter();
    found.filter(|it| it.severity == Severity::Error).count()
}

/// Applies the safe fixes that do not overlap to each file.
fn rewrites(outcome: &Outcome) -> Vec<Rewrite> {
    let findings = &outcome.findings;
    let mut edits: BTreeMap<FileId, BTreeMap<u32, &Edit>> = BTreeMap::new();
    let fixes = findings.diagnostics.iter().filter_map(|it| it.fix.as_ref());
    for fix in fixes.filter(|fix| fix.safe) {
        let apart = fix.edits.iter().all(|edit| {
            let taken = edits.get(&edit.span.file);
            taken.is_none_or(|taken| is_apart(edit, taken))
        });
        if !apart {
            continue;
        }
        for edit in &fix.edits {
            let taken = edits.entry(edit.span.file).or_default();
            taken.insert(edit.span.start, edit);
        }
    }
    let rewrites = edits.into_iter().filter_map(|(file, edits)| {
        let file = findings.sources.get(file)?;
        if !outcome.fixable.contains(&file.identity) {
            return None;
        }
        let edits: Vec<&Edit> = edits.into_values().collect();
        Some(Rewrite {
            identity: file.identity.clone(),
            name: file.name.clone(),
            old: Arc::clone(&file.text),
            new: diag::fix::apply(&file.text, &edits)?,
        })
    });
    rewrites.collect()
}

/// Returns true if an edit overlaps none of those taken so far, which are keyed by their start.
fn is_apart(edit: &Edit, taken: &BTreeMap<u32, &Edit>) -> bool {
    let before = taken.range(..=edit.span.start).next_back();
    let after = taken.range(edit.span.start..).next();
    before.is_none_or(|(start, it)| it.span.end <= edit.span.start && *start != edit.span.start)
        && after.is_none_or(|(start, _)| edit.span.end <= *start)
}
