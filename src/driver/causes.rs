//! Reports each fault once: drops findings that are consequences of others, and merges repeated ones.
//!
//! Knows only codes, places, and the statements of the text.

mod items;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Diagnostic, Label, codes};
use crate::source::{FileId, Sources, Span};

use items::{Items, line_at, words};

/// The number of places of one fault to report; more would not help.
const MOST_PLACES: usize = 5;

/// Lines without a block that are further apart than this, in bytes, have separate causes.
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

/// Declarations without a use.
const UNUSED: [Code; 4] = [
    codes::UNUSED_BACKEND,
    codes::UNUSED_AUTH,
    codes::UNUSED_NETWORK,
    codes::UNUSED_PARAM,
];

/// A missing or superfluous part of an item, which may be caused by a setting that could not be parsed.
const INCOMPLETE: [Code; 12] = [
    codes::MISSING_AUDIENCE,
    codes::CORS_WITHOUT_ORIGINS,
    codes::MISSING_PARAMETER,
    codes::UNDEFINED_STAGE_VARIABLE,
    codes::FIFO_QUEUE_PARAMETER,
    codes::AMBIGUOUS_NETWORK,
    codes::ENDPOINT_IP_COUNT,
    codes::INCOMPLETE_EXISTING_NETWORK,
    codes::INGRESS_WITHOUT_ENDPOINT,
    codes::UNREACHABLE_GATEWAY,
    codes::DUPLICATE_DOMAIN,
    codes::CONFLICTING_DOMAIN,
];

/// Undeclared names.
const UNDECLARED: [Code; 4] = [
    codes::UNDECLARED_NAME,
    codes::UNKNOWN_ENV,
    codes::UNKNOWN_SET_NAME,
    codes::INVALID_MOVED,
];

/// Errors after which a whole line and its declaration are missing.
const LOST_LINES: [Code; 3] = [
    codes::UNEXPECTED_TOKEN,
    codes::WRONG_ARROW,
    codes::UNKNOWN_ITEM,
];

/// Errors after which a whole item is missing.
const LOST_ITEMS: [Code; 4] = [
    codes::UNCLOSED_BLOCK,
    codes::STRAY_BRACE,
    codes::NESTED_TOO_DEEP,
    codes::LINE_TOO_LONG,
];

/// Removes findings that another finding explains. The findings must be in the order of the text, and refer to
/// `sources`.
#[must_use]
pub(super) fn causes(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let diagnostics = statements::first_causes(diagnostics, sources);
    let diagnostics = without_consequences(without_continued(diagnostics, sources));
    let diagnostics = merge_stray(without_incomplete(diagnostics, sources));
    merge_undeclared(merge_failures(diagnostics, sources))
}

/// Drops findings in the continuation lines of a route that is split over two lines, or of a list without its `]`.
fn without_continued(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    // The end of the text that the last finding covers.
    let mut end: Option<Span> = None;
    for finding in diagnostics {
        let span = finding.primary.span;
        let is_next = end.is_some_and(|end| {
            let between = sources
                .text(end.file)
                .get(end.end as usize..span.start as usize);
            let is_blank = |text: &str| text.chars().all(|it| it.is_whitespace() || it == '[');
            end.file == span.file && between.is_some_and(is_blank)
        });
        let belongs = kept.last().is_some_and(|last| match last.code {
            codes::UNCLOSED_LIST => finding.code == codes::UNKNOWN_SETTING,
            codes::UNEXPECTED_TOKEN => {
                let start = last.primary.span.start;
                let is_line_end = start == last.primary.span.end;
                is_line_end && finding.message == "unexpected `->`"
            }
            _ => false,
        });
        if is_next && belongs {
            if let Some(last) = kept
                .last_mut()
                .filter(|it| it.code == codes::UNEXPECTED_TOKEN)
            {
                last.help = Some("a route is one line: `METHOD PATH -> BACKEND`".to_owned());
            }
            end = Some(span);
            continue;
        }
        if finding.is_error() {
            end = Some(span);
        }
        kept.push(finding);
    }
    kept
}

/// Returns true for errors of syntax or names, after which a part of the spec is unknown.
fn is_early(finding: &Diagnostic) -> bool {
    finding.is_error() && finding.code < codes::DUPLICATE_ROUTE
}

