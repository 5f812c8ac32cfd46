//! Visits the spans of a tree.
//!
//! Every form is destructured, so that a new field of the tree cannot be forgotten here.

use super::ast::{
    Auth, Backend, Block, Expect, ExpectOutcome, Group, Item, ItemKind, Moved, Output, Param,
    Patch, Path, PathKind, Route, Segment, Setting, Target, TextPart, Value, ValueKind,
};
use crate::source::{Span, Spanned};

/// Changes spans.
pub trait SpanVisitor {
    /// Changes a span.
    fn span(&mut self, span: &mut Span);

    /// Changes the span of brackets that have no meaning.
    fn brackets(&mut self, brackets: &mut Option<Span>) {
        brackets.iter_mut().for_each(|span| self.span(span));
    }
}

/// Visits every span of an item.
pub fn visit_spans(visitor: &mut impl SpanVisitor, item: &mut Item) {
    Walk(visitor).item(item);
}

struct Walk<'v, V>(&'v mut V);

impl<V: SpanVisitor> Walk<'_, V> {
    fn spanned<T>(&mut self, it: &mut Spanned<T>) {
        self.0.span(&mut it.span);
    }

    fn all<T>(&mut self, them: &mut [Spanned<T>]) {
        them.iter_mut().for_each(|it| self.spanned(it));
    }

    fn optional<T>(&mut self, it: &mut Option<Spanned<T>>) {
        it.iter_mut().for_each(|it| self.spanned(it));
    }

    fn item(&mut self, item: &mut Item) {
        let Item { span, docs, kind } = item;
        self.0.span(span);
        self.optional(docs);
        match kind {
            ItemKind::Edition(word) | ItemKind::Include(word) => self.spanned(word),
            ItemKind::Route(route) => self.route(route),
            ItemKind::Group(group) => self.group(group),
            ItemKind::Gateway(block) | ItemKind::Network(block) | ItemKind::Env(block) => {
                let Block { name, settings } = block;
                self.spanned(name);
                self.block(settings);
            }
            ItemKind::Backend(backend) => {
                let Backend {
                    kind,
                    name,
                    access,
                    settings,
                } = &mut **backend;
                self.spanned(kind);
                self.spanned(name);
                self.optional(access);
                self.block(settings);
            }
            ItemKind::Auth(auth) => {
                let Auth {
                    name,
                    kind,
                    settings,
                } = &mut **auth;
                self.spanned(name);
                self.spanned(kind);
                self.block(settings);
            }
            ItemKind::Param(param) => {
                let Param {
                    name,
                    kind,
                    default,
                    brackets,
                } = &mut **param;
                self.spanned(name);
                self.spanned(kind);
                self.values(default);
                self.0.brackets(brackets);
            }
            ItemKind::Output(output) => {
                let Output {
                    name,
                    of,
                    attribute,
                    export,
                } = &mut **output;
                self.spanned(name);
                self.spanned(of);
                self.spanned(attribute);
                export.iter_mut().for_each(|value| self.value(value));
            }
            ItemKind::Expect(expect) => self.expect(expect),
            ItemKind::Moved(moved) => {
                let Moved { from, to } = &mut **moved;
                for word in [&mut from.0, &mut from.1, &mut to.0, &mut to.1] {
                    self.spanned(word);
                }
            }
            ItemKind::Patch(patch) => {
                let Patch {
                    target,
                    address,
                    pointer,
                    json,
                } = &mut **patch;
                for word in [target, address, pointer, json] {
                    self.spanned(word);
                }
            }
        }
    }

    fn route(&mut self, route: &mut Route) {
        let Route {
            methods,
            path,
            target,
            clauses,
            settings,
        } = route;
        self.all(methods);
        self.path(path);
        match target {
            Target::Backend {
                span,
                kind,
                name,
                access,
                action,
                parameters,
            } => {
                self.0.span(span);
                self.spanned(name);
                for word in [kind, access, action] {
                    self.optional(word);
                }
                self.block(parameters);
            }
            Target::Url(value) => self.value(value),
        }
        self.settings(clauses);
        self.block(settings);
    }

    fn group(&mut self, group: &mut Group) {
        let Group {
            path,
            clauses,
            items,
            settings,
        } = group;
        self.path(path);
        self.settings(clauses);
        items.iter_mut().for_each(|item| self.item(item));
        self.settings(settings);
    }

    fn expect(&mut self, expect: &mut Expect) {
        let Expect {
            method,
            path,
            origin,
            outcome,
        } = expect;
        self.spanned(method);
        self.spanned(path);
        self.optional(origin);
        match outcome {
            ExpectOutcome::Status(word) => self.spanned(word),
            ExpectOutcome::Backend {
                kind,
                name,
                path,
                clauses,
            } => {
                self.optional(kind);
                self.spanned(name);
                self.optional(path);
                self.settings(clauses);
            }
        }
    }

    fn path(&mut self, path: &mut Path) {
        let Path { span, kind } = path;
        self.0.span(span);
        match kind {
            PathKind::Default => {}
            PathKind::Segments {
                segments,
                trailing_slash: _,
            } => {
                for Segment { span, kind: _ } in segments {
                    self.0.span(span);
                }
            }
        }
    }

    fn block(&mut self, settings: &mut Option<Vec<Setting>>) {
        settings.iter_mut().for_each(|them| self.settings(them));
    }

    fn settings(&mut self, settings: &mut [Setting]) {
        for setting in settings {
            let Setting {
                span,
                docs,
                name,
                values,
                brackets,
                block,
            } = setting;
            self.0.span(span);
            self.optional(docs);
            self.spanned(name);
            self.values(values);
            self.0.brackets(brackets);
            self.block(block);
        }
    }

    fn values(&mut self, values: &mut [Value]) {
        values.iter_mut().for_each(|value| self.value(value));
    }

    fn value(&mut self, value: &mut Value) {
        let Value { span, kind } = value;
        self.0.span(span);
        match kind {
            ValueKind::Atom(_) | ValueKind::Param(_) | ValueKind::Variable(_) => {}
            ValueKind::Text(parts) => {
                for part in parts {
                    match part {
                        TextPart::Literal(_) => {}
                        TextPart::Param(word) | TextPart::Variable(word) => self.spanned(word),
                    }
                }
            }
            ValueKind::List(values) => self.values(values),
        }
    }
}
