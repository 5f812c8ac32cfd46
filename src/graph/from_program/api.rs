//! The API: itself, its authorizers, routes, integrations and stage.

mod authorizers;
mod integrations;
mod mapping_words;
mod mappings;
mod routes;
mod services;
mod stage;

use crate::graph::from_program::Builder;
use crate::graph::from_program::compute::permissions;
use crate::graph::resource::Kind;
use crate::graph::resource::api::{Api, Cors};
use crate::graph::{Attribute, Body, Expr};
use crate::model::{Arg, Backend, BackendBody, BackendId, BackendKind};

/// Lowers the API. `group` is the ARN of the log group of its access log.
pub(super) fn api(cx: &mut Builder<'_>, group: Option<Expr>) {
    let gateway = &cx.program.gateway;
    if let Some(existing) = &gateway.api {
        // API, stage and access log belong to the stack that created them.
        let api = cx.text(existing);
        let authorizers = authorizers::authorizers(cx, &api);
        routes::routes(cx, &api, &authorizers);
        permissions::of_backends(cx, &api);
        return;
    }
    let id = cx.id(Kind::Api, &[]);
    let body = Body::Api(Box::new(Api {
        name: Expr::text(cx.title()),
        description: gateway.description.as_ref().map(|text| cx.text(text)),
        cors: gateway.cors.as_ref().map(|cors| self::cors(cx, cors)),
        disable_execute_api_endpoint: gateway.endpoint_off.is_some(),
        dualstack: gateway.dualstack.is_some(),
        tags: Vec::new(),
    }));
    let origin = cx.origins.gateway();
    cx.push(id.clone(), origin, body);
    let api = Expr::Get(id.clone(), Attribute::Id);
    let authorizers = authorizers::authorizers(cx, &api);
    let settings = routes::routes(cx, &api, &authorizers);
    permissions::of_backends(cx, &api);
    stage::stage(cx, &id, group, settings);
}

/// Returns the ARN of the resource that a service backend names.
pub(super) fn service_arn(cx: &mut Builder<'_>, id: BackendId, backend: &Backend) -> Option<Expr> {
    match (&backend.body, backend.kind) {
        (BackendBody::Service { resource }, BackendKind::Service(kind)) => {
            services::arn(cx, id, backend, kind, resource)
        }
        _ => None,
    }
}

fn cors(cx: &Builder<'_>, cors: &crate::model::Cors) -> Cors {
    Cors {
        allow_origins: cx.texts(&cors.origins),
        allow_methods: cx.texts(&cors.methods),
        allow_headers: cx.texts(&cors.headers),
        expose_headers: cx.texts(&cors.expose),
        max_age: cors
            .max_age
            .as_ref()
            .map(|age| cx.num(Arg::clone(&age.value))),
        allow_credentials: cors.credentials.map(|_| true),
    }
}
