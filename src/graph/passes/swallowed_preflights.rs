//! Adds a public `OPTIONS` twin to routes that would otherwise intercept preflights.
//!
//! With CORS, API Gateway responds to preflights itself, but an authorized route for any method takes precedence. A
//! preflight carries no token, so the browser gets 401.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>
//!
//! ```text
//! before                                after
//! ANY /api/{proxy+}  -> a  (jwt)        ANY     /api/{proxy+}  -> a  (jwt)
//!                                       OPTIONS /api/{proxy+}  -> a  (none)
//! $default           -> b  (jwt)        $default               -> b  (jwt)
//!                                       OPTIONS /{proxy+}      -> b  (none)
//!                                       OPTIONS /              -> b  (none)
//! ```
//!
//! Routes of the spec are not changed: if the spec has an `OPTIONS` route of that shape, no twin is added. Nor does a
//! twin of `$default` take requests from an `ANY` route of its shape.

use std::collections::HashSet;

use crate::graph::resource::api::{Authorization, Route};
use crate::graph::route_id::{route_id, shape};
use crate::graph::{Body, Graph, Method, Pattern, Resource, RouteKey, Segment};

/// Adds the twins.
pub(super) fn answer(graph: &mut Graph) {
    let has_cors = graph
        .resources
        .iter()
        .any(|resource| matches!(&resource.body, Body::Api(api) if api.cors.is_some()));
    if !has_cors {
        return;
    }
    // Only looked up, never iterated: hash order must not reach the output. Only keys of the spec that a twin could
    // collide with are collected.
    let shapes: HashSet<String> = routes(graph)
        .filter(|(_, route)| may_meet_a_twin(&route.key))
        .map(|(_, route)| shape(&route.key))
        .collect();
    let mut twins: Vec<Resource> = Vec::new();
    for (resource, route) in routes(graph) {
        let guarded = match route.authorization {
            Authorization::None => false,
            Authorization::Iam | Authorization::Jwt { .. } | Authorization::Custom { .. } => true,
        };
        if !guarded {
            continue;
        }
        for key in swallowed_keys(&route.key, &shapes) {
            if shapes.is_empty() || !shapes.contains(&shape(&key)) {
                twins.push(twin(resource, route, key));
            }
        }
    }
    graph.resources.append(&mut twins);
}

fn routes(graph: &Graph) -> impl Iterator<Item = (&Resource, &Route)> {
    graph.resources.iter().filter_map(|resource| {
        let Body::Route(route) = &resource.body else {
            return None;
        };
        Some((resource, route))
    })
}

/// Returns true for an `OPTIONS` route, and for an `ANY` route of the paths that get twins of `$default`.
fn may_meet_a_twin(key: &RouteKey) -> bool {
    let segments = match &key.pattern {
        Pattern::Path(segments) => segments.as_slice(),
        Pattern::Default => return false,
    };
    key.method == Method::Options || matches!(segments, [] | [Segment::Greedy(_)])
}

/// Returns the keys of the twins for a route.
fn swallowed_keys(key: &RouteKey, shapes: &HashSet<String>) -> Vec<RouteKey> {
    let options = |segments: Vec<Segment>| RouteKey {
        method: Method::Options,
        pattern: Pattern::Path(segments),
    };
    match (&key.pattern, key.method) {
        (Pattern::Default, _) => {
            let all = options(vec![Segment::Greedy("proxy".to_owned())]);
            let root = options(Vec::new());
            let own = |key: &RouteKey| {
                let any = RouteKey {
                    method: Method::Any,
                    pattern: key.pattern.clone(),
                };
                shapes.contains(&shape(&any))
            };
            [all, root].into_iter().filter(|key| !own(key)).collect()
        }
        (Pattern::Path(segments), Method::Any) => vec![options(segments.clone())],
        (
            Pattern::Path(_),
            Method::Get
            | Method::Post
            | Method::Put
            | Method::Patch
            | Method::Delete
            | Method::Head
            | Method::Options,
        ) => Vec::new(),
    }
}

fn twin(of: &Resource, route: &Route, key: RouteKey) -> Resource {
    Resource {
        id: route_id(&key),
        former: None,
        origin: of.origin.clone(),
        depends_on: Vec::new(),
        body: Body::Route(Route {
            key,
            authorization: Authorization::None,
            ..route.clone()
        }),
    }
}
