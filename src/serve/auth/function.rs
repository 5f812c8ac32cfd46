//! Lambda authorizers: what they are asked, what their answers mean, and how long answers are kept.

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

/// Answers that are kept at most.
const MOST_KEPT: usize = 10_000;

/// An authorizer and what its identity sources hold. The route is no part of it: a kept answer holds for all routes.
type Identity = (String, Vec<String>);

/// Answers of Lambda authorizers.
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
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, it| it.until > now);
        }
        if kept.len() < MOST_KEPT {
            let until = now + ttl;
            kept.insert(identity, Verdict { answer, until });
        }
    }
}

/// Asks a function whether a request may pass.
pub(super) async fn check(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    auth: &Auth,
) -> Result<Caller, Refusal> {
    let AuthBody::Lambda {
        function,
        identity: said,
        every_request,
        ttl,
        simple,
    } = &auth.body
    else {
        let why = "the authorizer is no function";
        return Err(Refusal::internal("AUTHORIZER_CONFIGURATION_ERROR", why));
    };
    fault::strike(state.options.fault.as_ref(), Stage::Authorizer)?;
    let name = auth.name.value.as_str();
    let sources = sources(said, every_request.is_some());
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
    judge(exchange, name, simple.is_some(), &answer)
}

/// Where the identity is. With `identity none` it is nowhere: the function is asked for every request.
fn sources(said: &[Word], every_request: bool) -> Vec<&str> {
    if said.is_empty() && !every_request {
        return vec!["request.header.Authorization"];
    }
    said.iter().map(|it| it.value.as_str()).collect()
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

/// The name of the function's backend, where the spec declares it as one.
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

/// The ARN of the route that is asked for, as policies name it.
fn route_arn(exchange: &Exchange) -> String {
    let path = exchange.request.path.as_str();
    let method = exchange.request.method.word();
    format!("arn:aws:execute-api:us-east-1:{ACCOUNT}:{API}/$default/{method}{path}")
}

/// What an answer means.
fn judge(exchange: &Exchange, name: &str, simple: bool, answer: &Value) -> Result<Caller, Refusal> {
    let wrong = |why: &str| {
        // What API Gateway logs, and what is wrong here.
        let why = format!(
            "The response from the Lambda authorizer doesn't match the format that API Gateway expects. `{name}`: {why}"
        );
        Refusal::internal("AUTHORIZER_CONFIGURATION_ERROR", why)
    };
    let principal = answer.get("principalId").and_then(Value::as_str);
    let allowed = if simple {
        let said = answer.get("isAuthorized").and_then(Value::as_bool);
        said.ok_or_else(|| wrong("`isAuthorized` must be true or false"))?
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
        let said = policy::allows(document, &route_arn(exchange));
        said.ok_or_else(|| wrong("`policyDocument` is not a policy"))?
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
