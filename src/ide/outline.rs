//! The items of a file as a tree of symbols.

use crate::driver::Files;
use crate::ide::nodes;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Item, ItemKind, Route, Target, ValueKind};

/// The kind of a symbol, which selects its icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutlineKind {
    /// A gateway.
    Gateway,
    /// A route.
    Route,
    /// A group of routes.
    Group,
    /// A backend.
    Backend,
    /// A network.
    Network,
    /// An authorizer.
    Auth,
    /// A param.
    Param,
    /// An environment.
    Env,
    /// An output.
    Output,
    /// An included file.
    Include,
    /// A test of the routes.
    Expect,
}

/// A symbol of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlineEntry {
    /// Its name.
    pub name: String,
    /// A short description.
    pub detail: String,
    /// Its kind.
    pub kind: OutlineKind,
    /// The whole item.
    pub span: Span,
    /// The range of its name.
    pub name_span: Span,
    /// The symbols inside.
    pub children: Vec<OutlineEntry>,
}

/// Returns the symbols of a file, in the order of the text.
#[must_use]
pub fn entries(files: &Files, file: FileId) -> Vec<OutlineEntry> {
    let text = files.sources.text(file);
    nodes::items(files, file)
        .iter()
        .filter_map(|item| entry(text, item))
        .collect()
}

fn entry(text: &str, item: &Item) -> Option<OutlineEntry> {
    // The formatter aligns methods in a column; a symbol's name has a single space.
    let written = |span: Span| {
        let words = text.get(span.range()).unwrap_or("").split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    let (kind, name_span, name, detail) = match &item.kind {
        ItemKind::Route(route) => {
            let start = route.methods.first().map_or(route.path.span, |it| it.span);
            let key = start.to(route.path.span);
            (OutlineKind::Route, key, written(key), target(text, route))
        }
        ItemKind::Group(group) => {
            let span = group.path.span;
            (OutlineKind::Group, span, written(span), "group".to_owned())
        }
        ItemKind::Gateway(block) => named_entry(OutlineKind::Gateway, &block.name, "gateway"),
        ItemKind::Network(block) => named_entry(OutlineKind::Network, &block.name, "network"),
        ItemKind::Env(block) => named_entry(OutlineKind::Env, &block.name, "env"),
        ItemKind::Backend(backend) => {
            named_entry(OutlineKind::Backend, &backend.name, &backend.kind.value)
        }
        ItemKind::Auth(auth) => named_entry(OutlineKind::Auth, &auth.name, &auth.kind.value),
        ItemKind::Param(param) => named_entry(OutlineKind::Param, &param.name, &param.kind.value),
        ItemKind::Output(output) => named_entry(
            OutlineKind::Output,
            &output.name,
            &format!("{}.{}", output.of.value, output.attribute.value),
        ),
        ItemKind::Include(path) => named_entry(OutlineKind::Include, path, "include"),
        ItemKind::Expect(expect) => {
            let key = expect.method.span.to(expect.path.span);
            (OutlineKind::Expect, key, written(key), "expect".to_owned())
        }
        ItemKind::Edition(_) | ItemKind::Moved(_) | ItemKind::Patch(_) => return None,
    };
    let children = match &item.kind {
        ItemKind::Group(group) => group
            .items
            .iter()
            .filter_map(|it| entry(text, it))
            .collect(),
        ItemKind::Route(_)
        | ItemKind::Gateway(_)
        | ItemKind::Network(_)
        | ItemKind::Env(_)
        | ItemKind::Backend(_)
        | ItemKind::Auth(_)
        | ItemKind::Param(_)
        | ItemKind::Output(_)
        | ItemKind::Include(_)
        | ItemKind::Expect(_)
        | ItemKind::Edition(_)
        | ItemKind::Moved(_)
        | ItemKind::Patch(_) => Vec::new(),
    };
    // A client rejects a symbol with an empty name.
    let name = if name.is_empty() {
        "?".to_owned()
    } else {
        name
    };
    Some(OutlineEntry {
        name,
        detail,
        kind,
        span: item.span.to(name_span),
        name_span,
        children,
    })
}

fn named_entry(
    kind: OutlineKind,
    word: &crate::syntax::ast::Word,
    detail: &str,
) -> (OutlineKind, Span, String, String) {
    (kind, word.span, word.value.clone(), detail.to_owned())
}

fn target(text: &str, route: &Route) -> String {
    match &route.target {
        Target::Backend { name, .. } => format!("-> {}", name.value),
        Target::Url(value) => match &value.kind {
            ValueKind::Atom(url) => format!("-> {url}"),
            ValueKind::Text(_)
            | ValueKind::Param(_)
            | ValueKind::Variable(_)
            | ValueKind::List(_) => {
                format!("-> {}", text.get(value.span.range()).unwrap_or(""))
            }
        },
    }
}