/// Drops the consequences of errors of syntax and names.
fn without_consequences(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let early = Early::new(&diagnostics);
    if !early.spans.is_empty() {
        diagnostics.retain(|finding| !early.explains(finding));
    }
    diagnostics
}

/// Returns true if a finding reports a missing part of its item.
fn is_incomplete(finding: &Diagnostic) -> bool {
    let lacks_pool = finding.code == codes::WRONG_VALUE_COUNT
        && finding.message.ends_with("needs the id of a user pool");
    INCOMPLETE.contains(&finding.code) || lacks_pool
}

/// Drops the consequences of a part of an item that could not be parsed: parts missing from the item, and names that
/// only a lost line declares.
fn without_incomplete(mut diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let early = diagnostics
        .iter()
        .filter(|it| is_early(it) && !is_incomplete(it));
    let early: Vec<(Span, Code)> = early.map(|it| (it.primary.span, it.code)).collect();
    let is_late = |it: &Diagnostic| it.is_error() && !is_early(it);
    if early.is_empty() && diagnostics.iter().filter(|it| is_late(it)).count() < 2 {
        return diagnostics;
    }
    let mut items: BTreeMap<FileId, Items> = BTreeMap::new();
    let mut faulty: BTreeSet<(FileId, usize)> = BTreeSet::new();
    let mut lost: BTreeSet<&str> = BTreeSet::new();
    let mut lost_items: BTreeSet<(FileId, usize)> = BTreeSet::new();
    let parameters = diagnostics
        .iter()
        .filter(|it| it.code == codes::UNKNOWN_PARAMETER);
    let parameters = parameters.map(|it| (it.primary.span, it.code));
    for (span, code) in early.into_iter().chain(parameters) {
        let text = sources.text(span.file);
        let items = items.entry(span.file).or_insert_with(|| Items::of(text));
        let extent = items.extent(span.start);
        faulty.insert((span.file, extent.start));
        if LOST_ITEMS.contains(&code) {
            // Once for all faults of an item, because an item can be as large as the text.
            if lost_items.insert((span.file, extent.start)) {
                lost.extend(words(text.get(extent).unwrap_or("")));
            }
        } else if LOST_LINES.contains(&code) {
            lost.extend(words(line_at(text, span.start)));
        }
    }
    let values: BTreeSet<Span> = diagnostics
        .iter()
        .filter(|it| is_late(it) && !is_incomplete(it))
        .map(|it| it.primary.span)
        .collect();
    diagnostics.retain(|finding| {
        if UNDECLARED.contains(&finding.code) {
            let name = quoted_names(&finding.message).last();
            return !name.is_some_and(|name| lost.contains(name));
        }
        let related = finding.related.iter().map(|label| label.span);
        let mut places = related.chain([finding.primary.span]);
        let is_faulty = |span: Span| {
            let items = items.get(&span.file);
            items.is_some_and(|it| faulty.contains(&(span.file, it.extent(span.start).start)))
        };
        let whole = finding.primary.span;
        let first = Span {
            end: whole.start,
            ..whole
        };
        let inner = values.range(first..).next();
        let is_of_faulty_value =
            inner.is_some_and(|it| it.file == whole.file && it.end <= whole.end);
        !is_incomplete(finding) || !is_of_faulty_value && !places.any(is_faulty)
    });
    diagnostics
}

/// The errors of syntax and names.
struct Early {
    /// Their places, in the order of the text.
    spans: BTreeMap<FileId, Vec<Span>>,
    /// Undeclared names.
    undeclared: BTreeSet<String>,
    /// Names suggested for them.
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
            |names: &BTreeSet<String>| quoted_names(&finding.message).any(|it| names.contains(it));
        // Tests cannot be evaluated while a part of the spec is unknown.
        FAILED_TESTS.contains(&finding.code)
            // The declaration that a misspelled name should have used.
            || (UNUSED.contains(&finding.code) && names(&self.suggested))
            // A rename to an undeclared name.
            || (finding.code == codes::INVALID_MOVED && names(&self.undeclared))
            || (finding.code >= codes::DUPLICATE_ROUTE && self.is_within(finding.primary.span))
    }

    /// Returns true if a place contains an early error.
    fn is_within(&self, span: Span) -> bool {
        let spans = self.spans.get(&span.file).map_or(&[][..], Vec::as_slice);
        let first = spans.partition_point(|it| it.start < span.start);
        spans
            .get(first)
            .is_some_and(|it| it.start < span.end && it.end <= span.end)
    }
}

