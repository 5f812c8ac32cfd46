//! Routes, and the stage settings of individual routes.

use std::collections::BTreeMap;

use crate::graph::from_program::Builder;
use crate::graph::from_program::api::integrations;
use crate::graph::resource::api::{Authorization, Route, RouteSettings};
use crate::graph::{Body, Expr, Id, route_id, verify};
use crate::model::{self};
use crate::model::{AuthBody, AuthId};

/// Lowers the routes and their integrations. Returns the settings of individual routes, by key.
pub(super) fn routes(
    cx: &mut Builder<'_>,
    api: &Expr,
    authorizers: &BTreeMap<AuthId, Id>,
) -> Vec<RouteSettings> {
    let program = cx.program;
    let mut settings = Vec::new();
    let routes = std::mem::take(&mut cx.routes);
    let targets = integrations::integrations(cx, api, &routes);
    for (_, index) in routes {
        let Some(route) = program.routes.get(index) else {
            continue;
        };
        let Some(target) = targets.get(&index).cloned() else {
            let fault = verify::unreachable(&route.written, route.span);
            cx.diagnostics.push(fault);
            continue;
        };
        let id = route_id::route_id(&route.key);
        if let Some(throttle) = &route.throttle {
            settings.push(RouteSettings {
                route: id.clone(),
                route_key: route.key.to_string(),
                throttle: cx.limit(throttle),
                detailed_metrics: program.gateway.metrics_detailed.is_some(),
            });
        }
        let body = Body::Route(Route {
            api: api.clone(),
            key: route.key.clone(),
            target,
            authorization: authorization(cx, route, authorizers),
        });
        let origin = cx.origins.route(program, route);
        cx.push(id, origin, body);
    }
    settings.sort_by(|left, right| left.route_key.cmp(&right.route_key));
    settings
}

fn authorization(
    cx: &Builder<'_>,
    route: &model::Route,
    authorizers: &BTreeMap<AuthId, Id>,
) -> Authorization {
    let used = match &route.authorization {
        model::Authorization::Open(_) => return Authorization::None,
        // A checked program never contains one. Fail closed in case of a bug.
        model::Authorization::Unknown => return Authorization::Iam,
        model::Authorization::Required(used) => used,
    };
    let Some(id) = used.auth else {
        return Authorization::Iam;
    };
    let Some((authorizer, auth)) = authorizers.get(&id).zip(cx.program.auth(id)) else {
        return Authorization::Iam;
    };
    let authorizer = authorizer.clone();
    match &auth.body {
        AuthBody::Jwt { .. } => {
            let mut scopes = used.scopes.clone();
            scopes.sort();
            scopes.dedup_by(|scope, other| scope.parts == other.parts);
            Authorization::Jwt {
                authorizer,
                scopes: cx.texts(&scopes),
            }
        }
        AuthBody::Lambda { .. } => Authorization::Custom { authorizer },
    }
}
