//! The aspects of a request that can change, how dangerous each change is, and the old and new values.

use std::collections::BTreeSet;

use crate::diff::behavior::{Answer, Auth, Behavior, Throttle};
use crate::route::trace::Preflight;

/// An aspect of a request that changes, the most dangerous first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// It no longer needs authorization.
    AuthDropped,
    /// The authorizer, issuer, audience or required scopes differ.
    AuthChanged,
    /// CORS allows more origins, methods or headers, or credentials.
    CorsOpened,
    /// The gateway is reachable by a new host name.
    HostExposed,
    /// Clients of a domain no longer need a certificate.
    MutualTlsOff,
    /// More requests are allowed.
    ThrottleRaised,
    /// The request is no longer answered.
    Stops,
    /// The request was not answered and now is, without authorization.
    StartsOpen,
    /// The gateway is no longer reachable by a host name.
    HostGone,
    /// Another backend answers.
    Backend,
    /// The kind of the backend changes.
    Kind,
    /// Another host or function is called.
    Host,
    /// Another TLS server name is verified.
    ServerName,
    /// The hops to the backend change.
    Hops,
    /// The path that the backend receives changes.
    Path,
    /// The query string that the backend receives changes.
    Query,
    /// The headers that the backend receives, or the parameters of a service, change.
    Mappings,
    /// The headers or the status that the client receives change.
    Answers,
    /// The request now needs authorization.
    AuthAdded,
    /// Clients of a domain now need a certificate.
    MutualTlsOn,
    /// The answer to preflights changes.
    Cors,
    /// The timeout of the backend changes.
    Timeout,
    /// Fewer requests are allowed.
    Throttle,
    /// The request was not answered and now is, with authorization.
    Starts,
}

/// The severity of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Danger {
    /// It may grant access that should not be granted.
    High,
    /// It may break a client.
    Medium,
    /// Harmless, but worth knowing.
    Low,
}

/// A change with its values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AspectChange {
    /// The aspect.
    pub aspect: Aspect,
    /// The value before; `None` if there was none.
    pub old: Option<String>,
    /// The value after; `None` if there is none.
    pub new: Option<String>,
}

impl Aspect {
    /// Returns the word used in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AuthDropped => "auth-dropped",
            Self::AuthChanged => "auth-changed",
            Self::CorsOpened => "cors-opened",
            Self::HostExposed => "host-exposed",
            Self::MutualTlsOff => "mtls-off",
            Self::ThrottleRaised => "throttle-raised",
            Self::Stops => "stops",
            Self::StartsOpen => "starts-open",
            Self::HostGone => "host-gone",
            Self::Backend => "backend",
            Self::Kind => "kind",
            Self::Host => "host",
            Self::ServerName => "server-name",
            Self::Hops => "hops",
            Self::Path => "path",
            Self::Query => "query",
            Self::Mappings => "headers",
            Self::Answers => "answers",
            Self::AuthAdded => "auth-added",
            Self::MutualTlsOn => "mtls-on",
            Self::Cors => "cors",
            Self::Timeout => "timeout",
            Self::Throttle => "throttle",
            Self::Starts => "starts",
        }
    }

    /// Returns the severity.
    #[must_use]
    pub fn danger(self) -> Danger {
        match self {
            Self::AuthDropped
            | Self::AuthChanged
            | Self::CorsOpened
            | Self::HostExposed
            | Self::MutualTlsOff
            | Self::ThrottleRaised => Danger::High,
            Self::Stops
            | Self::StartsOpen
            | Self::HostGone
            | Self::Backend
            | Self::Kind
            | Self::AuthAdded
            | Self::MutualTlsOn => Danger::Medium,
            Self::Host
            | Self::ServerName
            | Self::Hops
            | Self::Path
            | Self::Query
            | Self::Mappings
            | Self::Answers
            | Self::Cors
            | Self::Timeout
            | Self::Throttle
            | Self::Starts => Danger::Low,
        }
    }

    /// Returns the change as the end of a sentence about requests.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::AuthDropped => "authorization dropped",
            Self::AuthChanged => "authorization changed",
            Self::CorsOpened => "CORS allows more",
            Self::HostExposed => "newly reachable by this host",
            Self::MutualTlsOff => "mutual TLS turned off",
            Self::ThrottleRaised => "throttle raised",
            Self::Stops => "no longer answered",
            Self::StartsOpen => "newly answered, without authorization",
            Self::HostGone => "no longer reachable by this host",
            Self::Backend => "backend changed",
            Self::Kind => "kind of backend changed",
            Self::Host => "host changed",
            Self::ServerName => "TLS server name changed",
            Self::Hops => "hops to the backend changed",
            Self::Path => "path at the backend changed",
            Self::Query => "query string at the backend changed",
            Self::Mappings => "headers or parameters at the backend changed",
            Self::Answers => "headers or status of answers changed",
            Self::AuthAdded => "authorization required",
            Self::MutualTlsOn => "mutual TLS turned on",
            Self::Cors => "CORS changed",
            Self::Timeout => "timeout changed",
            Self::Throttle => "throttle lowered",
            Self::Starts => "newly answered",
        }
    }

    /// Returns the name of the value.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::AuthDropped | Self::AuthChanged | Self::AuthAdded => "auth",
            Self::CorsOpened | Self::Cors => "cors",
            Self::HostExposed | Self::HostGone => "endpoint",
            Self::MutualTlsOff | Self::MutualTlsOn => "mtls",
            Self::ThrottleRaised | Self::Throttle => "throttle",
            Self::Stops | Self::StartsOpen | Self::Starts => "route",
            Self::Backend => "backend",
            Self::Kind => "kind",
            Self::Host => "host",
            Self::ServerName => "server name",
            Self::Hops => "reached by",
            Self::Path => "path",
            Self::Query => "query",
            Self::Mappings => "sets",
            Self::Answers => "answers",
            Self::Timeout => "timeout",
        }
    }
}

