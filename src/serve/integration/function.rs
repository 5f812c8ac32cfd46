//! Calls Lambda functions through the runtime interface emulator.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::Value;

use crate::model::{BackendBody, Destination, Route};
use crate::serve::address::Address;
use crate::serve::answer::{Answer, Refusal};
use crate::serve::exchange::Exchange;
use crate::serve::fault::{self, Stage};
use crate::serve::gateway::{Gateway, no_address};
use crate::serve::integration::{body_of, event, http, lambda_answer};
use crate::serve::state::State;

/// The path for events; the emulator always calls the function `function`.
const INVOCATIONS: &str = "/2015-03-31/functions/function/invocations";

/// One lock per emulator, because it does not support concurrent calls.
#[derive(Debug, Default)]
pub(in crate::serve) struct Emulators(Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Emulators {
    fn lock_of(&self, authority: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(locks.entry(authority.to_owned()).or_default())
    }
}

/// Calls the function of a route.
pub(super) async fn call(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
) -> Result<Answer, Refusal> {
    if let Some(answer) = fault::inject(state.options.fault.as_ref(), Stage::Lambda)? {
        return Ok(answer);
    }
    let name = match &route.destination {
        Destination::Backend(id) => gateway.name_of(*id),
        Destination::Action(_) | Destination::Url(_) => {
            never!("an event for {:?}", route.destination)
        }
    };
    let address = gateway.address(name);
    let address = address.ok_or_else(|| Refusal::missing(no_address("function", name)))?;
    let old = uses_v1(body_of(gateway, route));
    let event = if old {
        event::v1(gateway, exchange, route)
    } else {
        event::v2(gateway, exchange, route)
    };
    let answer = invoke(state, address, &event).await?;
    if old {
        lambda_answer::v1(&answer)
    } else {
        lambda_answer::v2(&answer)
    }
}

/// Returns true if a function expects events in format 1.0.
fn uses_v1(body: Option<&BackendBody>) -> bool {
    match body {
        Some(BackendBody::Lambda { payload_v1, .. }) => payload_v1.is_some(),
        Some(
            BackendBody::AppRunner(_)
            | BackendBody::Ecs(_)
            | BackendBody::Balancer(_)
            | BackendBody::CloudMap { .. }
            | BackendBody::Service { .. },
        )
        | None => false,
    }
}

/// Sends an event to a function, and returns its response. The emulator has no limits, so those of Lambda are here.
pub(in crate::serve) async fn invoke(
    state: &State,
    address: &Address,
    event: &Value,
) -> Result<Bytes, Refusal> {
    let path = if address.prefix.ends_with("/invocations") {
        ""
    } else {
        INVOCATIONS
    };
    let uri = address.below(path, "")?;
    let event = event.to_string();
    let most = state.limits.lambda_payload;
    if event.len() > most {
        let why = format!(
            "the event has {} bytes, more than the {most} of a function",
            event.len()
        );
        // The answer of aws-lambda-dotnet's test tool, which its authors compare with AWS.
        return Err(Refusal::new(
            413,
            "Request Entity Too Large",
            "INTEGRATION_FAILURE",
            why,
        ));
    }
    let request = hyper::Request::post(uri)
        .header("host", address.authority.as_str())
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(event)));
    let request =
        request.map_err(|error| Refusal::internal("API_CONFIGURATION_ERROR", error.to_string()))?;
    let lock = state.emulators.lock_of(&address.authority);
    let one = lock.lock().await;
    let answer = http::fetch(state, request).await?;
    drop(one);
    let failed = |why: String| Refusal::internal("INTEGRATION_FAILURE", why);
    if !(200..300).contains(&answer.status) {
        let text = String::from_utf8_lossy(&answer.body);
        return Err(failed(format!(
            "the emulator returned {}: {text}",
            answer.status
        )));
    }
    if answer.body.len() > most {
        return Err(failed(format!(
            "the function's response has {} bytes, more than {most}",
            answer.body.len()
        )));
    }
    match failure(&answer) {
        // API Gateway's log message.
        Some(why) => Err(failed(format!(
            "Lambda execution failed with status 200 due to customer function error: {why}"
        ))),
        None => Ok(answer.body),
    }
}

/// Returns the error of a failed function. AWS reports it in a header; the emulator responds with 200 and an error
/// object, the text of a timeout, or nothing after a crash.
fn failure(answer: &Answer) -> Option<String> {
    let text = String::from_utf8_lossy(&answer.body);
    if answer.headers.contains_key("x-amz-function-error") {
        return Some(text.into_owned());
    }
    if text.trim().is_empty() {
        return Some("it returned nothing, as after a crash".to_owned());
    }
    if text.contains("Task timed out after ") && !text.trim_start().starts_with(['{', '"', '[']) {
        return Some(text.trim().to_owned());
    }
    let value: Value = serde_json::from_str(&text).ok()?;
    let message = value.get("errorMessage")?;
    let kind = value.get("errorType")?.as_str()?;
    value
        .get("statusCode")
        .is_none()
        .then(|| format!("{kind}: {message}"))
}
