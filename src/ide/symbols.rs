//! Names, with their declarations and uses.

use std::collections::BTreeSet;

use crate::ide::{Spec, nodes};
use crate::model::{BackendKind, Symbol, Use};
use crate::source::{FileId, Span, offset_of};
use crate::syntax::ast::ItemKind;

/// Returns all occurrences of names: those in the program, and the new names of `moved` items.
pub(super) fn uses(spec: &Spec) -> impl Iterator<Item = Use> {
    let program = spec.program();
    let moved = program.moves.iter().filter_map(|moved| {
        let (kind, name) = &moved.to;
        Some(Use {
            span: name.span,
            symbol: of_kind(&kind.value, &name.value)?,
            declares: false,
        })
    });
    program.uses.iter().cloned().chain(moved)
}

fn of_kind(kind: &str, name: &str) -> Option<Symbol> {
    let name = name.to_owned();
    match kind {
        "network" => Some(Symbol::Network(name)),
        "auth" => Some(Symbol::Auth(name)),
        _ => BackendKind::from_word(kind).map(|_| Symbol::Backend(name)),
    }
}

/// Returns the name at an offset of a spec.
#[must_use]
pub fn at(spec: &Spec, file: FileId, offset: u32) -> Option<Use> {
    uses(spec)
        .filter(|usage| usage.span.file == file && usage.span.touches(offset))
        .min_by_key(|usage| usage.span.end - usage.span.start)
}

/// Returns the declarations of a name, or its first use if it has none.
#[must_use]
pub fn definitions(spec: &Spec, symbol: &Symbol) -> Vec<Span> {
    let named = || uses(spec).filter(|it| it.symbol == *symbol);
    let declared: BTreeSet<Span> = named()
        .filter(|usage| usage.declares)
        .map(|usage| name_span(spec, &usage))
        .collect();
    if declared.is_empty() {
        return named()
            .map(|it| name_span(spec, &it))
            .min()
            .into_iter()
            .collect();
    }
    declared.into_iter().collect()
}

/// Returns all occurrences of a name, in the order of the text.
#[must_use]
pub fn references(spec: &Spec, symbol: &Symbol, declarations: bool) -> Vec<Span> {
    let places: BTreeSet<Span> = uses(spec)
        .filter(|usage| usage.symbol == *symbol && (declarations || !usage.declares))
        .map(|usage| name_span(spec, &usage))
        .collect();
    places.into_iter().collect()
}

/// Returns the path of the `include` at an offset.
#[must_use]
pub fn include_at(spec: &Spec, file: FileId, offset: u32) -> Option<(Span, &str)> {
    let mut includes = includes(spec, file).into_iter();
    includes.find(|(span, _)| span.touches(offset))
}

/// Returns the `include` items of a file: the span of each path, and the path.
#[must_use]
pub fn includes(spec: &Spec, file: FileId) -> Vec<(Span, &str)> {
    let items = nodes::items(&spec.files, file).iter();
    items
        .filter_map(|item| match &item.kind {
            ItemKind::Include(path) => Some((path.span, path.value.as_str())),
            _ => None,
        })
        .collect()
}

/// Returns the text of a name.
#[must_use]
pub fn name(symbol: &Symbol) -> &str {
    match symbol {
        Symbol::Backend(name)
        | Symbol::Auth(name)
        | Symbol::Network(name)
        | Symbol::Param(name)
        | Symbol::Output(name)
        | Symbol::Env(name) => name,
    }
}

/// Returns the noun for a symbol in a sentence.
#[must_use]
pub fn noun(symbol: &Symbol) -> &'static str {
    match symbol {
        Symbol::Backend(_) => "backend",
        Symbol::Auth(_) => "authorizer",
        Symbol::Network(_) => "network",
        Symbol::Param(_) => "param",
        Symbol::Output(_) => "output",
        Symbol::Env(_) => "environment",
    }
}

/// Returns the span of the name itself, without a preceding `$` or `${`.
pub(super) fn name_span(spec: &Spec, usage: &Use) -> Span {
    let name = name(&usage.symbol);
    let written = spec.sources().slice(usage.span);
    let Some(start) = written.find(name) else {
        return usage.span;
    };
    let start = usage.span.start + offset_of(start);
    Span::new(usage.span.file, start, start + offset_of(name.len()))
}