/// Returns the names that a message quotes: the last word of each quotation, e.g. `orders` of `ecs orders`.
fn quoted_names(message: &str) -> impl Iterator<Item = &str> {
    let texts = message.split('`').skip(1).step_by(2);
    texts.filter_map(|text| text.split(' ').next_back())
}

/// Merges a stray `}` and the preceding lines without a block into one finding: a `{` is missing there.
fn merge_stray(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for mut finding in diagnostics {
        let is_brace = finding.primary.span.start < finding.primary.span.end;
        if finding.code == codes::STRAY_BRACE && is_brace {
            let mut next = finding.primary.span;
            // A setting that takes a block, without its `{`.
            let tail = merged.len().saturating_sub(MOST_PLACES);
            let near = merged.get(tail..).unwrap_or_default();
            if let Some(at) = near.iter().rposition(|it| lacks_brace(it, next)) {
                let after = merged.split_off(tail + at + 1);
                merged.extend(after.into_iter().filter(|it| !precedes(it, next)));
                continue;
            }
            let mut first = None;
            while let Some(before) = merged.last().filter(|it| precedes(it, next)) {
                next = before.primary.span;
                first = Some(next);
                merged.pop();
            }
            if let Some(span) = first {
                finding =
                    finding.place(span, "this belongs to no block; a `{` may be missing above");
                // Without the brace, each of these lines would be a finding of its own.
                finding.fix = None;
            }
        }
        merged.push(finding);
    }
    merged
}

/// Returns true for a finding about a setting without its block, shortly before the `}` at `next`.
fn lacks_brace(finding: &Diagnostic, next: Span) -> bool {
    let span = finding.primary.span;
    finding.code == codes::WRONG_VALUE_COUNT
        && ["takes a block", "takes one host name"]
            .iter()
            .any(|end| finding.message.ends_with(end))
        && span.file == next.file
        && next.start.saturating_sub(span.end) < NEAR
}

/// Returns true for a finding about a line without a block, shortly before `next`.
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

/// Merges all failures of one test into the first one.
fn merge_failures(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for finding in diagnostics {
        // If the path or the backend differs, the route does too, and none of its other properties match.
        let is_other_route = |it: &Diagnostic| {
            [codes::UNEXPECTED_BACKEND, codes::UNEXPECTED_PATH].contains(&it.code)
        };
        let is_failure = |it: &Diagnostic| FAILED_TESTS.contains(&it.code);
        let last = merged.last_mut().filter(|last| {
            let (first, next) = (last.primary.span, finding.primary.span);
            let between = sources
                .text(first.file)
                .get(first.start as usize..next.start as usize);
            is_other_route(last)
                && is_failure(&finding)
                && first.file == next.file
                && between.is_some_and(|text| !text.contains(['\n', ';']))
        });
        match last {
            Some(first) => {
                let span = finding.primary.span;
                first.related.push(Label {
                    span,
                    text: finding.message,
                });
            }
            None => merged.push(finding),
        }
    }
    merged
}

/// Merges all uses of an undeclared name into the first one.
fn merge_undeclared(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    // All names that are similar to a misspelled declaration refer to it.
    let near = |it: &Diagnostic, code: Code| {
        let edits = it.fix.iter().flat_map(|fix| &fix.edits);
        let text = edits.map(|edit| edit.text.clone()).next();
        text.filter(|_| it.code == code)
    };
    let meant = diagnostics
        .iter()
        .filter_map(|it| near(it, codes::UNDECLARED_NAME));
    let meant: BTreeSet<String> = meant.collect();
    diagnostics.retain(|it| {
        let text = near(it, codes::MISSPELLED_NAME);
        !text.is_some_and(|text| meant.contains(&text))
    });
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let mut first: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for finding in diagnostics {
        if finding.code != codes::UNDECLARED_NAME {
            merged.push(finding);
            continue;
        }
        let name = quoted_names(&finding.message).last().unwrap_or_default();
        // Uses with different fixes need different help.
        let mut edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        let key = (edits.any(|edit| edit.text.is_empty()), name.to_owned());
        let known = first.get(&key).and_then(|at| merged.get_mut(*at));
        match known {
            None => {
                first.insert(key, merged.len());
                merged.push(finding);
            }
            Some(known) => {
                if known.related.len() < MOST_PLACES {
                    known.related.push(Label {
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
