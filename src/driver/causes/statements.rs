//! Reduces the errors of one statement to the first one that explains the others.
//!
//! A statement is a line, or a part of a line between `;` and braces. Knows only codes and places, not the language.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, codes};
use crate::source::{FileId, Sources, Span};
use crate::syntax::statements::parts;

/// Values of a wrong type or number. Whatever follows such a value is misparsed too.
const VALUES: [Code; 6] = [
    codes::WRONG_VALUE_COUNT,
    codes::WRONG_VALUE,
    codes::MISSING_UNIT,
    codes::WRONG_UNIT,
    codes::INVALID_NUMBER,
    codes::WRONG_PARAM_TYPE,
];

/// Syntax errors after which a part of the statement is ignored, so that it has a different meaning.
const LOST: [Code; 9] = [
    codes::UNEXPECTED_TOKEN,
    codes::UNCLOSED_STRING,
    codes::UNPRINTABLE_CHARACTER,
    codes::UNCLOSED_LIST,
    codes::INVALID_NAME,
    codes::INVALID_REFERENCE,
    codes::UNKNOWN_CLAUSE,
    codes::UNKNOWN_BACKEND_KIND,
    codes::SCOPES_WITHOUT_BRACKETS,
];

/// Removes the errors that are consequences of another one in their statement. The findings must be in the order of the
/// text.
pub(super) fn first_causes(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    // An ignored clause may be the authorization.
    let is_public = |it: &Diagnostic| it.code == codes::UNPROTECTED_ROUTE;
    let related = diagnostics
        .iter()
        .filter(|it| it.is_error() || is_public(it));
    if related.count() < 2 {
        return diagnostics;
    }
    let mut starts: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
    let mut groups: BTreeMap<(FileId, usize), Vec<usize>> = BTreeMap::new();
    for (index, finding) in diagnostics.iter().enumerate() {
        let span = finding.primary.span;
        let starts = starts
            .entry(span.file)
            .or_insert_with(|| parts(sources.text(span.file)));
        if finding.is_error() || is_public(finding) {
            let statement = starts.partition_point(|start| *start <= span.start);
            groups
                .entry((span.file, statement))
                .or_default()
                .push(index);
        }
    }
    let mut diagnostics = diagnostics;
    let mut dropped = vec![false; diagnostics.len()];
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let findings = group
            .iter()
            .filter_map(|at| Some((*at, diagnostics.get(*at)?)));
        let (errors, notes): (Vec<_>, Vec<_>) = findings.partition(|(_, it)| it.is_error());
        let notes = notes
            .iter()
            .filter(|_| !errors.is_empty())
            .map(|(at, _)| *at);
        let consequences = consequences(&errors);
        let all: Vec<usize> = consequences.into_iter().chain(notes).collect();
        join_scopes(&mut diagnostics, &group, &all);
        for at in all {
            dropped.get_mut(at).into_iter().for_each(|it| *it = true);
        }
    }
    let mut unclosed: Option<Span> = None;
    for (finding, dropped) in diagnostics.iter().zip(&mut dropped) {
        let span = finding.primary.span;
        match finding.code {
            codes::UNCLOSED_BLOCK => unclosed = Some(span),
            codes::BRACE_ON_ITS_OWN_LINE => {
                *dropped |= unclosed.is_some_and(|first| is_one_line(sources, first, span));
            }
            _ => {}
        }
    }
    let kept = diagnostics.into_iter().zip(dropped);
    kept.filter_map(|(finding, dropped)| (!dropped).then_some(finding))
        .collect()
}

/// Adds the brackets of dropped scopes to the fix of the comma before them: `auth users, read`.
fn join_scopes(diagnostics: &mut [Diagnostic], group: &[usize], dropped: &[usize]) {
    let is = |at: &usize, code: Code| diagnostics.get(*at).is_some_and(|it| it.code == code);
    let scopes = dropped
        .iter()
        .find(|at| is(at, codes::SCOPES_WITHOUT_BRACKETS));
    let comma = group.iter().find(|at| is(at, codes::COMMA_BETWEEN_VALUES));
    let (Some(scopes), Some(comma)) = (scopes.copied(), comma.copied()) else {
        return;
    };
    let fix = diagnostics.get_mut(scopes).and_then(|it| it.fix.take());
    let whole = diagnostics.get_mut(comma).and_then(|it| it.fix.as_mut());
    if let (Some(whole), Some(fix)) = (whole, fix) {
        whole.edits.extend(fix.edits);
    }
}

/// Returns the errors of a statement that are consequences of others.
fn consequences(errors: &[(usize, &Diagnostic)]) -> Vec<usize> {
    let place = |codes: &[Code]| errors.iter().position(|(_, it)| codes.contains(&it.code));
    let token = place(&[codes::UNEXPECTED_TOKEN]);
    // Whatever follows a wrong value cannot be parsed, so its errors are not worth reporting.
    let is_by_value = place(&VALUES).is_some_and(|value| token.is_some_and(|token| value < token))
        && place(&LOST) == token;
    let is_lost = !is_by_value && place(&LOST).is_some();
    let is_misread =
        is_lost || place(&VALUES).is_some() || place(&[codes::METHODS_WITHOUT_COMMA]).is_some();
    let has_arrow = place(&[codes::WRONG_ARROW]).is_none();
    let mut dropped = Vec::new();
    let mut seen: Vec<Code> = Vec::new();
    for (at, it) in errors {
        let is_syntax = it.code.number() < 100;
        let is_second = match it.code {
            codes::UNEXPECTED_TOKEN => is_by_value || seen.iter().any(|code| code.number() < 100),
            codes::SCOPES_WITHOUT_BRACKETS => seen.contains(&codes::COMMA_BETWEEN_VALUES),
            codes::WRONG_VALUE_COUNT => place(&[codes::COMMA_BETWEEN_VALUES]).is_some(),
            codes::WRONG_VALUE => seen.iter().any(|code| VALUES.contains(code)),
            _ => false,
        };
        let is_late = it.code >= codes::DUPLICATE_ROUTE;
        // The value of an undeclared param is unknown, and so is any text that contains it.
        let is_unknown = VALUES.contains(&it.code) && holds_undeclared(errors, it.primary.span);
        let is_misplaced = !has_arrow && it.code == codes::UNDECLARED_NAME;
        if is_second || is_misplaced || is_unknown || is_lost && !is_syntax || is_misread && is_late
        {
            dropped.push(*at);
        } else {
            seen.push(it.code);
        }
    }
    dropped
}

/// Returns true if a place contains an undeclared name.
fn holds_undeclared(errors: &[(usize, &Diagnostic)], place: Span) -> bool {
    let undeclared = errors
        .iter()
        .filter(|(_, it)| it.code == codes::UNDECLARED_NAME);
    let mut spans = undeclared.map(|(_, it)| it.primary.span);
    spans.any(|span| place.start <= span.start && span.end <= place.end)
}

fn is_one_line(sources: &Sources, first: Span, second: Span) -> bool {
    let between = first.start as usize..second.start as usize;
    let between = sources.text(first.file).get(between);
    first.file == second.file && between.is_some_and(|text| !text.contains('\n'))
}
