//! The request pipeline, stage by stage.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http_body_util::Full;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode, Version};

use crate::facts::Confidence;
use crate::model::{Authorization, Method, Route};
use crate::route::trace::{
    self, Admitted, Delivery, EntryPoint, HeaderOutcome, Limit, RouteMatch, RouteName,
};
use crate::route::{Caveat, Request};
use crate::serve::answer::{Answer, Refusal};
use crate::serve::exchange::{Caller, Exchange, Notes, Peers, host_of};
use crate::serve::fault::{self, Fault, Stage};
use crate::serve::gateway::Gateway;
use crate::serve::limits::Limits;
use crate::serve::log::Line;
use crate::serve::state::State;
use crate::serve::wire::Framing;
use crate::serve::{auth, cors, integration, limits, response};

/// Answers one request.
pub(super) async fn handle(
    state: Arc<State>,
    ends: Peers,
    framing: Arc<Framing>,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let gateway = state.gateway();
    let (parts, incoming) = request.into_parts();
    let mut exchange = exchange(&state, ends, &parts);
    exchange.unread = !incoming.is_end_stream();
    let answered = match framing.is_double() {
        true => Err(limits::double_framing()),
        false => answer(&state, &gateway, &mut exchange, &parts, incoming).await,
    };
    let mut answer = answered.unwrap_or_else(|refusal| {
        exchange.record_refusal(&refusal);
        *refusal.answer
    });
    let broken = state.options.fault.as_ref();
    if broken.is_none_or(|it| !it.hides_cors()) {
        cors::add_headers(&gateway, &exchange, &mut answer);
    }
    if broken.is_none_or(|it| !it.is_outside()) {
        answer.set("apigw-requestid", &exchange.id);
    }
    if exchange.unread {
        // The rest of the request must not be parsed as another one.
        answer.set("connection", "close");
    }
    report(&state, &gateway, &exchange, &answer);
    framing.next_request();
    Ok(respond(answer))
}

/// Runs the stages in order.
async fn answer(
    state: &State,
    gateway: &Gateway,
    exchange: &mut Exchange,
    parts: &Parts,
    incoming: Incoming,
) -> Result<Answer, Refusal> {
    limits::head(parts, &state.limits)?;
    let broken = state.options.fault.as_ref();
    fault::inject(broken, Stage::Entry)?;
    let admitted = admit(gateway, exchange)?;
    let index = match admitted {
        Admitted::Preflight(preflight) => {
            if let Some(answer) = fault::inject(broken, Stage::Preflight)? {
                return Ok(answer);
            }
            exchange.notes.remark = Some(match preflight.denials.as_slice() {
                [] => "a preflight, answered by `cors`".to_owned(),
                denials => format!("a browser blocks the request: {}", denials.join("; ")),
            });
            return Ok(cors::preflight(&preflight, gateway, exchange));
        }
        Admitted::Refused(refusal) if refusal.status == 403 => {
            return Err(Refusal::new(403, "Forbidden", "ACCESS_DENIED", refusal.why));
        }
        Admitted::Refused(refusal) => {
            let near = refusal
                .nearest
                .map(|(name, _)| format!("; the nearest route is `{}`", name.written));
            let why = refusal.why + &near.unwrap_or_default();
            return Err(Refusal::new(
                refusal.status,
                "Not Found",
                "RESOURCE_NOT_FOUND",
                why,
            ));
        }
        Admitted::Route(index) => index,
    };
    let route = gateway.program().routes.get(index);
    let Some((route, name)) = route.zip(trace::name(&gateway.program().routes, index)) else {
        never!("no route {index}");
    };
    enter(gateway, exchange, route, &name, index);
    fault::inject(broken, Stage::Throttle)?;
    throttle(gateway, index, &name)?;
    exchange.caller = match &route.authorization {
        Authorization::Open(_) => Caller::Unasked,
        Authorization::Unknown => {
            return Err(Refusal::internal(
                "AUTHORIZER_CONFIGURATION_ERROR",
                "unknown authorizer",
            ));
        }
        Authorization::Required(using) => {
            auth::check(state, gateway, exchange, route, using).await?
        }
    };
    let reading = limits::body(&parts.headers, incoming, &state.limits, &state.memory);
    let buffered = reading.await?;
    exchange.unread = false;
    if !buffered.bytes.is_empty() {
        fault::inject(broken, Stage::Body)?;
    }
    exchange.body = buffered.bytes.clone();
    let delivered = trace::deliver(
        gateway.program(),
        &state.facts,
        &gateway.table,
        &exchange.request,
        index,
        Some(&*exchange),
    );
    let Some(matched) = delivered else {
        never!("no delivery of route {index}");
    };
    note_unset(exchange, &matched.delivery);
    let time = timeout(&matched, &state.limits);
    let mut answer = integrate(state, gateway, exchange, route, matched.delivery, time).await?;
    cors::strip(gateway, &mut answer);
    exchange.notes.integration_status = Some(answer.status);
    Ok(response::map(gateway, route, exchange, answer))
}

