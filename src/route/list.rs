//! The routes of a gateway as a list in match order, for `gwc routes` and editors.

use serde_json::{Value, json};

use crate::facts::Facts;
use crate::model::{Arg, Authorization, Destination, Method, Pattern, Program, Throttle};
use crate::route::trace::{Values, backend_name, default_timeout};
use crate::route::{by_match, pattern, template};
use crate::source::{LineIndex, Sources, Span};

/// A route of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteListing {
    /// Its key in AWS's syntax.
    pub route_key: String,
    /// The method; empty for `$default`.
    pub method: &'static str,
    /// The path in the syntax of the language.
    pub pattern: String,
    /// The backend's name, or the URL of a public target.
    pub backend: String,
    /// The path that the backend sees, as a template; `None` if it receives no path.
    pub path: Option<String>,
    /// The authorizer's name; `None` if the route is public.
    pub auth: Option<String>,
    /// The scopes; a token needs at least one of them.
    pub scopes: Vec<String>,
    /// The backend's timeout, in milliseconds.
    pub timeout: Arg<u32>,
    /// True if the spec sets the timeout.
    pub has_timeout: bool,
    /// Its own limit.
    pub throttle: Option<Throttle>,
    /// Its place in the spec.
    pub span: Span,
}

/// Returns the routes in match order: see [`crate::route::precedence`].
#[must_use]
pub fn entries(program: &Program, facts: &Facts) -> Vec<RouteListing> {
    let order = by_match(&program.routes);
    let values = Values::new(program);
    let routes = order
        .into_iter()
        .filter_map(|index| program.routes.get(index));
    let entry = |route: &crate::model::Route| {
        let (auth, scopes) = match &route.authorization {
            Authorization::Open(_) | Authorization::Unknown => (None, Vec::new()),
            Authorization::Required(using) => {
                let auth = using.auth.and_then(|id| program.auth(id));
                let name = auth.map_or("iam".to_owned(), |auth| auth.name.value.clone());
                let scopes = using.scopes.iter().map(|it| values.text(it));
                (Some(name), scopes.collect())
            }
        };
        let sees_path = match &route.destination {
            Destination::Url(_) => true,
            Destination::Action(_) => false,
            Destination::Backend(id) => program.backend(*id).is_some_and(|it| it.kind.is_http()),
        };
        RouteListing {
            route_key: route.key.to_string(),
            method: match (&route.key.pattern, route.key.method) {
                (Pattern::Default, _) => "",
                (Pattern::Path(_), Method::Any) => "ANY",
                (Pattern::Path(_), method) => method.word(),
            },
            pattern: pattern(&route.key.pattern),
            backend: backend_name(program, &route.destination),
            path: sees_path.then(|| template(&route.forward, &route.key)),
            auth,
            scopes,
            has_timeout: route.timeout.is_some(),
            timeout: match &route.timeout {
                Some(timeout) => timeout.value,
                None => Arg::Known(default_timeout(facts)),
            },
            throttle: route.throttle.clone(),
            span: route.span,
        }
    };
    routes.map(entry).collect()
}

/// Returns the list as JSON: objects of `route_key`, `backend`, `path`, `auth`, `timeout_ms` (null if the deploy
/// provides it), `file`, `line`.
#[must_use]
pub fn array(entries: &[RouteListing], sources: &Sources) -> Value {
    let indexes: Vec<LineIndex> = sources
        .iter()
        .map(|(_, file)| LineIndex::new(&file.text))
        .collect();
    let object = |entry: &RouteListing| {
        let file = entry.span.file;
        let index = indexes.get(file.0 as usize);
        let line = index.map(|it| it.position(sources.text(file), entry.span.start).line);
        json!({
            "route_key": entry.route_key,
            "backend": entry.backend,
            "path": entry.path,
            "auth": entry.auth,
            "timeout_ms": entry.timeout.known(),
            "file": sources.name(file),
            "line": line,
        })
    };
    Value::Array(entries.iter().map(object).collect())
}
