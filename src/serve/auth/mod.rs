//! Authorization by tokens, functions and signatures.

mod function;
mod issuer;
mod keys;
mod policy;
mod token;

pub(super) use function::Verdicts;
pub(super) use issuer::Issuer;
pub(super) use keys::Keys;

use crate::model::{AuthBody, AuthUse, Route};
use crate::route::trace::query_value;
use crate::serve::answer::Refusal;
use crate::serve::exchange::{Caller, Exchange};
use crate::serve::fault::{self, Stage};
use crate::serve::gateway::Gateway;
use crate::serve::state::State;

/// Runs a route's authorizer.
pub(super) async fn check(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    using: &AuthUse,
) -> Result<Caller, Refusal> {
    let Some(id) = using.auth else {
        return signature(state, exchange);
    };
    // Never the check of another authorizer in place of one that is missing.
    let Some(auth) = gateway.program().auth(id) else {
        never!("no authorizer {id:?}");
    };
    match &auth.body {
        AuthBody::Jwt { .. } => token::check(state, gateway, exchange, auth, using).await,
        AuthBody::Lambda { .. } => function::check(state, gateway, exchange, route, auth).await,
    }
}

/// Handles `auth iam`. Verifying a signature takes the caller's secret, which only AWS has.
fn signature(state: &State, exchange: &Exchange) -> Result<Caller, Refusal> {
    fault::inject(state.options.fault.as_ref(), Stage::Signature)?;
    if state.options.allow_iam {
        return Ok(Caller::Unverified);
    }
    let signed = exchange.request.header_value("authorization");
    let why = match signed {
        Some(text) if text.starts_with("AWS4-HMAC-SHA256") => {
            "signatures cannot be verified locally; `--allow-iam` accepts requests without verification"
        }
        Some(_) | None => {
            "`auth iam` requires a signature; `--allow-iam` accepts requests without one"
        }
    };
    Err(Refusal::new(403, "Forbidden", "ACCESS_DENIED", why))
}

/// Returns the value of an identity source, e.g. `request.header.Authorization`; `None` if the request has none.
fn identity(gateway: &Gateway, exchange: &Exchange, source: &str) -> Option<String> {
    let request = &exchange.request;
    let below = |roots: [&str; 2]| roots.into_iter().find_map(|root| source.strip_prefix(root));
    let value = if let Some(name) = source.strip_prefix("request.header.") {
        request.header_value(name)
    } else if let Some(name) = below(["request.query.", "request.querystring."]) {
        query_value(&request.query, name)
    } else if let Some(name) = source.strip_prefix("context.") {
        exchange.context(name)
    } else if let Some(name) = below(["stage.", "stageVariables."]) {
        let mut variables = gateway.program().gateway.stage_variables.iter();
        let found = variables.find(|(word, _)| word.value == name);
        found.and_then(|(_, value)| value.known().map(str::to_owned))
    } else {
        None
    };
    value.filter(|it| !it.is_empty())
}
