//! Integrations: one per distinct mapping, shared by all routes that use it, since an API is limited to 300.
//!
//! Two routes share an integration if all of its properties are equal.

use std::collections::HashMap;

use crate::graph::from_program::Builder;
use crate::graph::from_program::api::mapping_words::{self, Word};
use crate::graph::from_program::api::{mappings, services};
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::reach::Connection;
use crate::graph::from_program::values;
use crate::graph::resource::Kind;
use crate::graph::resource::api::{Call, Integration};
use crate::graph::{Body, Expr, Id, Num};
use crate::model::{
    Backend, BackendBody, BackendId, Destination, Forward, Pattern, Route, RouteKey, Text,
};

/// Lowers the integrations and returns each route's, by the route's index. A route has none if its backend is
/// unreachable.
pub(super) fn integrations(
    cx: &mut Builder<'_>,
    api: &Expr,
    routes: &[(String, usize)],
) -> HashMap<usize, Id> {
    let program = cx.program;
    let mut distinct = Distinct::default();
    for (_, index) in routes {
        if let Some(route) = program.routes.get(*index)
            && let Some(integration) = integration(cx, api, route)
        {
            distinct.add(integration, *index);
        }
    }
    let ids = ids(cx, &distinct.firsts);
    for ((integration, first), id) in distinct.firsts.into_iter().zip(&ids) {
        let Some(route) = program.routes.get(first) else {
            continue;
        };
        let backend = backend(cx, &route.destination);
        let described = Integration {
            description: backend.and_then(|(_, backend)| description(backend)),
            ..integration
        };
        let origin = cx.origins.route(program, route);
        cx.push(id.clone(), origin, Body::Integration(Box::new(described)));
    }
    let of_routes = distinct.of_routes.into_iter();
    of_routes
        .filter_map(|(route, place)| Some((route, ids.get(place)?.clone())))
        .collect()
}

/// The distinct integrations.
#[derive(Default)]
struct Distinct {
    /// Each integration with the index of the first route, by shape, that uses it; in the order of shapes.
    firsts: Vec<(Integration, usize)>,
    // Only looked up, never iterated: hash order must not reach the output.
    places: HashMap<Integration, usize>,
    /// The index of each route, and the position of its integration in `firsts`.
    of_routes: Vec<(usize, usize)>,
}

impl Distinct {
    fn add(&mut self, integration: Integration, route: usize) {
        let next = self.firsts.len();
        let place = *self.places.entry(integration.clone()).or_insert(next);
        if place == next {
            self.firsts.push((integration, route));
        }
        self.of_routes.push((route, place));
    }
}

/// Returns the ids of integrations. Of several with the same backend and path, one gets the plain id: preferably one
/// whose route sets nothing else, then the first by shape. The others add the words of their route's key.
fn ids(cx: &mut Builder<'_>, integrations: &[(Integration, usize)]) -> Vec<Id> {
    let program = cx.program;
    let routes = integrations
        .iter()
        .map(|(_, index)| program.routes.get(*index));
    let routes: Vec<Option<&Route>> = routes.collect();
    let mut stems: Vec<(Id, bool, bool)> = Vec::with_capacity(routes.len());
    for route in &routes {
        let Some(route) = route else { continue };
        let words = mapping_words::words(cx, route);
        let stem = id(cx, route, &words.words, None);
        stems.push((stem, words.is_special, words.needs_route));
    }
    let mut owners: HashMap<&Id, usize> = HashMap::new();
    for (place, (stem, is_special, needs_route)) in stems.iter().enumerate() {
        if *needs_route {
            continue;
        }
        let owner = owners.entry(stem).or_insert(place);
        let owner_is_special = stems.get(*owner).is_some_and(|(_, special, _)| *special);
        if owner_is_special && !is_special {
            *owner = place;
        }
    }
    let owns: Vec<bool> = stems
        .iter()
        .enumerate()
        .map(|(place, (stem, ..))| owners.get(stem) == Some(&place))
        .collect();
    let mut ids = Vec::with_capacity(stems.len());
    for ((route, (stem, ..)), owns) in routes.into_iter().flatten().zip(stems).zip(owns) {
        ids.push(if owns {
            stem
        } else {
            let words = mapping_words::words(cx, route);
            id(cx, route, &words.words, Some(&route.key))
        });
    }
    ids
}

fn id(cx: &mut Builder<'_>, route: &Route, words: &[Word], key: Option<&RouteKey>) -> Id {
    let of_route = key.map(mapping_words::of_route);
    let mut pieces = vec![match backend(cx, &route.destination) {
        Some((_, backend)) => Piece::Backend(backend.kind, &backend.name.value),
        None => Piece::Word("http"),
    }];
    pieces.extend(words.iter().map(piece));
    if let Some(words) = &of_route {
        pieces.push(Piece::Word("for"));
        pieces.extend(words.iter().map(piece));
    }
    cx.id(Kind::Integration, &pieces)
}

