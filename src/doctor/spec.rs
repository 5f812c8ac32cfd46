//! Finds the parts of a spec that an observation is about: the matching route, its settings, and their lines.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crate::doctor::evidence::{Field, LogFormat, Observation};
use crate::doctor::mention;
use crate::doctor::page::Place;
use crate::driver::{self, Analysis};
use crate::facts::Facts;
use crate::graph::address::{logical_id, terraform_address};
use crate::model::{
    Access, AuthBody, Authorization, BackendBody, BackendKind, Destination, Domain, Log,
    LogFormat as Declared, Method, Program, Route,
};
use crate::route::Table;
use crate::source::{FileId, LineIndex, Span};

/// API Gateway's default integration timeout, in milliseconds.
const DEFAULT_TIMEOUT: f64 = 30_000.0;

/// A spec with indexes for lookups.
pub struct Spec<'a> {
    analysis: &'a Analysis,
    table: Table,
    /// Routes by AWS's route key.
    keys: HashMap<String, usize>,
    /// Resources by CloudFormation's logical id.
    logical: HashMap<String, Span>,
    /// Resources by Terraform's address.
    addresses: HashMap<String, Span>,
    lines: RefCell<BTreeMap<FileId, LineIndex>>,
}

/// A line of a spec.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The parts of the spec that an observation is about.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Link {
    route: Option<usize>,
    domain: Option<usize>,
    /// A route near the path, if none matches.
    near: Option<(usize, &'static str)>,
}

impl<'a> Spec<'a> {
    /// Indexes a spec that is analyzed as far as possible.
    #[must_use]
    pub fn new(analysis: &'a Analysis, facts: &Facts) -> Self {
        let routes = &analysis.program.routes;
        let keys = routes.iter().enumerate();
        let mut spec = Self {
            analysis,
            table: Table::new(routes),
            keys: keys
                .map(|(index, route)| (route.key.to_string(), index))
                .collect(),
            logical: HashMap::new(),
            addresses: HashMap::new(),
            lines: RefCell::default(),
        };
        let lowered = driver::lower(analysis, facts).and_then(|lowered| lowered.sealed);
        for resource in lowered.iter().flat_map(|sealed| &sealed.graph().resources) {
            let span = resource.origin.span;
            spec.logical.insert(logical_id(resource), span);
            let address = terraform_address(resource.body.kind(), &resource.id);
            spec.addresses.insert(address, span);
        }
        spec
    }

    fn program(&self) -> &Program {
        &self.analysis.program
    }

    /// Returns the format of the access log if the spec declares one.
    pub(super) fn log_format(&self) -> Option<LogFormat> {
        match &self.program().gateway.log {
            Log::On {
                format: Declared::Custom(format),
                ..
            } => format.known().map(LogFormat::new),
            Log::On { .. } | Log::Off { .. } => None,
        }
    }

    /// Finds the parts that an observation is about.
    pub(super) fn link(&self, observation: &Observation<'_>) -> Link {
        let mut link = Link::default();
        if let Some(host) = observation.value(Field::Host) {
            link.domain = self.domain(host, observation.value(Field::Path).unwrap_or("/"));
        }
        if let Some(key) = observation.value(Field::Route) {
            link.route = self.keys.get(key).copied();
        }
        let unrouted = observation.fact(Field::Route).is_some() && link.route.is_none();
        let Some(path) = observation.value(Field::Path) else {
            return link;
        };
        let path = self.without_mapping(path, link.domain);
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let method = observation.value(Field::Method).unwrap_or("GET");
        let method = Method::from_word(&method.to_ascii_uppercase()).unwrap_or(Method::Get);
        if link.route.is_none() && !unrouted {
            link.route = self.table.winner(method, path);
        }
        if link.route.is_none() {
            link.near = self.near(method, path);
        }
        link
    }

    /// Finds the domain of a host, with the most specific mapping path.
    fn domain(&self, host: &str, path: &str) -> Option<usize> {
        let domains = self.program().gateway.domains.iter().enumerate();
        let same = domains.filter(|(_, domain)| {
            let known = domain.host.known();
            known.is_some_and(|known| known.eq_ignore_ascii_case(host))
        });
        let fitting = same.map(|(index, domain)| {
            let mapping = mapping(domain);
            let fits = mapping.is_empty() || strip_mapping(path, mapping).is_some();
            (fits, mapping.len(), index)
        });
        fitting.max().map(|(_, _, index)| index)
    }

