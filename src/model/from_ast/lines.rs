//! Resolved lines of an earlier program: an editor resolves only the routes whose lines changed.
//!
//! A line may be used again if its text is the same, neither parsing nor resolving it found a fault, and everything else that it depends on is
//! the same too: the gateway, the names of backends and authorizers, and the params. Lines with params are always
//! resolved again, because they record which params are used.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::model::from_ast::{Resolver, gateway};
use crate::model::{
    Authorization, Backend, Bindings, Destination, Gateway, ResponseChange, Route, Text, Use,
};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{self, ItemKind};

/// Resolved routes, by the text of their lines.
#[derive(Clone, Debug, Default)]
pub struct ResolvedLines {
    context: String,
    lines: HashMap<Box<str>, Line>,
}

/// A resolved line.
#[derive(Clone, Debug)]
struct Line {
    span: Span,
    routes: Vec<Route>,
    uses: Vec<Use>,
}

/// The lines of an earlier program and those of the current one.
pub(super) struct LineCache<'a> {
    sources: &'a Sources,
    /// The starts and ends of faults of the syntax, ascending.
    faults: Vec<(FileId, u32)>,
    before: ResolvedLines,
    now: ResolvedLines,
}

impl<'a> LineCache<'a> {
    /// Creates it with the lines of an earlier program.
    pub(super) fn new(
        sources: &'a Sources,
        faults: impl Iterator<Item = Span>,
        before: ResolvedLines,
    ) -> Self {
        let ends = faults.flat_map(|span| [(span.file, span.start), (span.file, span.end)]);
        let mut faults: Vec<(FileId, u32)> = ends.collect();
        faults.sort_unstable();
        Self {
            sources,
            faults,
            before,
            now: ResolvedLines::default(),
        }
    }

    /// Returns the lines of the current program.
    pub(super) fn finish(self) -> ResolvedLines {
        self.now
    }

    /// Returns the text of an item without faults that does not depend on params.
    fn text(&self, item: &ast::Item) -> Option<&'a str> {
        let Span { file, start, end } = item.span;
        let first = self.faults.partition_point(|at| *at < (file, start));
        let is_sound = self.faults.get(first).is_none_or(|at| *at > (file, end));
        let text = self.sources.slice(item.span);
        (is_sound && !text.contains('$')).then_some(text)
    }
}

/// Forgets the earlier lines if anything that they depend on has changed.
pub(super) fn compare_context(
    cx: &mut Resolver<'_>,
    asts: &[ast::Ast],
    bindings: &Bindings,
    backends: &[Backend],
) {
    let Some(cache) = &mut cx.lines else {
        return;
    };
    let mut context = String::new();
    for item in asts.iter().flat_map(|ast| &ast.items) {
        let matters = match &item.kind {
            ItemKind::Gateway(_)
            | ItemKind::Backend(_)
            | ItemKind::Auth(_)
            | ItemKind::Param(_)
            | ItemKind::Env(_) => true,
            ItemKind::Edition(_)
            | ItemKind::Include(_)
            | ItemKind::Route(_)
            | ItemKind::Group(_)
            | ItemKind::Network(_)
            | ItemKind::Output(_)
            | ItemKind::Expect(_)
            | ItemKind::Moved(_)
            | ItemKind::Patch(_) => false,
        };
        if matters {
            context.push_str(cache.sources.slice(item.span));
            context.push('\n');
        }
    }
    for backend in backends {
        let _ = writeln!(context, "{} {}", backend.kind.word(), backend.name.value);
    }
    let _ = write!(context, "{:?} {bindings:?}", cx.names.corrections);
    if cache.before.context != context {
        cache.before.lines.clear();
    }
    cache.now.context = context;
}

