//! Cross-origin answers: with `cors` set, these headers are the gateway's, whatever a backend says.

use crate::model::{Cors, Text};
use crate::route::trace::{Preflight, Values};
use crate::serve::answer::Answer;
use crate::serve::exchange::Exchange;
use crate::serve::gateway::Gateway;

/// The answer to a preflight. An origin that may not ask gets no header, which makes a browser stop.
pub(super) fn preflight(preflight: &Preflight, gateway: &Gateway, exchange: &Exchange) -> Answer {
    let mut answer = Answer::empty(204);
    let Some(origin) = allowed(gateway, exchange) else {
        return answer;
    };
    for (name, value) in &preflight.headers {
        answer.set(name, value);
    }
    answer.set("access-control-allow-origin", &origin);
    answer
}

/// Takes a backend's own headers away.
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

/// Adds the gateway's headers, to refusals too.
pub(super) fn dress(gateway: &Gateway, exchange: &Exchange, answer: &mut Answer) {
    let Some(cors) = &gateway.program().gateway.cors else {
        return;
    };
    let Some(origin) = allowed(gateway, exchange) else {
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
    // Without it a cache could hand one origin's answer to another.
    if origin != "*" {
        answer.add("vary", "origin");
    }
}

const PREFIX: &str = "access-control-";

/// What `access-control-allow-origin` says to a request; `None` where it has no origin, or one that may not ask.
fn allowed(gateway: &Gateway, exchange: &Exchange) -> Option<String> {
    let cors: &Cors = gateway.program().gateway.cors.as_ref()?;
    let asked = exchange.request.header_value("origin")?;
    let origins = texts(gateway, &cors.origins);
    if origins.iter().any(|it| it == "*") {
        // A wildcard means nothing to a browser that sends credentials.
        return Some(if cors.credentials.is_some() {
            asked
        } else {
            "*".to_owned()
        });
    }
    let covers = |known: &String| match known.strip_suffix('*') {
        Some(scheme) => scheme.ends_with("://") && asked.starts_with(scheme),
        // An origin that only a deploy knows allows any here.
        None => *known == asked || known.starts_with('<'),
    };
    origins.iter().any(covers).then_some(asked)
}

fn texts(gateway: &Gateway, list: &[Text]) -> Vec<String> {
    let words = Values::new(gateway.program());
    list.iter().map(|it| words.text(it)).collect()
}