    fn without_mapping<'p>(&self, path: &'p str, domain: Option<usize>) -> &'p str {
        let domain = domain.and_then(|index| self.program().gateway.domains.get(index));
        let stripped = domain.and_then(|domain| strip_mapping(path, mapping(domain)));
        stripped.unwrap_or(path)
    }

    /// Finds a route that nearly matches, and the reason why it does not.
    fn near(&self, method: Method, path: &str) -> Option<(usize, &'static str)> {
        let trimmed = path.trim_end_matches('/');
        let found = |method, path: &str, why| Some((self.table.winner(method, path)?, why));
        let slash = || {
            (trimmed.len() < path.len())
                .then(|| found(method, trimmed, "slash"))
                .flatten()
        };
        let other = || {
            let mut methods = Method::ALL.into_iter();
            methods.find_map(|method| found(method, path, "method"))
        };
        let within = || {
            let (_, rest) = path.strip_prefix('/')?.split_once('/')?;
            found(method, &format!("/{rest}"), "stage")
        };
        slash()
            .or_else(|| found(method, &format!("{trimmed}/x"), "prefix"))
            .or_else(other)
            .or_else(|| found(method, &path.to_ascii_lowercase(), "case"))
            .or_else(within)
    }

    fn route(&self, link: Link) -> Option<&Route> {
        self.program().routes.get(link.route?)
    }

    /// Adds facts from the spec to an observation.
    pub(super) fn describe(&self, link: Link, observation: &mut Observation<'_>) {
        let gateway = &self.program().gateway;
        let yes = |holds: bool| if holds { "yes" } else { "no" };
        observation.infer(Field::SpecCors, yes(gateway.cors.is_some()));
        let endpoint = if gateway.endpoint_off.is_some() {
            "off"
        } else {
            "on"
        };
        observation.infer(Field::SpecEndpoint, endpoint);
        let mut auths = self.program().auths.iter();
        let lambda = auths.any(|auth| matches!(auth.body, AuthBody::Lambda { .. }));
        observation.infer(Field::SpecLambdaAuth, yes(lambda));
        observation.infer(
            Field::SpecLog,
            match &gateway.log {
                Log::Off { .. } => "off",
                Log::On { format, .. } => match format {
                    Declared::Json => "json",
                    Declared::Common => "common",
                    Declared::Custom(_) => "custom",
                },
            },
        );
        self.describe_origin(observation);
        self.describe_host(link, observation);
        let has_request =
            observation.value(Field::Path).is_some() || observation.fact(Field::Route).is_some();
        if has_request {
            observation.infer(Field::SpecRoute, yes(link.route.is_some()));
        }
        if let Some((_, why)) = link.near {
            observation.infer(Field::SpecNear, why);
        }
        let Some(route) = self.route(link) else {
            return;
        };
        observation.infer(Field::SpecAuth, self.auth_word(route));
        if let Authorization::Required(required) = &route.authorization {
            observation.infer(Field::SpecScopes, yes(!required.scopes.is_empty()));
        }
        if let Some(cached) = self.is_cached(route) {
            observation.infer(Field::SpecCache, yes(cached));
        }
        self.describe_backend(route, observation);
        let throttle = match (&route.throttle, &gateway.throttle) {
            (Some(_), _) => "route",
            (None, Some(_)) => "gateway",
            (None, None) => "nowhere",
        };
        observation.infer(Field::SpecThrottle, throttle);
        let timeout = route.timeout.as_ref();
        let limit = timeout.and_then(|timeout| timeout.value.known());
        let limit = limit.map_or(DEFAULT_TIMEOUT, f64::from);
        let duration = [Field::IntegrationLatency, Field::Latency]
            .into_iter()
            .find_map(|field| observation.number(field));
        if let Some(duration) = duration {
            let ended = duration >= limit - 60.0 && duration <= limit + 1_500.0;
            observation.infer(Field::TimedOut, yes(ended));
        }
    }

    fn describe_origin(&self, observation: &mut Observation<'_>) {
        let Some(cors) = &self.program().gateway.cors else {
            return;
        };
        let given = observation.value(Field::Origin).map(str::to_owned);
        let Some(origin) = given.or_else(|| blocked_origin(observation.text.as_str())) else {
            return;
        };
        let allowed = cors.origins.iter().any(|allowed| {
            allowed.known().is_none_or(|allowed| match allowed {
                "*" => true,
                "https://*" => origin.starts_with("https://"),
                "http://*" => origin.starts_with("http://"),
                exact => exact.eq_ignore_ascii_case(&origin),
            })
        });
        observation.infer(
            Field::SpecOrigin,
            if allowed { "allowed" } else { "foreign" },
        );
    }

    fn describe_host(&self, link: Link, observation: &mut Observation<'_>) {
        let gateway = &self.program().gateway;
        let Some(host) = observation.value(Field::Host).map(str::to_owned) else {
            return;
        };
        let path = observation.value(Field::Path).unwrap_or("/").to_owned();
        let domain = link.domain.and_then(|index| gateway.domains.get(index));
        let word = match domain {
            Some(domain) if strip_mapping(&path, mapping(domain)).is_some() => "mapped",
            Some(_) => "unmapped",
            None if host.contains(".execute-api.") && gateway.endpoint_off.is_some() => "off",
            None if host.contains(".execute-api.") => "default",
            None if gateway.domains.is_empty() => "unknown",
            None => "foreign",
        };
        observation.infer(Field::SpecHost, word);
        if let Some(domain) = domain {
            let mtls = if domain.mtls.is_some() { "yes" } else { "no" };
            observation.infer(Field::SpecMtls, mtls);
        }
    }

    fn describe_backend(&self, route: &Route, observation: &mut Observation<'_>) {
        let id = match &route.destination {
            Destination::Backend(id) => *id,
            Destination::Action(action) => action.backend,
            Destination::Url(_) => {
                observation.infer(Field::SpecBackend, "http");
                return;
            }
        };
        let Some(backend) = self.program().backend(id) else {
            return;
        };
        observation.infer(Field::SpecBackend, backend.kind.word());
        let access = match backend.access.value {
            Access::Private => "private",
            Access::Public => "public",
        };
        observation.infer(Field::SpecAccess, access);
        if let BackendBody::Balancer(balancer) = &backend.body {
            let tls = if balancer.tls.is_some() { "yes" } else { "no" };
            observation.infer(Field::SpecTls, tls);
        }
    }

    fn auth_word(&self, route: &Route) -> &'static str {
        match &route.authorization {
            Authorization::Open(_) => "open",
            Authorization::Unknown => "unknown",
            Authorization::Required(required) => match required.auth {
                None => "iam",
                Some(id) => match self.program().auth(id).map(|auth| &auth.body) {
                    Some(AuthBody::Lambda { .. }) => "lambda",
                    Some(AuthBody::Jwt { .. }) => "jwt",
                    None => "unknown",
                },
            },
        }
    }

    /// Returns true if a Lambda authorizer's answer for one route is cached for others.
    fn is_cached(&self, route: &Route) -> Option<bool> {
        let Authorization::Required(required) = &route.authorization else {
            return None;
        };
        let auth = self.program().auth(required.auth?)?;
        match &auth.body {
            AuthBody::Lambda { identity, ttl, .. } => {
                let off = ttl.as_ref().and_then(|ttl| ttl.value.known()) == Some(0);
                let apart = identity.iter().any(|it| it.value.ends_with("routeKey"));
                Some(!off && !apart)
            }
            AuthBody::Jwt { .. } => None,
        }
    }

    /// Returns the index of the authorizer of an observation's route.
    pub(super) fn authorizer(&self, link: Link) -> Option<u32> {
        match &self.route(link)?.authorization {
            Authorization::Required(required) => required.auth.map(|id| id.0),
            Authorization::Open(_) | Authorization::Unknown => None,
        }
    }

    /// Finds the line at fault: the first of the given places that the spec has.
    pub(super) fn locate(
        &self,
        link: Link,
        observation: &Observation<'_>,
        places: &[Place],
    ) -> Option<Location> {
        let found = places
            .iter()
            .find_map(|place| self.place(link, observation, *place));
        let span = found.or_else(|| self.resource(observation))?;
        let file = self.analysis.sources.get(span.file)?;
        let mut indices = self.lines.borrow_mut();
        let index = indices
            .entry(span.file)
            .or_insert_with(|| LineIndex::new(&file.text));
        Some(Location {
            file: file.name.clone(),
            line: index.line_of(span.start) + 1,
        })
    }

    fn place(&self, link: Link, observation: &Observation<'_>, place: Place) -> Option<Span> {
        let gateway = &self.program().gateway;
        let route = self.route(link);
        let message = observation.text.as_str();
        match place {
            Place::Resource => self.resource(observation),
            Place::Route => route
                .or_else(|| self.program().routes.get(link.near?.0))
                .or_else(|| mention::route(self.program(), message))
                .map(|route| route.span),
            Place::Timeout => Some(route?.timeout.as_ref()?.span),
            Place::Throttle => {
                let route = route.or_else(|| mention::route(self.program(), message));
                let own = route.and_then(|route| route.throttle.as_ref());
                own.or(gateway.throttle.as_ref()).map(|it| it.span)
            }
            Place::Auth => match route.map(|route| &route.authorization) {
                Some(Authorization::Required(required)) => required
                    .auth
                    .and_then(|id| self.program().auth(id))
                    .map(|auth| auth.name.span),
                Some(Authorization::Open(span)) => *span,
                Some(Authorization::Unknown) => None,
                None => mention::auth(self.program(), message),
            },
            Place::Backend => match route {
                Some(route) => self.backend(route).map(|backend| backend.name.span),
                None => mention::backend(self.program(), message),
            },
            Place::PrivateService => self.private_service(),
            Place::Network => self.network(route),
            Place::Cors => gateway.cors.as_ref().map(|cors| cors.span),
            Place::Log => match &gateway.log {
                Log::Off { span } => Some(*span),
                Log::On { span, .. } => *span,
            },
            Place::Domain => {
                let called = link.domain.and_then(|index| gateway.domains.get(index));
                let only = gateway
                    .domains
                    .first()
                    .filter(|_| gateway.domains.len() == 1);
                called.or(only).map(|domain| domain.span)
            }
            Place::Endpoint => gateway.endpoint_off,
            Place::Gateway => {
                let declared = gateway.span.end > gateway.span.start;
                declared.then_some(gateway.span)
            }
        }
    }

    fn backend(&self, route: &Route) -> Option<&crate::model::Backend> {
        let id = match &route.destination {
            Destination::Backend(id) => *id,
            Destination::Action(action) => action.backend,
            Destination::Url(_) => return None,
        };
        self.program().backend(id)
    }

    /// Returns the only private App Runner service, if there is exactly one.
    fn private_service(&self) -> Option<Span> {
        let mut private = self.program().backends.iter().filter(|backend| {
            backend.kind == BackendKind::AppRunner && backend.access.value == Access::Private
        });
        let only = private.next().filter(|_| private.next().is_none());
        only.map(|backend| backend.name.span)
    }

    /// Finds the network of a route's backend, else the only one. A URL is called over the internet.
    fn network(&self, route: Option<&Route>) -> Option<Span> {
        if route.is_some_and(|route| matches!(route.destination, Destination::Url(_))) {
            return None;
        }
        let networks = &self.program().networks;
        let own = route
            .and_then(|route| self.backend(route)?.network)
            .and_then(|id| self.program().network(id));
        let only = networks.first().filter(|_| networks.len() == 1);
        own.or(only)
            .filter(|network| network.name.is_some())
            .map(|network| network.span)
    }

    /// Finds the item of a resource that the text names.
    fn resource(&self, observation: &Observation<'_>) -> Option<Span> {
        observation.about.iter().find_map(|name| {
            let known = self.logical.get(name).or_else(|| self.addresses.get(name));
            known.copied()
        })
    }
}

fn mapping(domain: &Domain) -> &str {
    domain
        .path
        .as_ref()
        .and_then(|path| path.known())
        .unwrap_or("")
}

/// Removes a mapping path from the start of a path; `None` if the path does not begin with it.
fn strip_mapping<'p>(path: &'p str, mapping: &str) -> Option<&'p str> {
    let mapping = mapping.trim_matches('/');
    if mapping.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix('/')?.strip_prefix(mapping)?;
    match rest {
        "" => Some("/"),
        rest if rest.starts_with('/') => Some(rest),
        _ => None,
    }
}

/// Returns the origin that a browser says it has blocked: `from origin 'https://shop.example'`.
fn blocked_origin(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("from origin '")?;
    let (origin, _) = rest.split_once('\'')?;
    Some(origin.to_owned())
}