/// Adds the routes of an unchanged line, and returns true; returns false if the line has to be resolved.
pub(super) fn reuse(
    cx: &mut Resolver<'_>,
    gateway: &Gateway,
    item: &ast::Item,
    routes: &mut Vec<Route>,
) -> bool {
    let Some(cache) = &mut cx.lines else {
        return false;
    };
    let found = cache
        .text(item)
        .and_then(|text| cache.before.lines.remove_entry(text));
    let Some((text, mut line)) = found else {
        return false;
    };
    let shift = Shift {
        from: line.span,
        to: item.span,
    };
    for route in &mut line.routes {
        shift.route(route, gateway);
        route.docs = item.docs.as_ref().map(|docs| docs.value.clone());
    }
    for place in &mut line.uses {
        shift.span(&mut place.span);
    }
    line.span = item.span;
    routes.extend(line.routes.iter().cloned());
    cx.uses.extend(line.uses.iter().cloned());
    cache.now.lines.insert(text, line);
    true
}

/// The state of a resolver before a line.
pub(super) struct LineStart {
    routes: usize,
    uses: usize,
    diagnostics: usize,
}

impl LineStart {
    pub(super) fn new(cx: &Resolver<'_>, routes: &[Route]) -> Self {
        Self {
            routes: routes.len(),
            uses: cx.uses.len(),
            diagnostics: cx.diagnostics.len(),
        }
    }
}

/// Remembers a line that was resolved without a fault.
pub(super) fn remember(
    cx: &mut Resolver<'_>,
    item: &ast::Item,
    routes: &[Route],
    start: &LineStart,
) {
    if cx.diagnostics.len() != start.diagnostics {
        return;
    }
    let (Some(cache), Some(routes), Some(uses)) = (
        &mut cx.lines,
        routes.get(start.routes..),
        cx.uses.get(start.uses..),
    ) else {
        return;
    };
    if let Some(text) = cache.text(item) {
        let line = Line {
            span: item.span,
            routes: routes.to_vec(),
            uses: uses.to_vec(),
        };
        cache.now.lines.insert(text.into(), line);
    }
}

/// Moves spans from one place of a line to another.
#[derive(Clone, Copy)]
struct Shift {
    from: Span,
    to: Span,
}

impl Shift {
    fn is_inside(self, span: Span) -> bool {
        span.file == self.from.file && self.from.start <= span.start && span.end <= self.from.end
    }

    fn span(self, span: &mut Span) {
        let at = |offset: u32| self.to.start + (offset - self.from.start);
        if self.is_inside(*span) {
            *span = Span::new(self.to.file, at(span.start), at(span.end));
        }
    }

    fn text(self, text: &mut Text) {
        self.span(&mut text.span);
    }

    fn route(self, route: &mut Route, gateway: &Gateway) {
        let Route {
            span,
            path_span,
            key: _,
            written: _,
            docs: _,
            destination,
            forward: _,
            forward_span,
            authorization,
            timeout,
            throttle,
            request,
            response,
        } = route;
        self.span(span);
        self.span(path_span);
        match destination {
            Destination::Backend(_) => {}
            Destination::Action(action) => {
                self.span(&mut action.name.span);
                for (word, text) in &mut action.parameters {
                    self.span(&mut word.span);
                    self.text(text);
                }
            }
            Destination::Url(url) => self.text(url),
        }
        if let Some(span) = forward_span {
            self.span(span);
        }
        match authorization {
            Authorization::Open(Some(span)) => self.span(span),
            Authorization::Required(auth) if self.is_inside(auth.span) => {
                self.span(&mut auth.span);
                auth.scopes.iter_mut().for_each(|text| self.text(text));
            }
            // That of the gateway.
            Authorization::Open(None) | Authorization::Required(_) => {
                *authorization = gateway::default_authorization(gateway);
            }
            Authorization::Unknown => {}
        }
        if let Some(timeout) = timeout {
            self.span(&mut timeout.span);
        }
        if let Some(throttle) = throttle {
            self.span(&mut throttle.span);
        }
        for mapping in request {
            self.span(&mut mapping.span);
            self.span(&mut mapping.name.span);
            self.text(&mut mapping.value);
        }
        for mapping in response {
            self.span(&mut mapping.span);
            self.span(&mut mapping.status.span);
            match &mut mapping.change {
                ResponseChange::Header(change) => {
                    self.span(&mut change.name.span);
                    self.text(&mut change.value);
                }
                ResponseChange::Status(status) => self.span(&mut status.span),
            }
        }
    }
}
