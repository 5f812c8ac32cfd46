//! Traces a request through the gateway: the selected route, the others that match, and the request that the backend
//! sees.
//!
//! [`trace`] returns data that the command line and editors render. It makes no network calls and assumes that the
//! credentials a route requires are valid.

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
pub use query::{query_pairs, value as query_value};
pub use values::Values;

use crate::facts::Facts;
use crate::model::{Arg, Program, Rate, ResponseChange, Route, Throttle};
use crate::route::select::{Caveat, LossReason, PathParam};
use crate::route::{Nearest, Request, Table};
use crate::source::Span;

/// A request, hop by hop.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The request, its path without the domain's mapping path.
    pub request: Request,
    /// Its entry point.
    pub entry: EntryPoint,
    /// Its outcome.
    pub outcome: TraceOutcome,
    /// Routes that match as well and lost, the best match first.
    pub considered: Vec<Considered>,
    /// Undocumented behaviour that affects this result.
    pub caveats: Vec<Caveat>,
}

/// The outcome of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceOutcome {
    /// The gateway responds to the CORS preflight itself.
    Preflight(Preflight),
    /// The gateway responds with an error itself.
    Refused(Refusal),
    /// A route handles it.
    Route(Box<RouteMatch>),
}

/// An error response of the gateway itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// The reason, as a sentence without a full stop.
    pub why: String,
    /// Routes that match the path with another method.
    pub other_methods: Vec<RouteName>,
    /// The route that was probably intended.
    pub nearest: Option<(RouteName, Nearest)>,
}

/// The names of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteName {
    /// Its index.
    pub route: usize,
    /// As written, `METHOD PATH`.
    pub written: String,
    /// Its key in AWS's syntax.
    pub key: String,
    /// Its place in the spec.
    pub span: Span,
}

/// A route that matches and lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The route.
    pub name: RouteName,
    /// The reason why it lost.
    pub why: LossReason,
}

/// A route's handling of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteMatch {
    /// The route.
    pub name: RouteName,
    /// The values of its path variables.
    pub params: Vec<PathParam>,
    /// The backend's name, or the URL of a public target.
    pub backend: String,
    /// The kind of the backend with its access or action, e.g. `private apprunner`.
    pub kind: String,
    /// Its authorizer; `None` if the route is public.
    pub auth: Option<AuthHop>,
    /// The delivery to the backend.
    pub delivery: Delivery,
    /// Its timeout, in milliseconds.
    pub timeout: Limit<u32>,
    /// Its rate limit.
    pub throttle: Limit<ThrottleRate>,
    /// Changes to its responses, one sentence each.
    pub answers: Vec<String>,
}

/// A limit and its source.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit<T> {
    /// The route.
    Route(Arg<T>),
    /// The gateway, as the default of each route.
    Gateway(Arg<T>),
    /// AWS, if the spec sets none.
    Default(T),
}

/// A rate and a burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThrottleRate {
    /// Requests per second, on average.
    pub rate: Arg<Rate>,
    /// The burst.
    pub burst: Option<Arg<u32>>,
}

/// Traces a request. `table` is that of `program.routes`.
#[must_use]
pub fn trace(program: &Program, facts: &Facts, table: &Table, request: &Request) -> Trace {
    trace_live(program, facts, table, request, None)
}

/// Traces a request in flight: values that `live` knows replace symbols.
#[must_use]
pub fn trace_live(
    program: &Program,
    facts: &Facts,
    table: &Table,
    request: &Request,
    live: Option<&dyn Live>,
) -> Trace {
    let admitted = admit(program, table, request);
    let outcome = match admitted.outcome {
        Admitted::Preflight(preflight) => TraceOutcome::Preflight(preflight),
        Admitted::Refused(refusal) => TraceOutcome::Refused(refusal),
        Admitted::Route(index) => {
            match deliver(program, facts, table, &admitted.request, index, live) {
                Some(route_match) => TraceOutcome::Route(Box::new(route_match)),
                None => {
                    TraceOutcome::Refused(not_found(program, table, &admitted.request, Vec::new()))
                }
            }
        }
    };
    Trace {
        request: admitted.request,
        entry: admitted.entry,
        outcome,
        considered: admitted.considered,
        caveats: admitted.caveats,
    }
}

/// A request that the gateway accepted or refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// The request, its path without the domain's mapping path.
    pub request: Request,
    /// Its entry point.
    pub entry: EntryPoint,
    /// Its outcome.
    pub outcome: Admitted,
    /// Routes that match as well and lost, the best match first.
    pub considered: Vec<Considered>,
    /// Undocumented behaviour that affects the selection.
    pub caveats: Vec<Caveat>,
}

/// The outcome of a request before its route is applied.
#[derive(Clone, Debug, PartialEq)]
pub enum Admitted {
    /// The gateway responds to a preflight itself.
    Preflight(Preflight),
    /// The gateway responds with an error itself.
    Refused(Refusal),
    /// The route with this index handles it.
    Route(usize),
}

/// Selects the handler of a request: domain and mapping path, preflight, route.
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

/// Returns the refusal if no route matches.
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

/// Returns a route's handling of a request that [`admit`] accepted; `None` if there is no such route.
#[must_use]
pub fn deliver(
    program: &Program,
    facts: &Facts,
    table: &Table,
    request: &Request,
    index: usize,
    live: Option<&dyn Live>,
) -> Option<RouteMatch> {
    let route = program.routes.get(index)?;
    let name = name(&program.routes, index)?;
    let params = table.params(index, &request.path);
    Some(route_match(
        program, facts, request, route, name, params, live,
    ))
}

/// Returns the names of a route.
#[must_use]
pub fn name(routes: &[Route], route: usize) -> Option<RouteName> {
    routes.get(route).map(|it| RouteName {
        route,
        written: it.written.clone(),
        key: it.key.to_string(),
        span: it.span,
    })
}

fn route_match(
    program: &Program,
    facts: &Facts,
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
            None => Limit::Default(default_timeout(facts)),
        },
        throttle: throttle(program, facts, route),
        answers: answers(program, route, &words),
        name,
        params,
    }
}

fn throttle(program: &Program, facts: &Facts, route: &Route) -> Limit<ThrottleRate> {
    let throttled = |it: &Throttle| {
        Arg::Known(ThrottleRate {
            rate: it.rate,
            burst: it.burst,
        })
    };
    match (&route.throttle, &program.gateway.throttle) {
        (Some(own), _) => Limit::Route(throttled(own)),
        (None, Some(shared)) => Limit::Gateway(throttled(shared)),
        (None, None) => {
            let region = program.gateway.region.as_ref();
            let (rate, burst) = facts.throttling(region.map(|word| word.value.as_str()));
            Limit::Default(ThrottleRate {
                rate: Arg::Known(Rate(rate.saturating_mul(1_000))),
                burst: Some(Arg::Known(u32::try_from(burst).unwrap_or(u32::MAX))),
            })
        }
    }
}

/// Returns the default timeout of a backend, in milliseconds.
#[must_use]
pub fn default_timeout(facts: &Facts) -> u32 {
    let range = &facts.quotas.ranges.integration_timeout_ms;
    u32::try_from(range.default).unwrap_or(u32::MAX)
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
                    let sentence = format!("{status}: {operation} header `{name}` {value}");
                    sentence.trim_end().to_owned()
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
