//! The entry point of a request: a domain with its mapping path, or the execute-api host.

use crate::model::{Domain, Program};
use crate::route::Request;
use crate::route::trace::{Refusal, Values};

/// The host that a request reaches the gateway through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryPoint {
    /// No host was given: routes see the path unchanged.
    PathAlone,
    /// A domain of the gateway.
    Domain(MappedDomain),
    /// A host that could be a domain known only after the deploy.
    Unknown(String),
    /// The execute-api host.
    ExecuteApi(String),
    /// A host that does not belong to the gateway.
    Foreign(String),
    /// A domain of the gateway, with a path outside its mappings.
    Unmapped(String),
}

/// A domain and the mapping path that it removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedDomain {
    /// The domain.
    pub host: String,
    /// The mapping path, without leading and trailing slashes; empty if the domain serves all paths.
    pub path: String,
}

/// Returns the request as routes see it, and its entry point.
pub(super) fn enter(program: &Program, request: &Request) -> (Request, EntryPoint) {
    let Some(host) = &request.host else {
        return (request.clone(), EntryPoint::PathAlone);
    };
    let domains = &program.gateway.domains;
    let ours = |domain: &&Domain| {
        let known = domain.host.known();
        known.is_some_and(|known| covers(&known.to_ascii_lowercase(), host))
    };
    let same: Vec<&Domain> = domains.iter().filter(ours).collect();
    if same.is_empty() {
        let open = domains.is_empty() || domains.iter().any(|it| it.host.known().is_none());
        let entry = if host.contains(".execute-api.") {
            EntryPoint::ExecuteApi(host.clone())
        } else if open {
            EntryPoint::Unknown(host.clone())
        } else {
            EntryPoint::Foreign(host.clone())
        };
        return (request.clone(), entry);
    }
    let words = Values::new(program);
    let mut best: Option<(String, String)> = None;
    for domain in same {
        let path = domain
            .path
            .as_ref()
            .map(|it| words.text(it))
            .unwrap_or_default();
        let Some(rest) = below(&request.path, &path) else {
            continue;
        };
        if best
            .as_ref()
            .is_none_or(|(known, _)| path.len() > known.len())
        {
            best = Some((path, rest));
        }
    }
    match best {
        Some((path, rest)) => {
            let mapped = MappedDomain {
                host: host.clone(),
                path,
            };
            let request = Request {
                path: rest,
                ..request.clone()
            };
            (request, EntryPoint::Domain(mapped))
        }
        None => (request.clone(), EntryPoint::Unmapped(host.clone())),
    }
}

/// Returns the refusal of an entry point that does not accept the request.
pub(super) fn refusal(program: &Program, entry: &EntryPoint) -> Option<Refusal> {
    let refused = |why: String| {
        Some(Refusal {
            status: 403,
            why,
            other_methods: Vec::new(),
            nearest: None,
        })
    };
    match entry {
        EntryPoint::PathAlone | EntryPoint::Domain(_) | EntryPoint::Unknown(_) => None,
        EntryPoint::ExecuteApi(_) if program.gateway.endpoint_off.is_none() => None,
        EntryPoint::ExecuteApi(host) => {
            refused(format!("`endpoint off`: `{host}` does not answer"))
        }
        EntryPoint::Foreign(host) => refused(format!("`{host}` is not a domain of this gateway")),
        EntryPoint::Unmapped(host) => refused(format!("no mapping path of `{host}` matches")),
    }
}

/// Returns true if a domain's host, which can be a wildcard, matches that of a request.
fn covers(known: &str, host: &str) -> bool {
    match known.strip_prefix("*.") {
        Some(parent) => host
            .split_once('.')
            .is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
        None => known == host,
    }
}

/// Returns the path below a mapping path; `None` for a path outside it.
fn below(path: &str, mapping: &str) -> Option<String> {
    if mapping.is_empty() {
        return Some(path.to_owned());
    }
    let rest = path.strip_prefix('/')?.strip_prefix(mapping)?;
    match rest {
        "" => Some("/".to_owned()),
        rest if rest.starts_with('/') => Some(rest.to_owned()),
        _ => None,
    }
}
