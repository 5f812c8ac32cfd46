//! One fault, one finding: drops findings that only follow from others, and merges repeated ones.
//!
//! Knows codes and places, nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Diagnostic, codes, statements};
use crate::source::{FileId, Sources, Span};

/// More places of one fault than this say nothing new.
const MOST_PLACES: usize = 5;

/// Lines without a block that are further apart, in bytes, have causes of their own.
const NEAR: u32 = 240;

/// Tests of the routes.
const FAILED_TESTS: [Code; 6] = [
    codes::UNEXPECTED_BACKEND,
    codes::UNEXPECTED_PATH,
    codes::UNEXPECTED_AUTH,
    codes::UNEXPECTED_LIMIT,
    codes::UNEXPECTED_HEADER,
    codes::REFUSED_PREFLIGHT,
];

/// Declarations that nothing refers to.
const UNUSED: [Code; 4] = [
    codes::UNUSED_BACKEND,
    codes::UNUSED_AUTH,
    codes::UNUSED_NETWORK,
    codes::UNUSED_PARAM,
];

/// The findings without those that another finding explains. They must be in the order of the text, and point into
/// `sources`.
#[must_use]
pub fn causes(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let diagnostics = statements::first_causes(diagnostics, sources);
    merge_undeclared(merge_stray(without_consequences(diagnostics)))
}

/// Is it an error of syntax or names, so that a part of the spec is not understood?
fn is_early(finding: &Diagnostic) -> bool {
    finding.is_error() && finding.code < codes::DUPLICATE_ROUTE
}

/// Drops what follows from errors of syntax and names.
fn without_consequences(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let early = Early::new(&diagnostics);
    if !early.spans.is_empty() {
        diagnostics.retain(|finding| !early.explains(finding));
    }
    diagnostics
}

/// The errors of syntax and names.
struct Early {
    /// Their places, in the order of the text.
    spans: BTreeMap<FileId, Vec<Span>>,
    /// Names that nothing declares.
    undeclared: BTreeSet<String>,
    /// The names that those could stand for.
    suggested: BTreeSet<String>,
}

impl Early {
    fn new(diagnostics: &[Diagnostic]) -> Self {
        let mut early = Self {
            spans: BTreeMap::new(),
            undeclared: BTreeSet::new(),
            suggested: BTreeSet::new(),
        };
        for finding in diagnostics.iter().filter(|it| is_early(it)) {
            let span = finding.primary.span;
            early.spans.entry(span.file).or_default().push(span);
            if finding.code == codes::UNDECLARED_NAME {
                let name = finding.message.rsplit('`').nth(1);
                early.undeclared.extend(name.map(str::to_owned));
            }
            if [codes::UNDECLARED_NAME, codes::MISSPELLED_NAME].contains(&finding.code) {
                let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
                early.suggested.extend(edits.map(|edit| edit.text.clone()));
            }
        }
        early
    }

    fn explains(&self, finding: &Diagnostic) -> bool {
        let names =
            |names: &BTreeSet<String>| quoted(&finding.message).any(|it| names.contains(it));
        // Tests cannot be judged while a part of the spec is not understood.
        FAILED_TESTS.contains(&finding.code)
            // The declaration that a misspelled name should have used.
            || (UNUSED.contains(&finding.code) && names(&self.suggested))
            // A rename to a name that nothing declares.
            || (finding.code == codes::INVALID_MOVED && names(&self.undeclared))
            || (finding.code >= codes::DUPLICATE_ROUTE && self.is_within(finding.primary.span))
    }

    /// Does a place contain an early error?
    fn is_within(&self, span: Span) -> bool {
        let spans = self.spans.get(&span.file).map_or(&[][..], Vec::as_slice);
        let first = spans.partition_point(|it| it.start < span.start);
        spans
            .get(first)
            .is_some_and(|it| it.start < span.end && it.end <= span.end)
    }
}

/// The names that a message quotes: the last word of each, e.g. `orders` of `ecs orders`.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    let texts = message.split('`').skip(1).step_by(2);
    texts.filter_map(|text| text.split(' ').next_back())
}

/// Makes one finding of a stray `}` and the lines before it that belong to no block: a `{` is missing there.
fn merge_stray(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for mut finding in diagnostics {
        if finding.code == codes::STRAY_BRACE {
            let mut next = finding.primary.span;
            let mut first = None;
            while let Some(before) = merged.last().filter(|it| precedes(it, next)) {
                next = before.primary.span;
                first = Some(next);
                merged.pop();
            }
            if let Some(span) = first {
                finding =
                    finding.related(span, "this belongs to no block; a `{` may be missing above");
            }
        }
        merged.push(finding);
    }
    merged
}

/// Is it about a line without a block, shortly before `next`?
fn precedes(finding: &Diagnostic, next: Span) -> bool {
    let span = finding.primary.span;
    let is_line = [
        codes::UNKNOWN_ITEM,
        codes::UNKNOWN_SETTING,
        codes::UNEXPECTED_TOKEN,
    ];
    is_line.contains(&finding.code)
        && span.file == next.file
        && next.start.saturating_sub(span.end) < NEAR
}

/// Makes one finding of all uses of an undeclared name: the first use, with the others beside it.
fn merge_undeclared(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let mut first: BTreeMap<(Code, String), usize> = BTreeMap::new();
    for finding in diagnostics {
        if finding.code != codes::UNDECLARED_NAME {
            merged.push(finding);
            continue;
        }
        let key = (finding.code, finding.message.clone());
        let known = first.get(&key).and_then(|at| merged.get_mut(*at));
        match known {
            None => {
                first.insert(key, merged.len());
                merged.push(finding);
            }
            Some(known) => {
                if known.related.len() < MOST_PLACES {
                    known.related.push(super::Label {
                        span: finding.primary.span,
                        text: "also used here".to_owned(),
                    });
                }
                match (&mut known.fix, finding.fix) {
                    (Some(fix), Some(other)) => fix.edits.extend(other.edits),
                    (fix, _) => *fix = None,
                }
            }
        }
    }
    merged
}
