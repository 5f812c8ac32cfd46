//! One request's way through the gateway, as data: who answers, who lost, and what the backend sees.
//!
//! [`trace`] tells the whole story; the command line and editors draw it. It asks no network and assumes that a token
//! which a route asks for is a good one.

mod auth;
mod backend;
mod caveats;
mod cors;
mod entry;
mod forwarded;
mod headers;
mod json;
mod live;
mod query;
mod values;

pub use auth::{AuthHop, Credential};
pub use backend::{PUBLIC_URL, name as backend_name};
pub use caveats::caveat;
pub use cors::Preflight;
pub use entry::{EntryPoint, MappedDomain};
pub use forwarded::{Delivery, Forwarded, Via};
pub use headers::{HeaderOutcome, SeenHeader};
pub use json::object;
pub use live::Live;
pub use values::Values;

use crate::model::{Arg, Program, Rate, ResponseChange, Route, Throttle};
use crate::route::select::{Caveat, LossReason, PathParam};
use crate::route::{Nearest, Request, Table};
use crate::source::Span;

/// The time that API Gateway gives a backend where a route says nothing, in milliseconds.
pub const DEFAULT_TIMEOUT_MS: u32 = 30_000;

/// The story of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The request, its path without the domain's mapping path.
    pub request: Request,
    /// How it came to the gateway.
    pub entry: EntryPoint,
    /// What became of it.
    pub outcome: TraceOutcome,
    /// Routes that match too and lost, the strongest first.
    pub considered: Vec<Considered>,
    /// What the story rests on that AWS does not document.
    pub caveats: Vec<Caveat>,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceOutcome {
    /// The gateway answers a question about cross-origin requests itself.
    Preflight(Preflight),
    /// The gateway answers with an error of its own.
    Refused(Refusal),
    /// A route answers.
    Route(Box<RouteMatch>),
}

/// An error that the gateway answers with itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// LossReason, in a sentence without a full stop.
    pub why: String,
    /// Routes that have the path but another method.
    pub other_methods: Vec<RouteName>,
    /// The route that was probably meant.
    pub nearest: Option<(RouteName, Nearest)>,
}

/// A route as it is spoken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteName {
    /// Its index.
    pub route: usize,
    /// As written, `METHOD PATH`.
    pub written: String,
    /// AWS's form of its key.
    pub key: String,
    /// Where it is written.
    pub span: Span,
}

/// A route that matched and lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The route.
    pub name: RouteName,
    /// LossReason it lost.
    pub why: LossReason,
}

/// What a route does with a request.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteMatch {
    /// The route.
    pub name: RouteName,
    /// What its variables matched.
    pub params: Vec<PathParam>,
    /// The backend's name, or the URL of a public target.
    pub backend: String,
    /// The backend's kind and what else names it, e.g. `private apprunner`.
    pub kind: String,
    /// Who may ask; `None` where anybody may.
    pub auth: Option<AuthHop>,
    /// What the backend gets.
    pub delivery: Delivery,
    /// How long it may take.
    pub timeout: Limit<u32>,
    /// How many requests are let through.
    pub throttle: Limit<ThrottleRate>,
    /// Changes to its answers, a sentence each.
    pub answers: Vec<String>,
}

/// A limit, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit<T> {
    /// The route's own.
    Route(Arg<T>),
    /// The gateway's.
    Gateway(Arg<T>),
    /// AWS's, where the spec says nothing.
    Default(T),
}

/// A rate and a burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThrottleRate {
    /// Requests per second, on average.
    pub rate: Arg<Rate>,
    /// Requests at once.
    pub burst: Option<Arg<u32>>,
}

/// Traces a request. `table` is that of `program.routes`.
#[must_use]
pub fn trace(program: &Program, table: &Table, request: &Request) -> Trace {
    trace_live(program, table, request, None)
}

/// Traces a request in flight: what `live` knows stands in place of symbols.
#[must_use]
pub fn trace_live(
    program: &Program,
    table: &Table,
    request: &Request,
    live: Option<&dyn Live>,
) -> Trace {
    let admitted = admit(program, table, request);
    let outcome = match admitted.outcome {
        Admitted::Preflight(preflight) => TraceOutcome::Preflight(preflight),
        Admitted::Refused(refusal) => TraceOutcome::Refused(refusal),
        Admitted::Route(index) => match deliver(program, table, &admitted.request, index, live) {
            Some(routed) => TraceOutcome::Route(Box::new(routed)),
            None => TraceOutcome::Refused(not_found(program, table, &admitted.request, Vec::new())),
        },
    };
    Trace {
        request: admitted.request,
        entry: admitted.entry,
        outcome,
        considered: admitted.considered,
        caveats: admitted.caveats,
    }
}

/// A request that came through a door of the gateway, or did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The request, its path without the domain's mapping path.
    pub request: Request,
    /// How it came to the gateway.
    pub entry: EntryPoint,
    /// What became of it.
    pub outcome: Admitted,
    /// Routes that match too and lost, the strongest first.
    pub considered: Vec<Considered>,
    /// What the selection rests on that AWS does not document.
    pub caveats: Vec<Caveat>,
}

