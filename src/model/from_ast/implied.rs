//! Backends that routes imply because no item declares them, and names that look misspelt.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::{CONFLICTING_KIND, MISSPELLED_NAME, SIMILAR_NAMES};
use crate::diag::near::{Budget, nearest};
use crate::model::BackendKind;
use crate::model::Symbol;
use crate::model::from_ast::names::{self, BackendName};
use crate::model::from_ast::{Resolver, access, groups};
use crate::source::{Span, Spanned};
use crate::syntax::ast;

/// Declares the backends that only routes name, and records `private` and `public`.
pub(super) fn imply<'a>(cx: &mut Resolver<'a>, asts: &'a [ast::Ast]) {
    let mut targets = Vec::new();
    for ast in asts {
        groups::targets(&ast.items, &mut targets);
    }
    let declared: Vec<(&'a str, BackendKind)> = cx
        .names
        .backends()
        .map(|backend| (backend.name.value.as_str(), backend.kind.value))
        .collect();
    for target in &targets {
        if let Some(word) = target.kind {
            imply_kind(cx, &declared, target.span, word, target.name);
        }
    }
    cx.names.backend_ids = names::numbered(cx.names.backends.keys());
    note_near(cx);
    for target in &targets {
        let name = target.name.value.as_str();
        let known = cx.names.corrections.get(name).copied().unwrap_or(name);
        cx.record_use(Symbol::Backend(known.to_owned()), target.name.span);
        if names::backend(cx, name).is_none() {
            let kind_known = target
                .kind
                .is_none_or(|kind| BackendKind::from_word(&kind.value).is_some());
            if kind_known {
                names::report_undeclared_backend(cx, target.name);
            }
        } else if let Some(word) = target.access {
            access::record(cx, known, word);
        }
    }
}

fn imply_kind<'a>(
    cx: &mut Resolver<'a>,
    declared: &[(&'a str, BackendKind)],
    span: Span,
    word: &'a ast::Word,
    name: &'a ast::Word,
) {
    let kind = names::kind(word);
    let text = name.value.as_str();
    if let Some(known) = cx.names.backends.get(text) {
        if known.kind.value != kind {
            let message = format!(
                "`{text}` is `{}` here but `{}` elsewhere",
                kind.word(),
                known.kind.value.word()
            );
            let fault = Diagnostic::error(CONFLICTING_KIND, word.span, message)
                .place(
                    known.kind.span,
                    format!("`{}` here", known.kind.value.word()),
                )
                .help("a backend has the same kind in all places that name it");
            cx.report(fault);
        }
        return;
    }
    if cx.names.corrections.contains_key(text) {
        return;
    }
    let of_kind = declared.iter().filter(|(_, other)| *other == kind);
    let near = nearest(&mut cx.budget, text, of_kind.map(|(name, _)| *name));
    if let Some(near) = near.into_iter().find(|near| !are_series(text, near)) {
        cx.names.corrections.insert(text, near);
        let message = format!("undeclared backend `{text}`, similar to `{near}`");
        let help = format!(
            "if it is another backend, declare it: `{} {text}`",
            kind.word()
        );
        let fault = Diagnostic::error(MISSPELLED_NAME, name.span, message)
            .help(help)
            .fix(format!("write `{near}`"), name.span, near);
        cx.report(fault);
        return;
    }
    cx.names.backends.insert(
        text,
        BackendName {
            name,
            kind: Spanned::new(kind, word.span),
            span,
            item: None,
            access: None,
        },
    );
}

/// Notes pairs of implied backends with similar names: each becomes its own input.
fn note_near(cx: &mut Resolver<'_>) {
    let implied = cx.names.backends.values();
    let implied = implied.filter(|backend| backend.item.is_none());
    let mut implied: Vec<(Span, &str, BackendKind)> = implied
        .map(|it| (it.name.span, it.name.value.as_str(), it.kind.value))
        .collect();
    // Each pair is compared once, from the later name.
    implied.sort_unstable();
    let mut earlier: BTreeMap<BackendKind, BTreeMap<&str, Span>> = BTreeMap::new();
    let mut budget = Budget::default();
    for (span, name, kind) in implied {
        let known = earlier.entry(kind).or_default();
        let near = nearest(&mut budget, name, known.keys().copied());
        if let Some(near) = near.into_iter().find(|near| !are_series(name, near)) {
            let message =
                format!("`{name}` and `{near}` are two undeclared backends with similar names");
            let help = format!(
                "write `{near}` if they are the same backend; declare `{} {name}` if not",
                kind.word()
            );
            let mut note = Diagnostic::note(SIMILAR_NAMES, span, message).help(help);
            if let Some(first) = known.get(near) {
                note = note.place(*first, "the other backend");
            }
            cx.diagnostics.push(note);
        }
        known.insert(name, span);
    }
}

/// Returns true if two names differ like names of a series: `fn-a` and `fn-b`, `orders-v1` and `orders-v2`.
fn are_series(left: &str, right: &str) -> bool {
    let without_digits = |text: &str| -> String {
        let letters = text.chars();
        letters.filter(|letter| !letter.is_ascii_digit()).collect()
    };
    if without_digits(left) == without_digits(right) {
        return true;
    }
    let (left, right): (Vec<_>, Vec<_>) = (left.split('-').collect(), right.split('-').collect());
    left.len() == right.len()
        && left
            .iter()
            .zip(&right)
            .filter(|(left, right)| left != right)
            .all(|(left, right)| left.len() == 1 && right.len() == 1)
}
