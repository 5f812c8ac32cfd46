//! Routes: one per key, with the clauses of groups and the gateway filled in.

use crate::diag::Diagnostic;
use crate::diag::codes::METHOD_ON_DEFAULT;
use crate::model::from_ast::clauses::{self, Clauses};
use crate::model::from_ast::destinations::{self, DestinationDraft};
use crate::model::from_ast::gateway;
use crate::model::from_ast::groups::{self, GroupContext};
use crate::model::from_ast::lines::{self, LineStart};
use crate::model::from_ast::shapes::{self, PathShape};
use crate::model::from_ast::{Resolver, forwards};
use crate::model::settings::BlockKind;
use crate::model::{Backend, Destination, Forward, Gateway, Method, Pattern, Route, RouteKey};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ItemKind, PathKind};

/// Returns the routes of all files, in the order of the text.
pub(super) fn routes(
    cx: &mut Resolver<'_>,
    asts: &[ast::Ast],
    gateway: &Gateway,
    backends: &[Backend],
) -> Vec<Route> {
    let mut routes = Vec::new();
    let around = RouteScope { gateway, backends };
    let top = GroupContext::default();
    for item in asts.iter().flat_map(|ast| &ast.items) {
        if matches!(item.kind, ItemKind::Route(_)) && lines::reuse(cx, gateway, item, &mut routes) {
            continue;
        }
        let start = LineStart::new(cx, &routes);
        walk(cx, &around, &top, std::slice::from_ref(item), &mut routes);
        if matches!(item.kind, ItemKind::Route(_)) {
            lines::remember(cx, item, &routes, &start);
        }
    }
    routes
}

/// The context shared by all routes of a spec.
struct RouteScope<'r> {
    gateway: &'r Gateway,
    backends: &'r [Backend],
}

fn walk(
    cx: &mut Resolver<'_>,
    around: &RouteScope<'_>,
    inherited: &GroupContext,
    items: &[ast::Item],
    routes: &mut Vec<Route>,
) {
    for item in items {
        if let ItemKind::Route(route) = &item.kind {
            keys(cx, around, inherited, item, route, routes);
        } else if let ItemKind::Group(group) = &item.kind {
            let inner = groups::inherit(cx, inherited, item, group);
            walk(cx, around, &inner, &group.items, routes);
        }
    }
}

/// Returns the routes of one line: one per method, two for `<rest*>`.
fn keys(
    cx: &mut Resolver<'_>,
    around: &RouteScope<'_>,
    inherited: &GroupContext,
    item: &ast::Item,
    route: &ast::Route,
    routes: &mut Vec<Route>,
) {
    let answer = destinations::answer(cx, route, around.backends);
    let in_block = route.settings.iter().flatten();
    // Without a known target, a line can be a parameter of the action that is meant.
    let calls = answer.is_none() || destinations::calls_service(cx, route, around.backends);
    let in_block = in_block.filter(|line| !calls || !destinations::is_parameter(line));
    let own = clauses::clauses(cx, BlockKind::Route, route.clauses.iter().chain(in_block));
    let own_forward = own.forward.clone();
    let clauses = match &answer {
        // API Gateway cannot map parameters of an action, so a group's mappings do not apply.
        Some(DestinationDraft::Resolved(Destination::Action(_))) => {
            own.within(&inherited.clauses.without_mappings())
        }
        Some(DestinationDraft::Resolved(_) | DestinationDraft::Url { .. }) | None => {
            own.within(&inherited.clauses)
        }
    };
    if let (Some(api), Some(throttle)) = (&around.gateway.api, &clauses.throttle) {
        let message = "`throttle` needs an API of this spec, but `api` names an existing one";
        let fault = gateway::existing_api(throttle.span, message.to_owned(), api);
        cx.report(fault);
    }
    // The fault of the target was reported; the rest of the line has been checked as well.
    let Some(answer) = answer else {
        return;
    };
    forwards::check_clause(cx, around.backends, &answer, own_forward.as_ref());
    let shapes = shapes::shapes(cx, inherited, &route.path);
    let path = match &route.path.kind {
        PathKind::Default => "$default".to_owned(),
        PathKind::Segments {
            segments,
            trailing_slash,
        } => shapes::path_written(inherited, segments, *trailing_slash),
    };
    let any = [Method::Any];
    if path == "$default" && !route.methods.is_empty() {
        method_on_default(cx, &route.methods);
    }
    let methods: Vec<Method> = route
        .methods
        .iter()
        .map(|method| from_ast(method.value))
        .collect();
    let methods = if methods.is_empty() || path == "$default" {
        &any[..]
    } else {
        &methods
    };
    for method in methods {
        for shape in &shapes {
            let (destination, forward) =
                forwards::resolve(cx, &answer, shape, clauses.forward.as_ref());
            routes.push(build(
                around,
                RouteParts {
                    item,
                    group_docs: &inherited.docs,
                    path_span: route.path.span,
                    method: *method,
                    shape,
                    path: &path,
                    destination,
                    forward,
                },
                &clauses,
            ));
        }
    }
}

/// Reports a method on `$default`: AWS has no key that combines the two.
fn method_on_default(cx: &mut Resolver<'_>, methods: &[Spanned<ast::Method>]) {
    let (Some(first), Some(last)) = (methods.first(), methods.last()) else {
        return;
    };
    let span = first.span.to(last.span);
    let message = "`$default` takes no method";
    cx.report(
        Diagnostic::error(METHOD_ON_DEFAULT, span, message)
            .help("it matches every method; remove the method, or write `METHOD /<rest*>`"),
    );
}

/// The parts in which the routes of one line differ.
struct RouteParts<'r> {
    item: &'r ast::Item,
    group_docs: &'r Option<String>,
    path_span: Span,
    method: Method,
    shape: &'r PathShape,
    path: &'r str,
    destination: Destination,
    forward: Forward,
}

fn build(around: &RouteScope<'_>, made: RouteParts<'_>, clauses: &Clauses) -> Route {
    let pattern = match &made.shape.segments {
        Some(segments) => Pattern::Path(segments.clone()),
        None => Pattern::Default,
    };
    let (method, written) = match pattern {
        Pattern::Default => (Method::Any, made.path.to_owned()),
        Pattern::Path(_) => (made.method, format!("{} {}", made.method.word(), made.path)),
    };
    let sees_path = destinations::pathless(&made.destination, around.backends).is_none();
    let authorization = match &clauses.authorization {
        Some(said) => said.clone(),
        None => gateway::default_authorization(around.gateway),
    };
    Route {
        span: made.item.span,
        path_span: made.path_span,
        key: RouteKey { method, pattern },
        written,
        docs: match &made.item.docs {
            Some(docs) => Some(docs.value.clone()),
            None => made.group_docs.clone(),
        },
        destination: made.destination,
        forward: made.forward,
        forward_span: clauses
            .forward
            .as_ref()
            .filter(|_| sees_path)
            .map(|said| said.span),
        authorization,
        timeout: clauses.timeout.clone(),
        throttle: clauses.throttle.clone(),
        request: clauses.request.clone(),
        response: clauses.response.clone(),
    }
}

fn from_ast(method: ast::Method) -> Method {
    match method {
        ast::Method::Any => Method::Any,
        ast::Method::Get => Method::Get,
        ast::Method::Post => Method::Post,
        ast::Method::Put => Method::Put,
        ast::Method::Patch => Method::Patch,
        ast::Method::Delete => Method::Delete,
        ast::Method::Head => Method::Head,
        ast::Method::Options => Method::Options,
    }
}