/// What becomes of a request before its route does anything.
#[derive(Clone, Debug, PartialEq)]
pub enum Admitted {
    /// The gateway answers a preflight itself.
    Preflight(Preflight),
    /// The gateway answers with an error of its own.
    Refused(Refusal),
    /// The route of this index answers.
    Route(usize),
}

/// Selects what answers a request: domain and mapping path, preflight, route.
#[must_use]
pub fn admit(program: &Program, table: &Table, request: &Request) -> Admission {
    let (request, entry) = entry::enter(program, request);
    let mut admission = Admission {
        outcome: Admitted::Route(0),
        request,
        entry,
        considered: Vec::new(),
        caveats: Vec::new(),
    };
    if let Some(refusal) = entry::refusal(program, &admission.entry) {
        admission.outcome = Admitted::Refused(refusal);
        return admission;
    }
    if let Some(preflight) = cors::preflight(program, &admission.request) {
        admission.outcome = Admitted::Preflight(preflight);
        return admission;
    }
    let selection = table.select(admission.request.method, &admission.request.path);
    let lost = selection.considered.iter().filter_map(|lost| {
        Some(Considered {
            name: name(&program.routes, lost.route)?,
            why: lost.why,
        })
    });
    admission.considered = lost.collect();
    admission.caveats = selection.caveats;
    admission.outcome = match selection.winner {
        Some(index) => Admitted::Route(index),
        None => Admitted::Refused(not_found(
            program,
            table,
            &admission.request,
            selection.other_methods,
        )),
    };
    admission
}

/// The answer where no route does.
fn not_found(
    program: &Program,
    table: &Table,
    request: &Request,
    other_methods: Vec<usize>,
) -> Refusal {
    let names = |route: usize| name(&program.routes, route);
    let nearest = table.nearest(request);
    Refusal {
        status: 404,
        why: "no route matches, and there is no `$default`".to_owned(),
        other_methods: other_methods.into_iter().filter_map(names).collect(),
        nearest: nearest.and_then(|near| Some((names(near.route)?, near))),
    }
}

/// What the route of an index does with a request that [`admit`] let in; `None` where there is no such route.
#[must_use]
pub fn deliver(
    program: &Program,
    table: &Table,
    request: &Request,
    index: usize,
    live: Option<&dyn Live>,
) -> Option<RouteMatch> {
    let route = program.routes.get(index)?;
    let name = name(&program.routes, index)?;
    let params = table.params(index, &request.path);
    Some(routed(program, request, route, name, params, live))
}

/// A route as it is spoken of.
#[must_use]
pub fn name(routes: &[Route], route: usize) -> Option<RouteName> {
    routes.get(route).map(|it| RouteName {
        route,
        written: it.written.clone(),
        key: it.key.to_string(),
        span: it.span,
    })
}

fn routed(
    program: &Program,
    request: &Request,
    route: &Route,
    name: RouteName,
    params: Vec<PathParam>,
    live: Option<&dyn Live>,
) -> RouteMatch {
    let words = Values::of(program, request, &name.key, &params).with_live(live);
    RouteMatch {
        backend: backend::name(program, &route.destination),
        kind: backend::kind(program, &route.destination),
        auth: auth::hop(program, request, &route.authorization),
        delivery: forwarded::delivery(program, request, route, &words),
        timeout: match &route.timeout {
            Some(timeout) => Limit::Route(timeout.value),
            None => Limit::Default(DEFAULT_TIMEOUT_MS),
        },
        throttle: throttle(program, route),
        answers: answers(program, route, &words),
        name,
        params,
    }
}

fn throttle(program: &Program, route: &Route) -> Limit<ThrottleRate> {
    let throttled = |it: &Throttle| {
        Arg::Known(ThrottleRate {
            rate: it.rate,
            burst: it.burst,
        })
    };
    match (&route.throttle, &program.gateway.throttle) {
        (Some(own), _) => Limit::Route(throttled(own)),
        (None, Some(shared)) => Limit::Gateway(throttled(shared)),
        (None, None) => Limit::Default(ThrottleRate {
            rate: Arg::Known(Rate(10_000_000)),
            burst: Some(Arg::Known(5_000)),
        }),
    }
}

fn answers(program: &Program, route: &Route, words: &Values<'_>) -> Vec<String> {
    let mut answers: Vec<String> = route
        .response
        .iter()
        .map(|mapping| {
            let status = mapping.status.value;
            match &mapping.change {
                ResponseChange::Status(new) => format!("{status} becomes {}", new.value),
                ResponseChange::Header(change) => {
                    let value = words.text(&change.value);
                    let name = &change.name.value;
                    let operation = headers::word(change.operation);
                    let said = format!("{status}: {operation} header `{name}` {value}");
                    said.trim_end().to_owned()
                }
            }
        })
        .collect();
    if let Some(server) = &program.gateway.server_header {
        answers.push(format!(
            "every status: set header `server` {}",
            words.text(server)
        ));
    }
    answers
}
