//! Moves a tree to another place of its text.

use super::ast::{
    Auth, Backend, Block, Expect, ExpectOutcome, Group, Item, ItemKind, Moved, Output, Param,
    Patch, Path, PathKind, Route, Setting, Target, TextPart, Value, ValueKind,
};
use super::lower::offset;
use crate::source::{Span, Spanned};

/// A move of everything behind a change.
#[derive(Clone, Copy)]
pub(super) struct Shift {
    /// The offset of the end of the change before.
    pub(super) from: usize,
    /// Its offset now.
    pub(super) to: usize,
}

impl Shift {
    /// Moves a span.
    pub(super) fn span(self, span: &mut Span) {
        let moved = |at: u32| offset((at as usize + self.to).saturating_sub(self.from));
        span.start = moved(span.start);
        span.end = moved(span.end);
    }

    fn spanned<T>(self, it: &mut Spanned<T>) {
        self.span(&mut it.span);
    }

    fn all<T>(self, them: &mut [Spanned<T>]) {
        them.iter_mut().for_each(|it| self.spanned(it));
    }

    fn optional<T>(self, it: &mut Option<Spanned<T>>) {
        it.iter_mut().for_each(|it| self.spanned(it));
    }

    /// Moves an item.
    pub(super) fn item(self, item: &mut Item) {
        let Item { span, docs, kind } = item;
        self.span(span);
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
                brackets.iter_mut().for_each(|span| self.span(span));
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

    fn route(self, route: &mut Route) {
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
                self.span(span);
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

    fn group(self, group: &mut Group) {
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

    fn expect(self, expect: &mut Expect) {
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

    fn path(self, path: &mut Path) {
        let Path { span, kind } = path;
        self.span(span);
        match kind {
            PathKind::Default => {}
            PathKind::Segments { segments, .. } => {
                for segment in segments {
                    self.span(&mut segment.span);
                }
            }
        }
    }

    fn block(self, settings: &mut Option<Vec<Setting>>) {
        settings.iter_mut().for_each(|them| self.settings(them));
    }

    fn settings(self, settings: &mut [Setting]) {
        for setting in settings {
            let Setting {
                span,
                docs,
                name,
                values,
                brackets,
                block,
            } = setting;
            self.span(span);
            self.optional(docs);
            self.spanned(name);
            self.values(values);
            brackets.iter_mut().for_each(|span| self.span(span));
            self.block(block);
        }
    }

    fn values(self, values: &mut [Value]) {
        values.iter_mut().for_each(|value| self.value(value));
    }

    fn value(self, value: &mut Value) {
        let Value { span, kind } = value;
        self.span(span);
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
