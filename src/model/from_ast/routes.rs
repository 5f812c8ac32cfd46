//! Routes: one per key, with what groups and the gateway hand down filled in.

use crate::diag::Diagnostic;
use crate::model::faults::{CONFLICTING_CLAUSES, DEFAULT_IN_GROUP, UNFORWARDED_PATH};
use crate::model::from_ast::clauses::{self, Clauses, Said};
use crate::model::from_ast::forwards::{self, Shape};
use crate::model::from_ast::groups::{self, Inherited};
use crate::model::from_ast::targets::{self, Answer};
use crate::model::from_ast::{Lowering, templates};
use crate::model::settings::BlockKind;
use crate::model::{
    Authorization, Backend, Forward, Gateway, Method, Part, Pattern, Route, RouteKey, Segment,
    Target, TemplatePart, Text,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, ItemKind, PathKind, SegmentKind};

/// The routes of all files, in the order of the text.
pub(super) fn routes(
    cx: &mut Lowering<'_>,
    asts: &[ast::Ast],
    gateway: &Gateway,
    backends: &[Backend],
) -> Vec<Route> {
    let mut routes = Vec::new();
    let around = Around { gateway, backends };
    for ast in asts {
        walk(cx, &around, &Inherited::default(), &ast.items, &mut routes);
    }
    routes
}

/// What all routes are read against.
struct Around<'r> {
    gateway: &'r Gateway,
    backends: &'r [Backend],
}

fn walk(
    cx: &mut Lowering<'_>,
    around: &Around<'_>,
    inherited: &Inherited,
    items: &[ast::Item],
    routes: &mut Vec<Route>,
) {
    for item in items {
        if let ItemKind::Route(route) = &item.kind {
            keys(cx, around, inherited, item, route, routes);
        } else if let ItemKind::Group(group) = &item.kind {
            let inner = groups::inherit(cx, inherited, group);
            walk(cx, around, &inner, &group.items, routes);
        }
    }
}

/// The routes of one line: one per method, two for `<rest*>`.
fn keys(
    cx: &mut Lowering<'_>,
    around: &Around<'_>,
    inherited: &Inherited,
    item: &ast::Item,
    route: &ast::Route,
    routes: &mut Vec<Route>,
) {
    let answer = targets::answer(cx, route, around.backends);
    let in_block = route.settings.iter().flatten();
    let calls = targets::names_action(route);
    let in_block = in_block.filter(|line| !calls || !targets::is_parameter(line));
    let own = clauses::clauses(cx, BlockKind::Route, route.clauses.iter().chain(in_block));
    let own_forward = own.forward.clone();
    let clauses = match &answer {
        // API Gateway maps nothing of an action, so a group's mappings are not for it.
        Some(Answer::Settled(Target::Action(_))) => own.within(&inherited.clauses.unmapped()),
        Some(Answer::Settled(_) | Answer::Url { .. }) | None => own.within(&inherited.clauses),
    };
    // What the target lacks was reported; the rest of the line was still worth reading.
    let Some(answer) = answer else {
        return;
    };
    judge_forward(cx, around, &answer, own_forward.as_ref());
    let shapes = shapes(cx, inherited, &route.path);
    let path = match &route.path.kind {
        PathKind::Default => "$default".to_owned(),
        PathKind::Segments {
            segments,
            trailing_slash,
        } => path_written(inherited, segments, *trailing_slash),
    };
    let any = [Method::Any];
    let methods: Vec<Method> = route
        .methods
        .iter()
        .map(|method| from_ast(method.value))
        .collect();
    let methods = if methods.is_empty() {
        &any[..]
    } else {
        &methods
    };
    for method in methods {
        for shape in &shapes {
            let (target, forward) = settle(cx, &answer, shape, clauses.forward.as_ref());
            routes.push(made(
                around,
                Made {
                    item,
                    path_span: route.path.span,
                    method: *method,
                    shape,
                    path: &path,
                    target,
                    forward,
                },
                &clauses,
            ));
        }
    }
}

/// What tells one route of a line from the others.
struct Made<'r> {
    item: &'r ast::Item,
    path_span: Span,
    method: Method,
    shape: &'r Shape,
    path: &'r str,
    target: Target,
    forward: Forward,
}

