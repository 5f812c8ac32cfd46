//! Lambda authorizers: events, responses and the cache.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::model::{Auth, AuthBody, BackendBody, Program, Route, Text, Word};
use crate::serve::answer::Refusal;
use crate::serve::auth::{identity, policy};
use crate::serve::exchange::{ACCOUNT, API, Caller, Exchange};
use crate::serve::fault::{self, Stage};
use crate::serve::gateway::{Gateway, no_address};
use crate::serve::integration::{authorizer_event, invoke};
use crate::serve::state::State;

/// The maximum number of cached responses.
const MAX_CACHED: usize = 10_000;

/// The cache key: an authorizer and the values of its identity sources. It does not contain the route, so a cached
/// response applies to all routes.
type Identity = (String, Vec<String>);

/// The cache of Lambda authorizers' responses.
#[derive(Debug, Default)]
pub(in crate::serve) struct Verdicts(Mutex<BTreeMap<Identity, Verdict>>);

#[derive(Clone, Debug)]
struct Verdict {
    answer: Value,
    until: Instant,
}

impl Verdicts {
    pub(in crate::serve) fn clear(&self) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clear();
    }

    fn get(&self, identity: &Identity) -> Option<Value> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(identity);
        let found = found.filter(|it| it.until > Instant::now());
        found.map(|it| it.answer.clone())
    }

    fn put(&self, identity: Identity, answer: Value, ttl: Duration) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if kept.len() >= MAX_CACHED {
            kept.retain(|_, it| it.until > now);
        }
        if kept.len() < MAX_CACHED {
            let until = now + ttl;
            kept.insert(identity, Verdict { answer, until });
        }
    }
}

/// Calls a Lambda authorizer to decide about a request.
pub(super) async fn check(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    auth: &Auth,
) -> Result<Caller, Refusal> {
    let AuthBody::Lambda {
        function,
        identity: declared,
        every_request,
        ttl,
        simple,
    } = &auth.body
    else {
        never!("the authorizer `{}` is not a function", auth.name.value);
    };
    fault::inject(state.options.fault.as_ref(), Stage::Authorizer)?;
    let name = auth.name.value.as_str();
    let sources = sources(declared, every_request.is_some());
    let mut identities = Vec::new();
    for source in sources {
        let Some(value) = identity(gateway, exchange, source) else {
            let why =
                format!("the authorizer `{name}` is not called: the request has no `{source}`");
            return Err(Refusal::new(401, "Unauthorized", "UNAUTHORIZED", why));
        };
        identities.push(value);
    }
    let ttl = ttl.as_ref().and_then(|it| it.value.known()).unwrap_or(0);
    let ttl = Duration::from_secs(u64::from(ttl));
    let key = (name.to_owned(), identities.clone());
    let kept = state.verdicts.get(&key).filter(|_| !ttl.is_zero());
    let answer = match kept {
        Some(answer) => answer,
        None => {
            let answer = ask(state, gateway, exchange, route, auth, function, &identities).await?;
            if !ttl.is_zero() {
                state.verdicts.put(key, answer.clone(), ttl);
            }
            answer
        }
    };
    evaluate(exchange, name, simple.is_some(), &answer)
}

/// Returns the identity sources. With `identity none` there are none: the function is called for every request.
fn sources(declared: &[Word], every_request: bool) -> Vec<&str> {
    if declared.is_empty() && !every_request {
        return vec!["request.header.Authorization"];
    }
    declared.iter().map(|it| it.value.as_str()).collect()
}

async fn ask(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    auth: &Auth,
    function: &Text,
    identities: &[String],
) -> Result<Value, Refusal> {
    let name = auth.name.value.as_str();
    let backend = backend_of(gateway.program(), function);
    let address = gateway
        .address(name)
        .or_else(|| gateway.address(backend?))
        .ok_or_else(|| {
            let mut refusal = Refusal::missing(no_address("authorizer", name));
            refusal.kind = "AUTHORIZER_FAILURE";
            refusal
        })?;
    let event = authorizer_event(gateway, exchange, route, &route_arn(exchange), identities);
    let failed = |why: &str| {
        let why = format!("the authorizer `{name}`: {why}");
        Refusal::internal("AUTHORIZER_FAILURE", why)
    };
    let asking = invoke(state, address, &event);
    let answer = match tokio::time::timeout(state.limits.authorizer, asking).await {
        Ok(answer) => answer.map_err(|refusal| failed(&refusal.why))?,
        Err(_) => {
            let seconds = state.limits.authorizer.as_secs();
            return Err(failed(&format!("timed out after {seconds} s")));
        }
    };
    let answer = serde_json::from_slice(&answer);
    answer.map_err(|error| failed(&format!("its answer is not JSON: {error}")))
}

/// Returns the name of the function's backend, if the spec declares one.
fn backend_of<'p>(program: &'p Program, function: &Text) -> Option<&'p str> {
    let mut backends = program.backends.iter();
    let found = backends.find(|it| match &it.body {
        BackendBody::Lambda { arn, .. } => arn.parts == function.parts,
        BackendBody::AppRunner(_)
        | BackendBody::Ecs(_)
        | BackendBody::Balancer(_)
        | BackendBody::CloudMap { .. }
        | BackendBody::Service { .. } => false,
    });
    found.map(|it| it.name.value.as_str())
}

/// Returns the ARN of the requested route, in the form used in policies.
fn route_arn(exchange: &Exchange) -> String {
    let path = exchange.request.path.as_str();
    let method = exchange.request.method.word();
    format!("arn:aws:execute-api:us-east-1:{ACCOUNT}:{API}/$default/{method}{path}")
}

/// Evaluates a response.
fn evaluate(
    exchange: &Exchange,
    name: &str,
    simple: bool,
    answer: &Value,
) -> Result<Caller, Refusal> {
    let wrong = |why: &str| {
        // API Gateway's log message, followed by the reason.
        let why = format!(
            "The response from the Lambda authorizer doesn't match the format that API Gateway expects. `{name}`: {why}"
        );
        Refusal::internal("AUTHORIZER_CONFIGURATION_ERROR", why)
    };
    let principal = answer.get("principalId").and_then(Value::as_str);
    let allowed = if simple {
        let is_authorized = answer.get("isAuthorized").and_then(Value::as_bool);
        is_authorized.ok_or_else(|| wrong("`isAuthorized` must be true or false"))?
    } else {
        let Some(document) = answer.get("policyDocument") else {
            let why = match answer.get("isAuthorized") {
                Some(_) => "`isAuthorized` needs `simple` in the spec",
                None => "`policyDocument` is missing",
            };
            return Err(wrong(why));
        };
        if principal.is_none() {
            return Err(wrong("`principalId` is missing"));
        }
        let is_allowed = policy::allows(document, &route_arn(exchange));
        is_allowed.ok_or_else(|| wrong("`policyDocument` is not a policy"))?
    };
    if !allowed {
        let why = format!("the authorizer `{name}` denies the request");
        return Err(Refusal::new(403, "Forbidden", "ACCESS_DENIED", why));
    }
    let context = answer.get("context").and_then(Value::as_object);
    Ok(Caller::Function {
        principal: principal.map(str::to_owned),
        context: context.cloned().unwrap_or_default(),
    })
}
