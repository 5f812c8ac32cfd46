//! What a gateway does with a request, as far as a client or a backend can tell.

use crate::model::{Arg, Program};
use crate::route::trace::{
    Credential, Delivery, HeaderOutcome, Limit, PUBLIC_URL, Preflight, RouteMatch, RouteName,
    SeenHeader, ThrottleRate, Trace, TraceOutcome, Values, Via,
};

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The gateway's own error.
    Refused(u16),
    /// The gateway's own answer to a preflight.
    Preflight(Preflight),
    /// A backend's.
    Backend(Box<Behavior>),
}

/// How a backend is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Behavior {
    /// The route.
    pub route: RouteName,
    /// The backend's name or URL.
    pub backend: String,
    /// Whether it is a public URL.
    pub is_url: bool,
    /// Its kind, and where it is reached: host, listener, function.
    pub address: String,
    /// The path that it sees; `None` where it sees none.
    pub path: Option<String>,
    /// The query, the headers and the parameters that the gateway sets or takes away.
    pub mappings: Vec<String>,
    /// The authorizer's name, what it wants, and scopes; `None` where anybody may ask.
    pub auth: Option<(String, Credential, Vec<String>)>,
    /// How long it may take.
    pub timeout: String,
    /// How many requests are let through.
    pub throttle: String,
    /// Changes to its answers.
    pub answers: Vec<String>,
}

/// One thing that changes about a request, the most dangerous first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// An authorizer stood before it, and none does now.
    AuthDropped,
    /// Nobody answered, and somebody does now, open to all.
    StartsOpen,
    /// Another authorizer, or other scopes.
    AuthChanged,
    /// Somebody answered, and nobody does now.
    Stops,
    /// Another backend answers.
    Backend,
    /// The backend is reached elsewhere.
    Address,
    /// The backend sees another path.
    Path,
    /// The backend sees other headers, another query or other parameters.
    Mappings,
    /// The client sees other headers or another status.
    Answers,
    /// Nobody stood before it, and an authorizer does now.
    AuthAdded,
    /// The answer to preflights.
    Cors,
    /// The time that the backend has.
    Timeout,
    /// The limit on requests.
    Throttle,
    /// Nobody answered, and somebody does now, behind an authorizer.
    Starts,
}

impl Aspect {
    /// A word for scripts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AuthDropped => "auth-dropped",
            Self::StartsOpen => "starts-open",
            Self::AuthChanged => "auth-changed",
            Self::Stops => "stops",
            Self::Backend => "backend",
            Self::Address => "address",
            Self::Path => "path",
            Self::Mappings => "mappings",
            Self::Answers => "answers",
            Self::AuthAdded => "auth-added",
            Self::Cors => "cors",
            Self::Timeout => "timeout",
            Self::Throttle => "throttle",
            Self::Starts => "starts",
        }
    }
}

/// What a story comes down to.
pub(super) fn answer(program: &Program, told: Trace) -> Answer {
    match told.outcome {
        TraceOutcome::Refused(refusal) => Answer::Refused(refusal.status),
        TraceOutcome::Preflight(preflight) => Answer::Preflight(preflight),
        TraceOutcome::Route(routed) => Answer::Backend(Box::new(behavior(program, *routed))),
    }
}

