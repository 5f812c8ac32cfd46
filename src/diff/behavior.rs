//! The behavior of a gateway for a request, as visible to a client, a backend or an operator.

use crate::model::{Arg, Program};
use crate::route::trace::{
    AuthHop, Credential, Delivery, HeaderOutcome, Limit, PUBLIC_URL, Preflight, RouteMatch,
    SeenHeader, ThrottleRate, Trace, TraceOutcome, Values, Via,
};

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// An error from the gateway itself.
    Refused,
    /// A preflight answered by the gateway itself.
    Preflight(Preflight),
    /// An answer from a backend.
    Backend(Box<Behavior>),
}

/// How a route calls its backend. Each part is text that can be compared and shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Behavior {
    /// The route as written, `METHOD PATH`.
    pub(super) route: String,
    /// The backend's name or URL.
    pub(super) backend: String,
    /// True for a public URL, whose name is just its address.
    pub(super) is_url: bool,
    /// Its kind, e.g. `private apprunner`.
    pub(super) kind: String,
    /// The `Host` or the function that is called.
    pub(super) host: Option<String>,
    /// The TLS server name that is verified.
    pub(super) server_name: Option<String>,
    /// The hops on the way there.
    pub(super) hops: Option<String>,
    /// The path that the backend receives.
    pub(super) path: Option<String>,
    /// The query string made by mappings.
    pub(super) query: Option<String>,
    /// The headers and parameters that the gateway sets or removes.
    pub(super) mappings: Vec<String>,
    /// The authorizer.
    pub(super) auth: Option<Auth>,
    /// The timeout of the backend.
    pub(super) timeout: String,
    /// The throttle limit.
    pub(super) throttle: Throttle,
    /// Mappings of responses.
    pub(super) answers: Vec<String>,
}

/// The properties of an authorizer that affect requests.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Auth {
    /// Its name, which does not affect requests.
    pub(super) name: String,
    /// The credential that it requires.
    pub(super) credential: Credential,
    /// The token must have one of these scopes.
    pub(super) scopes: Vec<String>,
}

/// A limit on requests.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Throttle {
    /// The limit as text.
    pub(super) text: String,
    /// Requests per second in thousandths, if known.
    pub(super) rate: Option<u64>,
    /// The burst limit, if known.
    pub(super) burst: Option<u32>,
}

impl Auth {
    /// Renders the authorizer with its requirements, e.g. `auth users (jwt, issuer .., audience ..) [orders/read]`.
    pub(super) fn text(&self) -> String {
        let scopes = match self.scopes.as_slice() {
            [] => String::new(),
            scopes => format!(" [{}]", scopes.join(" ")),
        };
        format!("auth {} ({}){scopes}", self.name, self.asks().join(", "))
    }

    /// Renders the differing requirements of two authorizers with the same name; both in full if the names differ.
    pub(super) fn differing(old: &Self, new: &Self) -> (String, String) {
        if old.name != new.name {
            return (old.text(), new.text());
        }
        let parts = |auth: &Self| {
            let scopes = match auth.scopes.as_slice() {
                [] => "no scopes".to_owned(),
                scopes => format!("scopes [{}]", scopes.join(" ")),
            };
            let mut parts = auth.asks();
            parts.push(scopes);
            parts
        };
        let (was, is) = (parts(old), parts(new));
        let own = |list: &[String], other: &[String]| {
            let own = list.iter().filter(|it| !other.contains(it));
            let own: Vec<&str> = own.map(String::as_str).collect();
            format!("auth {}: {}", old.name, own.join(", "))
        };
        (own(&was, &is), own(&is, &was))
    }

    fn asks(&self) -> Vec<String> {
        match &self.credential {
            Credential::Signature => vec!["AWS signature".to_owned()],
            Credential::Token {
                from,
                issuer,
                audience,
            } => vec![
                "jwt".to_owned(),
                format!("issuer {issuer}"),
                format!("audience {}", audience.join(" ")),
                format!("from {from}"),
            ],
            Credential::Function { function, from } => vec![
                format!("lambda {function}"),
                format!("identity {}", from.join(" ")),
            ],
        }
    }
}

