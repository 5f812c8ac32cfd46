//! A trace as JSON, for scripts. The keys are part of the reference and keep their meaning.

use serde_json::{Map, Value, json};

use crate::route::trace::{Delivery, RouteMatch, Trace, TraceOutcome};

/// Returns the trace as one object: `matched`, `route_key`, `backend`, `params`, `auth`, `forwarded`, `status`,
/// `considered`.
///
/// `forwarded` is null if no HTTP request reaches a backend: functions and services receive an event or a call.
/// `status` is null if the backend determines it.
#[must_use]
pub fn object(trace: &Trace) -> Value {
    let (routed, status) = match &trace.outcome {
        TraceOutcome::Route(routed) => (Some(routed), None),
        TraceOutcome::Preflight(_) => (None, Some(204)),
        TraceOutcome::Refused(refusal) => (None, Some(refusal.status)),
    };
    let params: Map<String, Value> = routed
        .iter()
        .flat_map(|it| &it.params)
        .map(|param| (param.name.clone(), json!(param.value)))
        .collect();
    let considered: Vec<Value> = trace
        .considered
        .iter()
        .map(|it| {
            json!({
                "route": it.name.written,
                "route_key": it.name.key,
                "why": it.why.text(),
            })
        })
        .collect();
    json!({
        "matched": routed.map(|it| &it.name.written),
        "route_key": routed.map(|it| &it.name.key),
        "backend": routed.map(|it| &it.backend),
        "params": params,
        "auth": routed.and_then(|it| it.auth.as_ref()).map(|it| &it.name),
        "forwarded": routed.and_then(|it| forwarded_object(it)),
        "status": status,
        "considered": considered,
    })
}

fn forwarded_object(routed: &RouteMatch) -> Option<Value> {
    match &routed.delivery {
        Delivery::Http(seen) => Some(json!({
            "path": seen.path,
            "query": seen.query,
            "host": seen.host,
            "tls_server_name": seen.tls_server_name,
        })),
        Delivery::Event { .. } | Delivery::Call { .. } => None,
    }
}