fn made(around: &Around<'_>, made: Made<'_>, clauses: &Clauses) -> Route {
    let pattern = match &made.shape.segments {
        Some(segments) => Pattern::Path(segments.clone()),
        None => Pattern::Default,
    };
    let (method, written) = match pattern {
        Pattern::Default => (Method::Any, made.path.to_owned()),
        Pattern::Path(_) => (made.method, format!("{} {}", made.method.word(), made.path)),
    };
    let sees_path = targets::pathless(&made.target, around.backends).is_none();
    let authorization = match (&clauses.authorization, &around.gateway.auth) {
        (Some(said), _) => said.clone(),
        (None, Some(auth)) => Authorization::Required(auth.clone()),
        (None, None) => Authorization::Open(None),
    };
    Route {
        span: made.item.span,
        path_span: made.path_span,
        key: RouteKey { method, pattern },
        written,
        docs: made.item.docs.as_ref().map(|docs| docs.value.clone()),
        target: made.target,
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

/// A segment in the words of the language.
pub(super) fn written(segment: &SegmentKind) -> String {
    match segment {
        SegmentKind::Literal(text) => text.clone(),
        SegmentKind::Variable(name) => format!("<{name}>"),
        SegmentKind::Greedy(name) => format!("<{name}+>"),
        SegmentKind::Optional(name) => format!("<{name}*>"),
    }
}

fn path_written(inherited: &Inherited, segments: &[ast::Segment], trailing_slash: bool) -> String {
    let mut path = inherited.written.clone();
    for segment in segments {
        path.push('/');
        path.push_str(&written(&segment.kind));
    }
    if path.is_empty() || trailing_slash {
        path.push('/');
    }
    path
}

/// The keys that a path stands for, prefixes included.
fn shapes(cx: &mut Lowering<'_>, inherited: &Inherited, path: &ast::Path) -> Vec<Shape> {
    let (own, trailing_slash) = match &path.kind {
        PathKind::Segments {
            segments,
            trailing_slash,
        } => (segments, *trailing_slash),
        PathKind::Default => {
            if !inherited.segments.is_empty() {
                let message = "`$default` stands below a prefix, which it could not have";
                let help = "move it out of the group, or write `/<rest*>`";
                cx.report(Diagnostic::error(DEFAULT_IN_GROUP, path.span, message).help(help));
            }
            return vec![Shape {
                segments: None,
                empty: None,
            }];
        }
    };
    let mut segments = inherited.segments.clone();
    let mut bare = None;
    for (index, segment) in own.iter().enumerate() {
        let is_last = index + 1 == own.len() && !trailing_slash;
        segments.push(match &segment.kind {
            SegmentKind::Literal(text) => Segment::Literal(text.clone()),
            SegmentKind::Variable(name) => Segment::Variable(name.clone()),
            SegmentKind::Greedy(name) => Segment::Greedy(name.clone()),
            SegmentKind::Optional(name) => {
                if is_last {
                    bare = Some(Shape {
                        segments: Some(segments.clone()),
                        empty: Some(name.clone()),
                    });
                }
                Segment::Greedy(name.clone())
            }
        });
    }
    if trailing_slash {
        // An empty last segment is how a check sees the slash that AWS refuses.
        segments.push(Segment::Literal(String::new()));
    }
    let full = Shape {
        segments: Some(segments),
        empty: None,
    };
    bare.into_iter().chain([full]).collect()
}

/// Reports an `at` or `keep` of the route's own that has nothing to say.
fn judge_forward(
    cx: &mut Lowering<'_>,
    around: &Around<'_>,
    answer: &Answer,
    said: Option<&Spanned<Said>>,
) {
    let Some(said) = said else {
        return;
    };
    let word = match said.value {
        Said::At(_) => "at",
        Said::Keep => "keep",
    };
    match answer {
        Answer::Settled(target) => {
            if let Some(noun) = targets::pathless(target, around.backends) {
                let message = format!("`{word}` says nothing to {noun}, which sees no path");
                let help = "it gets the whole event, in which `rawPath` is the path as sent";
                let fault = Diagnostic::error(UNFORWARDED_PATH, said.span, message);
                cx.report(if noun == "a Lambda function" {
                    fault.help(help)
                } else {
                    fault.help("it gets the parameters of its block, and nothing else")
                });
            }
        }
        Answer::Url {
            whole,
            path: Some(_),
            ..
        } => {
            let message = format!("the URL has a path of its own, and `{word}` says another");
            let fault = Diagnostic::error(CONFLICTING_CLAUSES, said.span, message)
                .related(whole.span, "the URL")
                .help("leave out one of them");
            cx.report(fault);
        }
        Answer::Url { path: None, .. } => {}
    }
}

/// The target and the path that it sees, for one key.
fn settle(
    cx: &Lowering<'_>,
    answer: &Answer,
    shape: &Shape,
    said: Option<&Spanned<Said>>,
) -> (Target, Forward) {
    match answer {
        Answer::Settled(target) => (target.clone(), forwards::forward(shape, said)),
        Answer::Url {
            base, path: None, ..
        } => {
            let forward = forwards::forward(shape, said);
            let url = forwards::with_path(base, shape, &forward);
            (Target::Url(url), forward)
        }
        Answer::Url {
            whole,
            path: Some(path),
            ..
        } => {
            let (whole, path) = match &shape.empty {
                Some(empty) => (
                    templates::text_without(whole, empty),
                    templates::text_without(path, empty),
                ),
                None => (whole.clone(), path.clone()),
            };
            let parts = shown(cx, &path);
            (Target::Url(whole), Forward::Template(parts))
        }
    }
}

/// The path of a URL as its server sees it, without a query string; what is open shows by its input's name.
fn shown(cx: &Lowering<'_>, path: &Text) -> Vec<TemplatePart> {
    let mut parts: Vec<TemplatePart> = Vec::new();
    let literal = |parts: &mut Vec<TemplatePart>, text: &str| match parts.last_mut() {
        Some(TemplatePart::Literal(last)) => last.push_str(text),
        Some(TemplatePart::Variable(_)) | None => {
            parts.push(TemplatePart::Literal(text.to_owned()));
        }
    };
    for part in &path.parts {
        match part {
            Part::Literal(text) => match text.split_once('?') {
                Some((before, _)) => {
                    literal(&mut parts, before);
                    break;
                }
                None => literal(&mut parts, text),
            },
            Part::Variable(name) => match name.strip_prefix(templates::IN_PATH) {
                Some(name) => parts.push(TemplatePart::Variable(name.to_owned())),
                None => literal(&mut parts, &format!("${{{name}}}")),
            },
            Part::Input(id) => {
                let name = cx.inputs.name(*id).to_owned();
                literal(&mut parts, &format!("${{{name}}}"));
            }
        }
    }
    let rooted =
        matches!(parts.first(), Some(TemplatePart::Literal(text)) if text.starts_with('/'));
    if !rooted {
        parts.insert(0, TemplatePart::Literal("/".to_owned()));
    }
    parts
}