impl Behavior {
    /// Renders the required authorization.
    pub(super) fn access(&self) -> String {
        self.auth.as_ref().map_or("open".to_owned(), Auth::text)
    }
}

/// Extracts the comparable parts of a trace.
pub(super) fn answer(program: &Program, trace: Trace) -> Answer {
    match trace.outcome {
        TraceOutcome::Refused(_) => Answer::Refused,
        TraceOutcome::Preflight(preflight) => Answer::Preflight(preflight),
        TraceOutcome::Route(routed) => Answer::Backend(Box::new(behavior(program, *routed))),
    }
}

fn behavior(program: &Program, routed: RouteMatch) -> Behavior {
    let words = Values::new(program);
    let mut found = Behavior {
        route: routed.name.written,
        is_url: routed.kind == PUBLIC_URL,
        backend: routed.backend,
        kind: routed.kind,
        host: None,
        server_name: None,
        hops: None,
        path: None,
        query: None,
        mappings: Vec::new(),
        auth: routed.auth.map(auth),
        timeout: match routed.timeout {
            Limit::Route(time) | Limit::Gateway(time) => words.milliseconds(time),
            Limit::Default(time) => words.milliseconds(Arg::Known(time)),
        },
        throttle: throttle(&words, routed.throttle),
        answers: routed.answers,
    };
    match routed.delivery {
        Delivery::Http(seen) => {
            found.mappings = seen.headers.iter().filter_map(render_mapping).collect();
            found.query = (!seen.query.is_empty()).then_some(seen.query);
            let hops: Vec<String> = seen.via.iter().map(Via::text).collect();
            let scheme = if seen.https { "https" } else { "http" };
            found.hops = Some(format!("{scheme} over {}", hops.join(", ")));
            found.host = Some(seen.host);
            found.server_name = seen.tls_server_name;
            found.path = Some(seen.path);
        }
        Delivery::Event { function, payload } => {
            found.host = Some(function);
            found.hops = Some(format!("event, payload format {payload}"));
        }
        Delivery::Call { parameters } => {
            let parameters = parameters.iter();
            let parameters = parameters.map(|(name, value)| format!("{name} = {value}"));
            found.mappings = parameters.collect();
        }
    }
    found
}

fn auth(hop: AuthHop) -> Auth {
    Auth {
        name: hop.name,
        credential: hop.credential,
        scopes: hop.scopes,
    }
}

fn throttle(words: &Values<'_>, limit: Limit<ThrottleRate>) -> Throttle {
    let (throttled, whose) = match limit {
        Limit::Route(Arg::Known(it)) => (it, ""),
        Limit::Gateway(Arg::Known(it)) => (it, " (the gateway's default for each route)"),
        Limit::Default(it) => (it, " (account default)"),
        Limit::Route(Arg::Input(id)) | Limit::Gateway(Arg::Input(id)) => {
            return Throttle {
                text: words.input(id),
                rate: None,
                burst: None,
            };
        }
    };
    let burst = throttled
        .burst
        .map(|it| format!(" burst {}", words.count(it)));
    Throttle {
        text: format!(
            "{}{}{whose}",
            words.rate(throttled.rate),
            burst.unwrap_or_default()
        ),
        rate: throttled.rate.known().map(|it| it.0),
        burst: throttled.burst.and_then(Arg::known),
    }
}

/// Renders a header that the spec itself sets or removes.
fn render_mapping(header: &SeenHeader) -> Option<String> {
    let (name, value) = (&header.name, &header.value);
    match header.fate {
        HeaderOutcome::Set | HeaderOutcome::Added => Some(format!("set header {name} {value}")),
        HeaderOutcome::Appended => Some(format!("append header {name} {value}")),
        HeaderOutcome::Removed => Some(format!("remove header {name}")),
        HeaderOutcome::Host
        | HeaderOutcome::Forwarded
        | HeaderOutcome::Via
        | HeaderOutcome::Passed
        | HeaderOutcome::Unset
        | HeaderOutcome::TurnedIntoForwarded
        | HeaderOutcome::HopByHop => None,
    }
}