fn piece(word: &Word) -> Piece<'_> {
    match word {
        Word::Own(word) => Piece::Word(word),
        Word::Text(text) => Piece::Text(text),
    }
}

fn backend<'a>(cx: &Builder<'a>, target: &Destination) -> Option<(BackendId, &'a Backend)> {
    let id = match target {
        Destination::Backend(id) => *id,
        Destination::Action(action) => action.backend,
        Destination::Url(_) => return None,
    };
    Some((id, cx.program.backend(id)?))
}

/// Returns the backend's `##` text on one line; AWS takes 1024 characters.
fn description(backend: &Backend) -> Option<String> {
    let docs = backend.docs.as_ref()?;
    let words: Vec<&str> = docs.split_whitespace().collect();
    Some(words.join(" ").chars().take(1024).collect())
}

/// Returns the payload format version of a function.
fn payload(cx: &Builder<'_>, id: BackendId) -> &'static str {
    match cx.program.backend(id).map(|backend| &backend.body) {
        Some(BackendBody::Lambda {
            payload_v1: Some(_),
            ..
        }) => "1.0",
        _ => "2.0",
    }
}

fn integration(cx: &mut Builder<'_>, api: &Expr, route: &Route) -> Option<Integration> {
    let mut request = Vec::new();
    let mut is_http = true;
    let call = match &route.destination {
        Destination::Url(url) => at_url(cx, route, url, &mut request),
        Destination::Action(action) => {
            is_http = false;
            services::call(cx, action, &mut request)?
        }
        Destination::Backend(id) => match cx.connections.get(id.0 as usize).cloned().flatten()? {
            Connection::Http(uri) => {
                request.push(("overwrite:path".to_owned(), values::path(&route.forward)));
                Call::Http { uri }
            }
            Connection::Private(way) => {
                request.push(("overwrite:path".to_owned(), values::path(&route.forward)));
                let host = way
                    .host
                    .map(|host| ("overwrite:header.Host".to_owned(), host));
                request.extend(host);
                Call::Private {
                    uri: way.uri,
                    link: way.link,
                    server_name: way.server_name,
                    ingress: way.ingress,
                }
            }
            Connection::Lambda(function) => {
                is_http = false;
                Call::Lambda {
                    function,
                    payload: payload(cx, *id),
                }
            }
            Connection::Service => return None,
        },
    };
    let mappings = mappings::request(&route.request);
    if is_http {
        request.extend(original_host(cx, &mappings));
    }
    request.extend(
        mappings
            .iter()
            .map(|change| (change.key.clone(), change.expr(cx))),
    );
    request.sort();
    Some(Integration {
        api: api.clone(),
        description: None,
        call,
        // Always written: an update that omits it keeps the previous value.
        timeout: match &route.timeout {
            Some(timeout) => cx.num(timeout.value),
            None => Num::Known(cx.facts.quotas.ranges.integration_timeout_ms.default),
        },
        request,
        response: response(cx, route),
    })
}

/// Returns the integration URL contains the path. `$default` has no path variable, so its path is set by a mapping.
fn at_url(cx: &Builder<'_>, route: &Route, url: &Text, request: &mut Vec<(String, Expr)>) -> Call {
    if route.key.pattern == Pattern::Default && route.forward == Forward::AsSent {
        request.push(("overwrite:path".to_owned(), values::path(&route.forward)));
    }
    Call::Http { uri: cx.url(url) }
}

/// Returns the host that the client requested, since `Host` is overwritten. Set rather than appended, so that a client
/// cannot forge it.
fn original_host(cx: &Builder<'_>, mappings: &[mappings::Change<'_>]) -> Option<(String, Expr)> {
    let header = &cx.program.gateway.original_host.as_ref()?.value;
    let own = mappings.iter().any(|change| {
        change
            .key
            .split_once(":header.")
            .is_some_and(|(_, name)| name.eq_ignore_ascii_case(header))
    });
    (!own).then(|| {
        (
            format!("overwrite:header.{header}"),
            Expr::text("$context.domainName"),
        )
    })
}

fn response(cx: &Builder<'_>, route: &Route) -> Vec<(u16, Vec<(String, Expr)>)> {
    let by_status = mappings::response(&route.response).into_iter();
    by_status
        .map(|(status, headers, new)| {
            let mut changes: Vec<(String, Expr)> = headers
                .iter()
                .map(|change| (change.key.clone(), change.expr(cx)))
                .collect();
            changes.extend(new.map(|new| {
                (
                    "overwrite:statuscode".to_owned(),
                    Expr::text(new.to_string()),
                )
            }));
            changes.sort();
            (status, changes)
        })
        .collect()
}