impl Danger {
    /// Returns the word used in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Compares two answers to the same requests; the most dangerous change comes first.
pub(super) fn changes(old: &Answer, new: &Answer) -> Vec<AspectChange> {
    let mut found = Found::default();
    match (old, new) {
        (Answer::Refused, Answer::Refused) => {}
        (Answer::Backend(old), Answer::Backend(new)) => found.compare(old, new),
        (Answer::Refused, Answer::Backend(new)) => {
            let aspect = match new.auth {
                Some(_) => Aspect::Starts,
                None => Aspect::StartsOpen,
            };
            found.add(aspect, None, Some(summary(new)));
        }
        (Answer::Backend(old), Answer::Refused) => {
            found.add(Aspect::Stops, Some(summary(old)), None);
        }
        (Answer::Preflight(old), Answer::Preflight(new)) => found.preflights(old, new),
        (Answer::Preflight(old), _) => {
            found.add(Aspect::Cors, Some(preflight(old)), Some(answered_by(new)));
        }
        (_, Answer::Preflight(new)) => {
            found.add(
                Aspect::CorsOpened,
                Some(answered_by(old)),
                Some(preflight(new)),
            );
        }
    }
    found.changes.sort();
    found.changes
}

fn summary(behavior: &Behavior) -> String {
    format!("{}, {}", behavior.backend, behavior.access())
}

fn answered_by(answer: &Answer) -> String {
    match answer {
        Answer::Refused => "not answered".to_owned(),
        Answer::Preflight(_) => "answered by the gateway".to_owned(),
        Answer::Backend(it) => format!("answered by {}", it.backend),
    }
}

fn preflight(preflight: &Preflight) -> String {
    let header = |(name, value): &(String, String)| format!("{name}: {value}");
    let headers: Vec<String> = preflight.headers.iter().map(header).collect();
    headers.join("; ")
}

#[derive(Default)]
struct Found {
    changes: Vec<AspectChange>,
}

impl Found {
    fn add(&mut self, aspect: Aspect, old: Option<String>, new: Option<String>) {
        self.changes.push(AspectChange { aspect, old, new });
    }

    fn differ(&mut self, aspect: Aspect, old: &Option<String>, new: &Option<String>) {
        if old != new {
            self.add(aspect, old.clone(), new.clone());
        }
    }

