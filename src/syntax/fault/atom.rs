//! Faults of bare values: GW0020, a comma after one; GW0021, a param inside one; GW0003, `{id}` in a path or URL;
//! GW0001, a brace glued to a word.

use super::super::lower::TreeBuilder;
use super::{reference, unexpected, variable};
use crate::diag::{Code, Diagnostic, codes};
use crate::source::{Span, offset_of};

const COMMA: Code = codes::COMMA_BETWEEN_VALUES;

/// Checks a bare value, and returns it without the commas at its end.
pub(in super::super) fn check<'w>(
    cx: &mut TreeBuilder<'_>,
    span: Span,
    written: &'w str,
) -> &'w str {
    let bare = written.trim_end_matches(',');
    if bare.len() < written.len() {
        let commas = at_offset(span, bare.len());
        let rest = cx.text().get(span.end as usize..).unwrap_or("");
        let before = cx.text().get(..span.start as usize).unwrap_or("");
        cx.report(match is_in_block(before) && precedes_setting(rest) {
            true => comma_between_settings(commas),
            false => comma(commas),
        });
    }
    let span = Span {
        end: span.start + offset_of(bare.len()),
        ..span
    };
    if let Some(at) = bare.find('{') {
        let before = bare.get(..at).unwrap_or("");
        if before.ends_with('$') {
            cx.report(reference::unquoted(span, bare));
        } else if before.contains('/') {
            check_braces(cx, span, bare);
        } else {
            cx.report(unexpected::brace_in_word(at_offset(span, at)));
        }
    } else if bare.contains('$') && bare != "$default" && !is_reference(bare) {
        let fault = reference::embedded(span, bare);
        if let Some(fault) = fault {
            cx.report(fault);
        }
    }
    bare
}

/// Returns true if a bare value contains a `$name` that is reported as such.
pub(in super::super) fn contains_reference(bare: &str) -> bool {
    bare == "$default" || reference::embedded(Span::default(), bare).is_some()
}

/// Returns true if a bare value as a whole is `$name` or `$source.key`.
fn is_reference(bare: &str) -> bool {
    bare.strip_prefix('$')
        .is_some_and(|name| reference::read(name).is_some())
}

/// Reports each `{..}` of a path or URL.
fn check_braces(cx: &mut TreeBuilder<'_>, span: Span, written: &str) {
    let mut at = 0;
    while let Some((before, rest)) = written.get(at..).and_then(|rest| rest.split_once('{')) {
        let start = at + before.len();
        at = start + 1 + rest.find('}').map_or(rest.len(), |end| end + 1);
        let braced = written.get(start..at).unwrap_or("");
        let end = at_offset(span, at).start;
        let span = Span {
            end,
            ..at_offset(span, start)
        };
        cx.report(variable::braced(span, braced));
    }
}

/// The part of a span from `at` on.
fn at_offset(span: Span, at: usize) -> Span {
    Span {
        start: span.start + offset_of(at),
        ..span
    }
}

/// Returns true if a text ends within a line of a block, and not among the clauses of a route.
fn is_in_block(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    line.rsplit_once("->")
        .is_none_or(|(_, after)| after.contains('{'))
}

/// Returns true if a text goes on with a setting: `B 2 }`, `B: 2`, `b=1`.
fn precedes_setting(rest: &str) -> bool {
    let end = rest.find([',', ';', '}', '\n']).unwrap_or(rest.len());
    let words: Vec<&str> = rest
        .get(..end)
        .unwrap_or("")
        .split_whitespace()
        .take(3)
        .collect();
    let word = words.first().copied().unwrap_or("");
    let is_pair = words.len() == 2 && !rest.get(..end).unwrap_or("").contains([']', '"']);
    let is_sign = words.get(1).is_some_and(|next| matches!(*next, "=" | ":"));
    let name = word.find(['=', ':']).and_then(|at| word.get(..at));
    let is_name = |name: &str| {
        let letters = name.bytes();
        !name.is_empty()
            && letters
                .into_iter()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    is_sign || is_pair && is_name(word) || name.is_some_and(is_name) && !word.contains("://")
}

fn comma_between_settings(commas: Span) -> Diagnostic {
    Diagnostic::error(COMMA, commas, "unexpected comma between settings")
        .help("write each setting on a line of its own, or `;` between them")
        .safe_fix("write `;`", commas, ";")
}

fn comma(commas: Span) -> Diagnostic {
    Diagnostic::error(COMMA, commas, "unexpected comma between values")
        .help("separate values with spaces")
        .safe_fix("remove the comma", commas, "")
}
