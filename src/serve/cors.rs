//! CORS headers. If the spec sets `cors`, the gateway's headers replace those of backends.

use crate::model::{Cors, Text};
use crate::route::trace::{Preflight, Values};
use crate::serve::answer::Answer;
use crate::serve::exchange::Exchange;
use crate::serve::gateway::Gateway;

/// Answers a preflight. An origin that is not allowed gets no header, so the browser rejects the request.
pub(super) fn preflight(preflight: &Preflight, gateway: &Gateway, exchange: &Exchange) -> Answer {
    let mut answer = Answer::empty(204);
    let Some(origin) = allowed_origin(gateway, exchange) else {
        return answer;
    };
    for (name, value) in &preflight.headers {
        answer.set(name, value);
    }
    answer.set("access-control-allow-origin", &origin);
    answer
}

/// Removes the backend's own CORS headers.
pub(super) fn strip(gateway: &Gateway, answer: &mut Answer) {
    if gateway.program().gateway.cors.is_none() {
        return;
    }
    let own = answer.headers.keys();
    let own: Vec<_> = own
        .filter(|name| name.as_str().starts_with(PREFIX))
        .cloned()
        .collect();
    for name in own {
        answer.headers.remove(name);
    }
}

/// Adds the gateway's headers, also to refusals.
pub(super) fn add_headers(gateway: &Gateway, exchange: &Exchange, answer: &mut Answer) {
    let Some(cors) = &gateway.program().gateway.cors else {
        return;
    };
    let Some(origin) = allowed_origin(gateway, exchange) else {
        return;
    };
    answer.set("access-control-allow-origin", &origin);
    if cors.credentials.is_some() {
        answer.set("access-control-allow-credentials", "true");
    }
    let expose = texts(gateway, &cors.expose);
    if !expose.is_empty() {
        answer.set("access-control-expose-headers", &expose.join(","));
    }
    // Without it a cache could return the response for one origin to another.
    if origin != "*" {
        answer.add("vary", "origin");
    }
}

const PREFIX: &str = "access-control-";

/// Returns the value of `access-control-allow-origin`; `None` if the request's origin is missing or not allowed.
fn allowed_origin(gateway: &Gateway, exchange: &Exchange) -> Option<String> {
    let cors: &Cors = gateway.program().gateway.cors.as_ref()?;
    let requested = exchange.request.header_value("origin")?;
    let origins = texts(gateway, &cors.origins);
    if origins.iter().any(|it| it == "*") {
        // Browsers ignore a wildcard if they send credentials.
        return Some(if cors.credentials.is_some() {
            requested
        } else {
            "*".to_owned()
        });
    }
    let covers = |known: &String| match known.strip_suffix('*') {
        Some(scheme) => scheme.ends_with("://") && requested.starts_with(scheme),
        // An origin that is known only after deployment matches any origin here.
        None => *known == requested || known.starts_with('<'),
    };
    origins.iter().any(covers).then_some(requested)
}

fn texts(gateway: &Gateway, list: &[Text]) -> Vec<String> {
    let words = Values::new(gateway.program());
    list.iter().map(|it| words.text(it)).collect()
}