/// Creates the exchange of a request, before any decision.
fn exchange(state: &State, ends: Peers, parts: &Parts) -> Exchange {
    let text =
        |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let authority = parts.uri.authority().map(|it| it.as_str().to_owned());
    let named = || parts.headers.get(hyper::header::HOST).map(text);
    let domain = authority.or_else(named).unwrap_or_default();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)));
    let path = parts.uri.path().to_owned();
    let method = Method::from_word(parts.method.as_str()).filter(|it| *it != Method::Any);
    Exchange {
        limits: state.limits,
        id: state.ids.next(),
        arrived: SystemTime::now(),
        started: Instant::now(),
        ends,
        method: parts.method.as_str().to_owned(),
        protocol: match parts.version {
            Version::HTTP_10 => "HTTP/1.0",
            _ => "HTTP/1.1",
        },
        sent_path: path.clone(),
        stage_prefix: state.options.fault.map_or("", |it| it.stage_prefix()),
        mapping_path: None,
        request: Request {
            method: method.unwrap_or(Method::Any),
            host: None,
            path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
        },
        domain,
        body: Bytes::new(),
        unread: false,
        route_key: None,
        params: Vec::new(),
        backend: None,
        caller: Caller::Unasked,
        notes: Notes::default(),
    }
}

/// Selects domain, mapping path, preflight and route.
fn admit(gateway: &Gateway, exchange: &mut Exchange) -> Result<Admitted, Refusal> {
    if exchange.request.method == Method::Any {
        let why = format!("routes cannot match the method `{}`", exchange.method);
        return Err(Refusal::new(404, "Not Found", "RESOURCE_NOT_FOUND", why));
    }
    let host = host_of(&exchange.domain).to_ascii_lowercase();
    exchange.request.host = (!is_local(&host)).then_some(host);
    let program = gateway.program();
    let admission = trace::admit(program, &gateway.table, &exchange.request);
    if let EntryPoint::Domain(mapped) = &admission.entry {
        exchange.mapping_path = Some(mapped.path.clone());
    }
    exchange.request = admission.request;
    let caveats = admission.caveats.into_iter();
    // Unlike the others, the handling of a slash in a variable is documented.
    let caveats = caveats.filter(|it| *it != Caveat::EncodedSlash);
    exchange.notes.uncertain = caveats.map(|it| trace::caveat(program, it)).collect();
    Ok(admission.outcome)
}

/// Returns true if a host is a name of this machine or its network, not a domain of a spec.
fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    !host.contains('.') || bare.parse::<std::net::IpAddr>().is_ok() || host.ends_with(".localhost")
}

/// Records the matched route in the exchange.
fn enter(
    gateway: &Gateway,
    exchange: &mut Exchange,
    route: &Route,
    name: &RouteName,
    index: usize,
) {
    exchange.route_key = Some(name.key.clone());
    exchange.params = gateway.table.params(index, &exchange.request.path);
    exchange.backend = Some(trace::backend_name(gateway.program(), &route.destination));
}

fn throttle(gateway: &Gateway, index: usize, name: &RouteName) -> Result<(), Refusal> {
    let bucket = gateway.buckets.get(index).and_then(Option::as_ref);
    let full = bucket.is_some_and(|bucket| !bucket.take(Instant::now()));
    if full {
        let why = format!("the throttle of `{}` is exceeded", name.written);
        return Err(Refusal::new(429, "Too Many Requests", "THROTTLED", why));
    }
    Ok(())
}

