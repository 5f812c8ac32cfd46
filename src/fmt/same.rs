//! Equality of trees, ignoring spans.
//!
//! Every form is destructured, so that a new field of the tree cannot be forgotten here.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Ast, Auth, Backend, Block, Expect, ExpectOutcome, Group, Item, ItemKind, Moved, Output, Param,
    Patch, Path, PathKind, Route, Segment, Setting, Target, TextPart, Value, ValueKind,
};

/// Returns true if two trees are equal except for their spans.
pub(super) fn same(mut one: Ast, mut other: Ast) -> bool {
    items(&mut one.items);
    items(&mut other.items);
    one == other
}

fn span(span: &mut Span) {
    *span = Span::default();
}

fn spanned<T>(it: &mut Spanned<T>) {
    span(&mut it.span);
}

fn optional<T>(it: &mut Option<Spanned<T>>) {
    it.iter_mut().for_each(spanned);
}

fn items(items: &mut [Item]) {
    for Item {
        span: at,
        docs,
        kind,
    } in items
    {
        span(at);
        optional(docs);
        item(kind);
    }
}

fn item(kind: &mut ItemKind) {
    match kind {
        ItemKind::Edition(word) | ItemKind::Include(word) => spanned(word),
        ItemKind::Route(it) => route(it),
        ItemKind::Group(it) => {
            let Group {
                path: prefix,
                clauses,
                items: inner,
                settings: lines,
            } = &mut **it;
            path(prefix);
            settings(clauses);
            items(inner);
            settings(lines);
        }
        ItemKind::Gateway(it) | ItemKind::Network(it) | ItemKind::Env(it) => {
            let Block { name, settings } = it;
            spanned(name);
            block(settings);
        }
        ItemKind::Backend(it) => {
            let Backend {
                kind,
                name,
                access,
                settings,
            } = &mut **it;
            spanned(kind);
            spanned(name);
            optional(access);
            block(settings);
        }
        ItemKind::Auth(it) => {
            let Auth {
                name,
                kind,
                settings,
            } = &mut **it;
            spanned(name);
            spanned(kind);
            block(settings);
        }
        ItemKind::Param(it) => {
            let Param {
                name,
                kind,
                default,
                brackets,
            } = &mut **it;
            *brackets = None;
            spanned(name);
            spanned(kind);
            values(default);
        }
        ItemKind::Output(it) => {
            let Output {
                name,
                of,
                attribute,
                export,
            } = &mut **it;
            [name, of, attribute].into_iter().for_each(spanned);
            export.iter_mut().for_each(value);
        }
        ItemKind::Expect(it) => expect(it),
        ItemKind::Moved(it) => {
            let Moved { from, to } = &mut **it;
            [&mut from.0, &mut from.1, &mut to.0, &mut to.1]
                .into_iter()
                .for_each(spanned);
        }
        ItemKind::Patch(it) => {
            let Patch {
                target,
                address,
                pointer,
                json,
            } = &mut **it;
            [target, address, pointer, json]
                .into_iter()
                .for_each(spanned)
        }
    }
}

fn route(route: &mut Route) {
    let Route {
        methods,
        path: pattern,
        target: answer,
        clauses,
        settings: lines,
    } = route;
    methods.iter_mut().for_each(spanned);
    path(pattern);
    target(answer);
    settings(clauses);
    block(lines);
}

fn target(target: &mut Target) {
    match target {
        Target::Url(url) => value(url),
        Target::Backend {
            span: at,
            kind,
            name,
            access,
            action,
            parameters,
        } => {
            span(at);
            optional(kind);
            spanned(name);
            optional(access);
            optional(action);
            block(parameters);
        }
    }
}

fn path(path: &mut Path) {
    let Path { span: at, kind } = path;
    span(at);
    match kind {
        PathKind::Default => {}
        PathKind::Segments {
            segments,
            trailing_slash: _,
        } => {
            for Segment { span: at, kind: _ } in segments {
                span(at);
            }
        }
    }
}

fn expect(expect: &mut Expect) {
    let Expect {
        method,
        path,
        origin,
        outcome,
    } = expect;
    spanned(method);
    spanned(path);
    optional(origin);
    match outcome {
        ExpectOutcome::Status(status) => spanned(status),
        ExpectOutcome::Backend {
            kind,
            name,
            path,
            clauses,
        } => {
            optional(kind);
            spanned(name);
            optional(path);
            settings(clauses);
        }
    }
}

fn block(block: &mut Option<Vec<Setting>>) {
    block.iter_mut().for_each(|lines| settings(lines));
}

fn settings(settings: &mut [Setting]) {
    for setting in settings {
        let Setting {
            span: at,
            docs,
            name,
            values: words,
            brackets,
            block: inner,
        } = setting;
        *brackets = None;
        span(at);
        optional(docs);
        spanned(name);
        values(words);
        block(inner);
    }
}

fn values(values: &mut [Value]) {
    values.iter_mut().for_each(value);
}

fn value(value: &mut Value) {
    let Value { span: at, kind } = value;
    span(at);
    match kind {
        ValueKind::Atom(_) | ValueKind::Param(_) | ValueKind::Variable(_) => {}
        ValueKind::List(inner) => values(inner),
        ValueKind::Text(parts) => {
            for part in parts {
                match part {
                    TextPart::Literal(_) => {}
                    TextPart::Param(name) | TextPart::Variable(name) => spanned(name),
                }
            }
        }
    }
}
