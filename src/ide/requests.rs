//! Sample requests: one for each route and each test, and how the gateway handles it.

use std::fmt::Write;

use crate::facts::Facts;
use crate::ide::{Spec, nodes};
use crate::model::{Method, Pattern};
use crate::route::trace::{Delivery, Trace, TraceOutcome, trace};
use crate::route::{Request, Table, pattern};
use crate::source::{FileId, Span};
use crate::syntax::ast::ItemKind;

/// A code lens above a route or a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The route or test.
    pub span: Span,
    /// Its title.
    pub title: String,
    /// The method of the request.
    pub method: String,
    /// The path of the request.
    pub path: String,
}

/// Returns the lenses of a file, in the order of the text.
#[must_use]
pub fn lenses(spec: &Spec, file: FileId) -> Vec<Lens> {
    let mut lenses: Vec<Lens> = Vec::new();
    for route in &spec.program().routes {
        // A route with several methods, or with a `<rest*>`, is lowered to several routes with the same span.
        if route.span.file != file || lenses.iter().rev().take(16).any(|it| it.span == route.span) {
            continue;
        }
        let method = match (&route.key.pattern, route.key.method) {
            (Pattern::Default, _) | (_, Method::Any) => Method::Get,
            (Pattern::Path(_), method) => method,
        };
        lenses.push(Lens {
            span: route.span,
            title: "trace".to_owned(),
            method: method.word().to_owned(),
            path: sample(&pattern(&route.key.pattern)),
        });
    }
    for (span, method, path) in tests(spec, file) {
        let failed = |it: &&crate::diag::Diagnostic| {
            let at = it.primary.span;
            let related = || it.related.iter().any(|label| within(label.span, span));
            let about = (250..280).contains(&it.code.number());
            it.is_error() && about && (within(at, span) || related())
        };
        let title = match spec.found.iter().find(failed) {
            Some(fault) => format!("fails: {}", fault.message),
            None => "passes".to_owned(),
        };
        for title in [title, "run".to_owned()] {
            lenses.push(Lens {
                span,
                title,
                method: method.clone(),
                path: path.clone(),
            });
        }
    }
    lenses.sort_by_key(|lens| lens.span);
    lenses
}

/// Describes in Markdown how the gateway handles a request.
///
/// # Errors
/// When the request is malformed; contains the reason.
pub fn summary(spec: &Spec, facts: &Facts, method: &str, path: &str) -> Result<String, String> {
    let request = Request::new(method, path).map_err(|error| error.to_string())?;
    let trace = follow(spec, facts, &request);
    let mut text = format!("**`{} {path}`**", request.method.word());
    let _ = match &trace.outcome {
        TraceOutcome::Preflight(_) => {
            write!(text, "\n\n- the gateway answers the preflight itself")
        }
        TraceOutcome::Refused(refusal) => {
            write!(
                text,
                "\n\n- the gateway answers {}: {}",
                refusal.status, refusal.why
            )
        }
        TraceOutcome::Route(routed) => {
            let _ = write!(text, "\n\n- route: `{}`", routed.name.written);
            let _ = write!(text, "\n- backend: `{}` ({})", routed.backend, routed.kind);
            if let Delivery::Http(seen) = &routed.delivery {
                let _ = write!(text, "\n- the backend sees `{}`", seen.path);
                let _ = write!(text, "\n- host: `{}`", seen.host);
            }
            match &routed.auth {
                Some(auth) => write!(text, "\n- auth: `{}`", auth.name),
                None => write!(text, "\n- auth: none"),
            }
        }
    };
    for lost in &trace.considered {
        let _ = write!(
            text,
            "\n- `{}` matches too: {}",
            lost.name.written,
            lost.why.text()
        );
    }
    Ok(text)
}

/// Describes in Markdown how the gateway handles the request of the test at an offset.
#[must_use]
pub fn of_test(spec: &Spec, facts: &Facts, file: FileId, offset: u32) -> Option<(Span, String)> {
    let (span, method, path) = test_at(spec, file, offset)?;
    let text = summary(spec, facts, &method, &path).ok()?;
    Some((span, text))
}

/// Returns what answers the request of the test at an offset: a backend, or a status of the gateway.
#[must_use]
pub(super) fn answer_of_test(
    spec: &Spec,
    facts: &Facts,
    file: FileId,
    offset: u32,
) -> Option<String> {
    let (_, method, path) = test_at(spec, file, offset)?;
    let request = Request::new(&method, &path).ok()?;
    match follow(spec, facts, &request).outcome {
        TraceOutcome::Route(routed) => Some(routed.backend),
        TraceOutcome::Refused(refusal) => Some(refusal.status.to_string()),
        TraceOutcome::Preflight(_) => None,
    }
}

/// Returns the route that answers the request of the test at an offset.
#[must_use]
pub fn route_of_test(spec: &Spec, facts: &Facts, file: FileId, offset: u32) -> Option<Span> {
    let (_, method, path) = test_at(spec, file, offset)?;
    let request = Request::new(&method, &path).ok()?;
    match follow(spec, facts, &request).outcome {
        TraceOutcome::Route(routed) => Some(routed.name.span),
        TraceOutcome::Preflight(_) | TraceOutcome::Refused(_) => None,
    }
}

fn follow(spec: &Spec, facts: &Facts, request: &Request) -> Trace {
    let program = spec.program();
    trace(program, facts, &Table::new(&program.routes), request)
}

fn test_at(spec: &Spec, file: FileId, offset: u32) -> Option<(Span, String, String)> {
    let mut tests = tests(spec, file).into_iter();
    tests.find(|(span, _, _)| span.touches(offset))
}

/// Returns the span, method and path of each test of a file.
fn tests(spec: &Spec, file: FileId) -> Vec<(Span, String, String)> {
    let items = nodes::items(&spec.files, file).iter();
    items
        .filter_map(|item| match &item.kind {
            ItemKind::Expect(test) => Some((
                item.span,
                test.method.value.clone(),
                test.path.value.clone(),
            )),
            _ => None,
        })
        .collect()
}

fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}

/// Returns a path that matches a pattern: the value of each variable is its name.
fn sample(pattern: &str) -> String {
    if pattern == "$default" {
        return "/".to_owned();
    }
    let fill = |segment: &str| {
        let name = segment
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        let name = name.unwrap_or(segment);
        name.trim_end_matches(['+', '*']).to_owned()
    };
    let segments: Vec<String> = pattern.split('/').map(fill).collect();
    segments.join("/")
}
