//! Authorizers, and the permission for API Gateway to invoke Lambda authorizers.

use std::collections::BTreeMap;

use crate::graph::expr::Attribute;
use crate::graph::from_program::Builder;
use crate::graph::from_program::compute::permissions;
use crate::graph::from_program::naming::Piece;
use crate::graph::resource::Kind;
use crate::graph::resource::api::{Authorizer, AuthorizerCheck};
use crate::graph::resource::compute::Permission;
use crate::graph::{Body, Expr, Id, Num};
use crate::model::{Auth, AuthBody, AuthId, Word};

/// Lowers the authorizers.
pub(super) fn authorizers(cx: &mut Builder<'_>, api: &Expr) -> BTreeMap<AuthId, Id> {
    let program = cx.program;
    let auths = program.auth_ids();
    auths
        .map(|(id, auth)| (id, authorizer(cx, api, auth)))
        .collect()
}

fn authorizer(cx: &mut Builder<'_>, api: &Expr, auth: &Auth) -> Id {
    let id = cx.id(Kind::Authorizer, &[Piece::Auth(&auth.name.value)]);
    let check = match &auth.body {
        AuthBody::Jwt {
            issuer,
            audience,
            identity,
        } => AuthorizerCheck::Jwt {
            issuer: cx.text(issuer),
            audience: cx.texts(audience),
            identity_source: source(cx, identity.as_ref()),
        },
        AuthBody::Lambda {
            function,
            identity,
            every_request,
            ttl,
            simple,
        } => AuthorizerCheck::Request {
            function: cx.text(function),
            identity_sources: if every_request.is_some() {
                Vec::new()
            } else if identity.is_empty() {
                vec![source(cx, None)]
            } else {
                identity.iter().map(|word| source(cx, Some(word))).collect()
            },
            // AWS does not document the default, so it is always written. A cached result also applies to other routes,
            // so caching is off unless the spec asks for it.
            ttl: ttl.as_ref().map_or(Num::Known(0), |ttl| cx.num(ttl.value)),
            simple: simple.is_some(),
        },
    };
    if let AuthorizerCheck::Request { function, .. } = &check {
        permission(cx, api, auth, &id, function.clone());
    }
    let body = Body::Authorizer(Authorizer {
        api: api.clone(),
        name: auth.name.value.clone(),
        check,
    });
    let origin = cx.origins.auth(auth);
    cx.push(id.clone(), origin, body);
    id
}

/// Grants access to `arn:..:API/authorizers/ID`, so that only this authorizer can invoke the function.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>
fn permission(cx: &mut Builder<'_>, api: &Expr, auth: &Auth, authorizer: &Id, function: Expr) {
    let id = cx.id(
        Kind::Permission,
        &[Piece::Word("authorizer"), Piece::Auth(&auth.name.value)],
    );
    let what = Expr::join([
        Expr::text("authorizers/"),
        Expr::Get(authorizer.clone(), Attribute::Id),
    ]);
    let body = Body::Permission(Permission {
        function,
        source_arn: permissions::source(cx, api, what),
    });
    let origin = cx.origins.auth(auth);
    cx.push(id, origin, body);
}

fn source(cx: &Builder<'_>, identity: Option<&Word>) -> String {
    match identity {
        Some(word) => format!("${}", cx.variable(&word.value)),
        None => "$request.header.Authorization".to_owned(),
    }
}