    fn compare(&mut self, old: &Behavior, new: &Behavior) {
        self.auth(old, new);
        // The name of a URL backend is the URL itself, so only its host and path are compared.
        if !(old.is_url && new.is_url) && old.backend != new.backend {
            let (old, new) = (old.backend.clone(), new.backend.clone());
            self.add(Aspect::Backend, Some(old), Some(new));
        }
        if old.kind != new.kind {
            let (old, new) = (old.kind.clone(), new.kind.clone());
            self.add(Aspect::Kind, Some(old), Some(new));
        }
        self.differ(Aspect::Host, &old.host, &new.host);
        self.differ(Aspect::ServerName, &old.server_name, &new.server_name);
        self.differ(Aspect::Hops, &old.hops, &new.hops);
        self.differ(Aspect::Path, &old.path, &new.path);
        self.differ(Aspect::Query, &old.query, &new.query);
        self.lists(Aspect::Mappings, &old.mappings, &new.mappings);
        self.lists(Aspect::Answers, &old.answers, &new.answers);
        if old.timeout != new.timeout {
            let (old, new) = (old.timeout.clone(), new.timeout.clone());
            self.add(Aspect::Timeout, Some(old), Some(new));
        }
        self.throttle(&old.throttle, &new.throttle);
    }

    fn auth(&mut self, old: &Behavior, new: &Behavior) {
        let same = |old: &Auth, new: &Auth| {
            // Renaming an authorizer changes nothing.
            old.credential == new.credential && old.scopes == new.scopes
        };
        let aspect = match (&old.auth, &new.auth) {
            (Some(_), None) => Aspect::AuthDropped,
            (None, Some(_)) => Aspect::AuthAdded,
            (Some(old), Some(new)) if !same(old, new) => Aspect::AuthChanged,
            (Some(_), Some(_)) | (None, None) => return,
        };
        let (was, is) = match (&old.auth, &new.auth) {
            (Some(old), Some(new)) => Auth::differing(old, new),
            (Some(_) | None, None) | (None, Some(_)) => (old.access(), new.access()),
        };
        self.add(aspect, Some(was), Some(is));
    }

    fn lists(&mut self, aspect: Aspect, old: &[String], new: &[String]) {
        if old == new {
            return;
        }
        let text = |list: &[String], other: &[String]| {
            let own: Vec<&str> = list
                .iter()
                .filter(|it| !other.contains(it))
                .map(String::as_str)
                .collect();
            match own.as_slice() {
                [] if list.is_empty() || other.len() > list.len() => None,
                // Only the order differs.
                [] => Some(list.join("; ")),
                own => Some(own.join("; ")),
            }
        };
        self.add(aspect, text(old, new), text(new, old));
    }

    fn throttle(&mut self, old: &Throttle, new: &Throttle) {
        if old.text == new.text {
            return;
        }
        let raised = match (old.rate, new.rate) {
            (Some(was), Some(is)) => is > was || is == was && new.burst > old.burst,
            // The values are known only after deployment, so assume the worse case.
            (None, _) | (_, None) => true,
        };
        let same = old.rate.is_some() && (old.rate, old.burst) == (new.rate, new.burst);
        if same {
            return;
        }
        let aspect = if raised {
            Aspect::ThrottleRaised
        } else {
            Aspect::Throttle
        };
        self.add(aspect, Some(old.text.clone()), Some(new.text.clone()));
    }

    fn preflights(&mut self, old: &Preflight, new: &Preflight) {
        if old.headers == new.headers {
            return;
        }
        let aspect = if allows_more(old, new) {
            Aspect::CorsOpened
        } else {
            Aspect::Cors
        };
        let text = |list: &Preflight, other: &Preflight| {
            let own = list.headers.iter().filter(|it| !other.headers.contains(it));
            let own: Vec<String> = own
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            (!own.is_empty()).then(|| own.join("; "))
        };
        self.add(aspect, text(old, new), text(new, old));
    }
}

/// Returns true if the new answer allows something that the old one did not.
fn allows_more(old: &Preflight, new: &Preflight) -> bool {
    const ALLOWING: [&str; 4] = [
        "access-control-allow-origin",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-allow-credentials",
    ];
    let values = |preflight: &Preflight, name: &str| -> BTreeSet<String> {
        let found = preflight.headers.iter().filter(|(known, _)| known == name);
        found
            .flat_map(|(_, value)| value.split(','))
            .map(str::to_owned)
            .collect()
    };
    ALLOWING.iter().any(|name| {
        let before = values(old, name);
        !before.contains("*") && !values(new, name).is_subset(&before)
    })
}