fn behavior(program: &Program, routed: RouteMatch) -> Behavior {
    let words = Values::new(program);
    let is_url = routed.kind == PUBLIC_URL;
    let (address, path, mappings) = match routed.delivery {
        Delivery::Http(seen) => {
            let mapped = seen.headers.iter().filter_map(mapped);
            let mut mappings: Vec<String> = mapped.collect();
            if !seen.query.is_empty() {
                mappings.push(format!("query {}", seen.query));
            }
            let tls = seen
                .tls_server_name
                .map(|name| format!("server name {name}"));
            let via = seen.via.iter().map(Via::text);
            let kind = [routed.kind, format!("host {}", seen.host)];
            let parts: Vec<String> = kind.into_iter().chain(tls).chain(via).collect();
            let address = parts.join(", ");
            (address, Some(seen.path), mappings)
        }
        Delivery::Event { function } => (format!("{} {function}", routed.kind), None, Vec::new()),
        Delivery::Call { parameters } => {
            let parameters = parameters.iter();
            let parameters = parameters.map(|(name, value)| format!("{name} = {value}"));
            (routed.kind, None, parameters.collect())
        }
    };
    let throttled = |it: ThrottleRate| {
        let burst = it.burst.map(|it| format!(" burst {}", words.count(it)));
        format!("{}{}", words.rate(it.rate), burst.unwrap_or_default())
    };
    Behavior {
        route: routed.name,
        backend: routed.backend,
        is_url,
        address,
        path,
        mappings,
        auth: routed.auth.map(|it| (it.name, it.credential, it.scopes)),
        timeout: match routed.timeout {
            Limit::Route(time) | Limit::Gateway(time) => words.milliseconds(time),
            Limit::Default(time) => words.milliseconds(Arg::Known(time)),
        },
        throttle: match routed.throttle {
            // The gateway's own limit is one of all routes; it shows among the resources.
            Limit::Gateway(_) | Limit::Default(_) => String::new(),
            Limit::Route(Arg::Known(it)) => throttled(it),
            Limit::Route(Arg::Input(id)) => words.input(id),
        },
        answers: routed.answers,
    }
}

/// A header that the spec itself sets or takes away.
fn mapped(header: &SeenHeader) -> Option<String> {
    let (name, value) = (&header.name, &header.value);
    match header.fate {
        HeaderOutcome::Set | HeaderOutcome::Added => Some(format!("set header {name} {value}")),
        HeaderOutcome::Appended => Some(format!("append header {name} {value}")),
        HeaderOutcome::Removed => Some(format!("remove header {name}")),
        HeaderOutcome::Host
        | HeaderOutcome::Forwarded
        | HeaderOutcome::Via
        | HeaderOutcome::Passed
        | HeaderOutcome::TurnedIntoForwarded
        | HeaderOutcome::HopByHop => None,
    }
}

/// What differs between two answers to one request, the most dangerous first.
pub(super) fn aspects(old: &Answer, new: &Answer) -> Vec<Aspect> {
    let mut found = Vec::new();
    match (old, new) {
        (Answer::Refused(_), Answer::Refused(_)) => {}
        (Answer::Preflight(old), Answer::Preflight(new)) if old == new => {}
        (Answer::Preflight(_), _) | (_, Answer::Preflight(_)) => found.push(Aspect::Cors),
        (Answer::Refused(_), Answer::Backend(new)) => found.push(if new.auth.is_some() {
            Aspect::Starts
        } else {
            Aspect::StartsOpen
        }),
        (Answer::Backend(_), Answer::Refused(_)) => found.push(Aspect::Stops),
        (Answer::Backend(old), Answer::Backend(new)) => found = between(old, new),
    }
    found.sort();
    found
}

fn between(old: &Behavior, new: &Behavior) -> Vec<Aspect> {
    let mut found = Vec::new();
    match (&old.auth, &new.auth) {
        (Some(_), None) => found.push(Aspect::AuthDropped),
        (None, Some(_)) => found.push(Aspect::AuthAdded),
        // A renamed authorizer that wants the same is the same.
        (Some((_, was, scopes)), Some((_, is, others))) => {
            if was != is || scopes != others {
                found.push(Aspect::AuthChanged);
            }
        }
        (None, None) => {}
    }
    // A URL is its own name, variables included; what tells two apart is where they lead.
    let urls = old.is_url && new.is_url;
    if urls && old.address != new.address || !urls && old.backend != new.backend {
        found.push(Aspect::Backend);
    } else if old.address != new.address {
        found.push(Aspect::Address);
    }
    let differ = [
        (old.path != new.path, Aspect::Path),
        (old.mappings != new.mappings, Aspect::Mappings),
        (old.answers != new.answers, Aspect::Answers),
        (old.timeout != new.timeout, Aspect::Timeout),
        (old.throttle != new.throttle, Aspect::Throttle),
    ];
    found.extend(
        differ
            .into_iter()
            .filter(|(differs, _)| *differs)
            .map(|(_, aspect)| aspect),
    );
    found
}
