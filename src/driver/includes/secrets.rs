//! Finds secrets that a spec should not contain. Findings then show the place without the text.
//!
//! A secret is referred to by its ARN or by a param. Any other value may be the secret itself: in a `secret { }` block,
//! as the default of a `secret` param, or as the value that an `env` gives such a param.

use std::collections::BTreeSet;

use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::ast::{Ast, ItemKind, Setting, TextPart, Value, ValueKind};

/// Returns one file's text with every byte of a secret replaced by `*`. A value that an `env` gives to a param of
/// another file is treated as a secret too.
#[must_use]
pub fn without_secrets(text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let parse = syntax::parse(file, text);
    for span in spans_to_hide(&[parse.ast], Undeclared::Hidden) {
        sources.hide(span);
    }
    sources.visible_text(file).into_owned()
}

/// Returns the spans to hide.
pub(super) fn spans(asts: &[Ast]) -> Vec<Span> {
    spans_to_hide(asts, Undeclared::Shown)
}

/// How to treat values of params that no tree declares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undeclared {
    Hidden,
    Shown,
}

fn spans_to_hide(asts: &[Ast], undeclared: Undeclared) -> Vec<Span> {
    let items = || asts.iter().flat_map(|ast| &ast.items);
    let mut hidden = Vec::new();
    let mut secrets: BTreeSet<&str> = BTreeSet::new();
    let mut plain: BTreeSet<&str> = BTreeSet::new();
    for item in items() {
        if let ItemKind::Param(param) = &item.kind {
            if param.kind.value == "secret" {
                secrets.insert(&param.name.value);
                hide(&param.default, &mut hidden);
            } else {
                plain.insert(&param.name.value);
            }
        }
    }
    let is_secret = |name: &str| {
        secrets.contains(name) || undeclared == Undeclared::Hidden && !plain.contains(name)
    };
    for item in items() {
        match &item.kind {
            ItemKind::Env(env) => {
                let settings = env.settings.iter().flatten();
                for setting in settings.filter(|it| is_secret(&it.name.value)) {
                    hide(&setting.values, &mut hidden);
                }
            }
            ItemKind::Backend(backend) => {
                let settings = backend.settings.iter().flatten();
                for setting in settings.filter(|it| it.name.value == "secret") {
                    hide_block(setting, &mut hidden);
                }
            }
            ItemKind::Edition(_)
            | ItemKind::Route(_)
            | ItemKind::Group(_)
            | ItemKind::Gateway(_)
            | ItemKind::Network(_)
            | ItemKind::Auth(_)
            | ItemKind::Param(_)
            | ItemKind::Include(_)
            | ItemKind::Output(_)
            | ItemKind::Expect(_)
            | ItemKind::Moved(_)
            | ItemKind::Patch(_) => {}
        }
    }
    hidden
}

/// Hides the values of `secret { NAME VALUE }`; without a block, everything after the name.
fn hide_block(setting: &Setting, hidden: &mut Vec<Span>) {
    hide(setting.values.get(1..).unwrap_or(&[]), hidden);
    for entry in setting.block.iter().flatten() {
        hide(&entry.values, hidden);
    }
}

fn hide(values: &[Value], hidden: &mut Vec<Span>) {
    for value in values {
        match &value.kind {
            ValueKind::Atom(text) if text.starts_with("arn:") => {}
            ValueKind::Text(parts) if is_reference(parts) => {}
            ValueKind::Atom(_) | ValueKind::Text(_) => hidden.push(value.span),
            ValueKind::Param(_) | ValueKind::Variable(_) => {}
            ValueKind::List(values) => hide(values, hidden),
        }
    }
}

/// Returns true if a string is an ARN, or begins with a param.
fn is_reference(parts: &[TextPart]) -> bool {
    match parts.first() {
        Some(TextPart::Literal(text)) => text.starts_with("arn:"),
        Some(TextPart::Param(_)) => true,
        Some(TextPart::Variable(_)) | None => false,
    }
}
