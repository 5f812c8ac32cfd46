//! Integrations: one per distinct mapping, however many routes use it, since an API has 300 of them and no more.
//!
//! Two routes share one where all of its properties would be equal. Its id is that of the route with the least shape;
//! where two differ in nothing but the names of variables, the later one by shape adds a digest of its shape.

use std::collections::{HashMap, HashSet};

use crate::graph::from_program::Lowering;
use crate::graph::from_program::api::mapping_words::{self, Word};
use crate::graph::from_program::api::{mappings, services};
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::reach::Way;
use crate::graph::from_program::values;
use crate::graph::id::digest;
use crate::graph::resource::Kind;
use crate::graph::resource::api::{Call, Integration};
use crate::graph::{Body, Expr, Id};
use crate::model::{Backend, BackendId, Destination, Forward, Pattern, Route, Text};

/// The integrations so far.
#[derive(Default)]
pub(super) struct Integrations {
    // Looked up and never walked, so that hash order stays unseen.
    by_properties: HashMap<Integration, Id>,
    ids: HashSet<Id>,
}

impl Integrations {
    /// The integration of a route; routes come in the order of their shapes. `None` where its backend has no way.
    pub(super) fn target(
        &mut self,
        cx: &mut Lowering<'_>,
        api: &Id,
        route: &Route,
        shape: &str,
    ) -> Option<Id> {
        let integration = integration(cx, api, route)?;
        if let Some(id) = self.by_properties.get(&integration) {
            return Some(id.clone());
        }
        let id = self.name(cx, route, shape);
        let described = Integration {
            description: backend(cx, &route.destination)
                .and_then(|(_, backend)| description(backend)),
            ..integration.clone()
        };
        self.by_properties.insert(integration, id.clone());
        let origin = cx.origins.route(cx.program, route);
        cx.push(id.clone(), origin, Body::Integration(Box::new(described)));
        Some(id)
    }

    fn name(&mut self, cx: &mut Lowering<'_>, route: &Route, shape: &str) -> Id {
        let program = cx.program;
        let words = mapping_words::words(cx, route);
        let mut pieces = vec![match backend(cx, &route.destination) {
            Some((id, _)) => match program.backend(id) {
                Some(backend) => Piece::Backend(backend.kind, &backend.name.value),
                None => Piece::Word("http"),
            },
            None => Piece::Word("http"),
        }];
        pieces.extend(words.iter().map(|word| match word {
            Word::Own(word) => Piece::Word(word),
            Word::Text(text) => Piece::Text(text),
        }));
        let id = cx.id(Kind::Integration, &pieces);
        if self.ids.insert(id.clone()) {
            return id;
        }
        let apart = digest(&[shape]);
        pieces.push(Piece::Word(&apart));
        let id = cx.id(Kind::Integration, &pieces);
        self.ids.insert(id.clone());
        id
    }
}

fn backend<'a>(cx: &Lowering<'a>, target: &Destination) -> Option<(BackendId, &'a Backend)> {
    let id = match target {
        Destination::Backend(id) => *id,
        Destination::Action(action) => action.backend,
        Destination::Url(_) => return None,
    };
    Some((id, cx.program.backend(id)?))
}

/// The backend's `##` text on one line; AWS takes 1024 characters.
fn description(backend: &Backend) -> Option<String> {
    let docs = backend.docs.as_ref()?;
    let words: Vec<&str> = docs.split_whitespace().collect();
    Some(words.join(" ").chars().take(1024).collect())
}

fn integration(cx: &mut Lowering<'_>, api: &Id, route: &Route) -> Option<Integration> {
    let mut request = Vec::new();
    let mut is_http = true;
    let call = match &route.destination {
        Destination::Url(url) => at_url(cx, route, url, &mut request),
        Destination::Action(action) => {
            is_http = false;
            services::call(cx, action, &mut request)?
        }
        Destination::Backend(id) => match cx.ways.get(id.0 as usize).cloned().flatten()? {
            Way::Http(uri) => {
                request.push(("overwrite:path".to_owned(), values::path(&route.forward)));
                Call::Http { uri }
            }
            Way::Private(way) => {
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
            Way::Lambda(function) => {
                is_http = false;
                Call::Lambda { function }
            }
            Way::Service => return None,
        },
    };
    let said = mappings::request(&route.request);
    if is_http {
        request.extend(original_host(cx, &said));
    }
    request.extend(
        said.iter()
            .map(|change| (change.key.clone(), change.expr(cx))),
    );
    request.sort();
    Some(Integration {
        api: api.clone(),
        description: None,
        call,
        timeout: route.timeout.as_ref().map(|timeout| cx.num(timeout.value)),
        request,
        response: response(cx, route),
    })
}

/// A URL holds the path itself. `$default` alone has no variable for it, so the path as sent is put there.
fn at_url(cx: &Lowering<'_>, route: &Route, url: &Text, request: &mut Vec<(String, Expr)>) -> Call {
    if route.key.pattern == Pattern::Default && route.forward == Forward::AsSent {
        request.push(("overwrite:path".to_owned(), values::path(&route.forward)));
    }
    Call::Http { uri: cx.url(url) }
}

/// The host that the client asked for, which `Host` no longer tells. Set, not appended: a client must not forge it.
fn original_host(cx: &Lowering<'_>, said: &[mappings::Change<'_>]) -> Option<(String, Expr)> {
    let header = &cx.program.gateway.original_host.as_ref()?.value;
    let own = said.iter().any(|change| {
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

fn response(cx: &Lowering<'_>, route: &Route) -> Vec<(u16, Vec<(String, Expr)>)> {
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