/// Notes mappings without a value, whose behaviour AWS does not document.
fn note_unset(exchange: &mut Exchange, delivery: &Delivery) {
    let Delivery::Http(seen) = delivery else {
        return;
    };
    let unset = seen.headers.iter();
    let unset = unset.filter(|it| it.fate == HeaderOutcome::Unset);
    let notes = unset.map(|it| {
        format!(
            "AWS does not document mappings whose variable has no value; here the backend gets no `{}`",
            it.name
        )
    });
    exchange.notes.uncertain.extend(notes);
}

/// Returns the timeout of a backend: the route's, if known.
fn timeout(matched: &RouteMatch, limits: &Limits) -> Duration {
    let known = match &matched.timeout {
        Limit::Route(time) | Limit::Gateway(time) => time.known(),
        Limit::Default(time) => Some(*time),
    };
    known.map_or(limits.integration, |ms| {
        Duration::from_millis(u64::from(ms))
    })
}

/// Calls the backend with the route's timeout.
async fn integrate(
    state: &State,
    gateway: &Gateway,
    exchange: &mut Exchange,
    route: &Route,
    delivery: Delivery,
    time: Duration,
) -> Result<Answer, Refusal> {
    let began = Instant::now();
    let late = || {
        let why = format!("the backend did not answer within {} ms", time.as_millis());
        Refusal::unavailable("INTEGRATION_TIMEOUT", why)
    };
    let calling = async {
        fault::wait(state.options.fault.as_ref(), time).await;
        integration::call(state, gateway, exchange, route, delivery).await
    };
    let called = tokio::time::timeout(time, calling).await;
    exchange.notes.integration_ms = Some(began.elapsed().as_millis());
    called.unwrap_or_else(|_| Err(late()))
}

/// Writes the access-log line and the developer's line.
fn report(state: &State, gateway: &Gateway, exchange: &Exchange, answer: &Answer) {
    let duration = exchange.started.elapsed();
    let broken = state.options.fault.as_ref();
    let bare = broken.and_then(Fault::log_format).map(Line::text);
    let logged = broken.is_none_or(|it| !it.is_outside());
    if let Some(line) = bare.as_ref().or(gateway.log.as_ref())
        && logged
    {
        state.sink.log(line.render(exchange, answer, duration));
    }
    let query = match exchange.request.query.as_str() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    let route = exchange.route_key.as_deref().unwrap_or("-");
    let backend = exchange.backend.as_deref().unwrap_or("-");
    let mut line = format!(
        "{} {}{query}  {route} -> {backend}  {}  {} ms\n",
        visible(&exchange.method),
        visible(&exchange.sent_path),
        answer.status,
        duration.as_millis()
    );
    if let Some(remark) = &exchange.notes.remark {
        line.push_str(&format!("  {}\n", visible(remark)));
    }
    for why in &exchange.notes.uncertain {
        line.push_str(&format!("  uncertain: {}\n", visible(why)));
    }
    for name in &answer.invalid {
        let name = visible(name);
        line.push_str(&format!("  the header `{name}` is invalid and left out\n"));
    }
    let kind = exchange.notes.error_kind.unwrap_or_default();
    let known = state.answers.find(answer.status, kind);
    if known.is_some_and(|it| it.confidence == Confidence::Uncertain) {
        line.push_str("  uncertain: AWS does not document this answer\n");
    }
    if state.options.verbose && exchange.request.method != Method::Any {
        let trace = trace::trace_live(
            gateway.program(),
            &state.facts,
            &gateway.table,
            &exchange.request,
            Some(exchange),
        );
        line.push_str(&state.reader.draw(&trace, gateway.analysis()));
    }
    state.sink.message(line);
}

/// Escapes client text for a terminal.
fn visible(text: &str) -> String {
    let letter = |letter: char| {
        if letter.is_control() {
            '\u{fffd}'
        } else {
            letter
        }
    };
    text.chars().map(letter).collect()
}

fn respond(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body));
    // INVARIANT: statuses of specs and functions are checked where they are read.
    *response.status_mut() = StatusCode::from_u16(answer.status)
        .unwrap_or_else(|_| never!("{} is not a status", answer.status));
    *response.headers_mut() = answer.headers;
    response
}
