//! Converts integrations of all document formats.

use serde_json::Value;

use crate::import::document::{entries, short};
use crate::import::draft::{Backend, Draft, Route, timeout, value};
use crate::import::mapping;

/// An integration: the target of a route, and how to call it.
#[derive(Clone, Debug, Default)]
pub(super) struct Integration<'v> {
    /// Its name in the document.
    pub(super) name: &'v str,
    /// Its type in lower case: `aws_proxy`, `http_proxy`.
    pub(super) kind: String,
    /// The URI; references are written `${Name}`.
    pub(super) uri: String,
    /// The action of an AWS service.
    pub(super) subtype: Option<&'v str>,
    /// The method sent to the backend.
    pub(super) method: Option<&'v str>,
    /// The VPC link, if it is private.
    pub(super) link: Option<String>,
    /// The server name to verify.
    pub(super) server_name: Option<String>,
    /// Its timeout.
    pub(super) milliseconds: Option<u64>,
    /// The payload format version of a function's event.
    pub(super) payload: Option<&'v str>,
    /// The request mappings.
    pub(super) requests: Option<&'v Value>,
    /// The response mappings.
    pub(super) answers: Option<&'v Value>,
}

/// Applies an integration to a route.
pub(super) fn apply(draft: &mut Draft, place: &str, it: &Integration<'_>, route: &mut Route) {
    match it.milliseconds {
        // The default timeout, which is the same in `.gw`.
        None | Some(30_000) => {}
        Some(milliseconds @ 50..30_000) => route.clauses.push(timeout(milliseconds)),
        Some(other) => draft.leave_out(place, &format!("its timeout of {other} ms")),
    }
    let function = function_arn(&it.uri);
    if it.kind == "aws_proxy" && it.subtype.is_none() {
        lambda(draft, place, it, (function, route));
    } else if it.link.is_some() {
        private(draft, place, it, route);
    } else if it.kind == "http_proxy" && it.uri.starts_with("http") && !it.uri.contains("${") {
        route.destination = url(&it.uri);
        method(draft, place, it, route);
    } else {
        let kind = it.subtype.unwrap_or(&it.kind);
        let why = format!(
            "the integration {}: the route calls the function `{}`, an input, until you choose a backend",
            [kind, &it.uri].join(" ").trim(),
            it.name
        );
        draft.leave_out(place, &why);
        let unknown = Backend {
            kind: "lambda",
            ..Backend::default()
        };
        route.destination = draft.backend(it.name, unknown);
        for (what, mapped) in [("requests", it.requests), ("answers", it.answers)] {
            if let Some(mapped) = mapped {
                draft.leave_out(place, &format!("its mappings of {what}: {}", short(mapped)));
            }
        }
        return;
    }
    let is_function = it.kind == "aws_proxy";
    for (parameter, mapped) in entries(it.requests) {
        mapping::request(draft, place, (parameter, mapped), route, is_function);
    }
    mapping::answers(draft, place, it.answers, route);
}

fn lambda(
    draft: &mut Draft,
    place: &str,
    it: &Integration<'_>,
    (arn, route): (Option<String>, &mut Route),
) {
    let mut settings = Vec::new();
    let name = match arn.filter(|arn| !arn.contains("${")) {
        Some(arn) => {
            settings.push(format!("arn {}", value(&arn)));
            function_name(&arn).unwrap_or(it.name).to_owned()
        }
        None => {
            let name = referenced_resource(&it.uri).filter(|name| !name.starts_with("AWS::"));
            let name = name.unwrap_or(it.name);
            let why =
                format!("the function `{name}` stays where it is deployed: its ARN is an input");
            draft.leave_out(place, &why);
            name.to_owned()
        }
    };
    match it.payload {
        Some("1.0") => settings.push("payload 1.0".to_owned()),
        Some(_) => {}
        None => {
            let why = "the payload format of its events, which the document leaves open, is 2.0";
            draft.leave_out(place, why);
        }
    }
    let backend = Backend {
        kind: "lambda",
        settings,
    };
    route.destination = draft.backend(&name, backend);
}

fn private(draft: &mut Draft, place: &str, it: &Integration<'_>, route: &mut Route) {
    let (kind, word) = if it.uri.contains(":servicediscovery:") {
        ("cloudmap", "service")
    } else if it.uri.contains("/net/") {
        ("nlb", "listener")
    } else {
        ("alb", "listener")
    };
    let mut settings = Vec::new();
    if it.uri.starts_with("arn:") && !it.uri.contains("${") {
        settings.push(format!("{word} {}", value(&it.uri)));
    } else {
        draft.leave_out(place, &format!("the {word} {} is an input", it.uri));
    }
    match it
        .link
        .as_deref()
        .filter(|link| !link.contains("${") && !link.is_empty())
    {
        Some(link) => {
            let network = draft.network(link);
            settings.push(format!("network {network}"));
        }
        None => draft.leave_out(
            place,
            "its VPC link stays in its template: VPC and subnets of a new one are inputs",
        ),
    }
    match it.server_name.as_deref() {
        Some(name) if name.contains("${") => {
            draft.leave_out(place, &format!("the server name {name} that is verified"));
        }
        Some(name) => settings.push(format!("tls {}", value(name))),
        None => {}
    }
    route.destination = draft.backend(it.name, Backend { kind, settings });
    route.clauses.push("keep".to_owned());
    method(draft, place, it, route);
}

fn method(draft: &mut Draft, place: &str, it: &Integration<'_>, route: &Route) {
    let own = if route.method.is_empty() {
        "ANY"
    } else {
        &route.method
    };
    if let Some(method) = it
        .method
        .filter(|method| !method.eq_ignore_ascii_case(own) && !method.eq_ignore_ascii_case("ANY"))
    {
        let why = format!("it calls the backend with {method}: a backend gets the client's method");
        draft.leave_out(place, &why);
    }
}

/// Converts a URL to the target of a route.
pub(super) fn url(uri: &str) -> String {
    value(&uri.replace('{', "<").replace('}', ">").replace("+>", ">"))
}

/// Returns the name in a function's ARN, without version or alias.
fn function_name(arn: &str) -> Option<&str> {
    arn.split(":function:").nth(1)?.split(':').next()
}

/// Finds the function's ARN in the URI of an integration, or a bare ARN.
pub(super) fn function_arn(uri: &str) -> Option<String> {
    let start = uri.find(":lambda:")?;
    let begin = uri.get(..start)?.rfind("arn:")?;
    // In `arn:..:apigateway:REGION:lambda:path/../functions/ARN/invocations`, the function's ARN is the second one.
    let rest = match uri.find("/functions/") {
        Some(at) => uri.get(at + "/functions/".len()..)?,
        None => uri.get(begin..)?,
    };
    let arn = rest.trim_end_matches("/invocations");
    // Placeholders such as `account-id` are not part of an ARN.
    let account = arn.split(':').nth(4).unwrap_or_default();
    let is_known = account.contains("${") || account.bytes().all(|byte| byte.is_ascii_digit());
    (arn.contains(":function:") && is_known).then(|| arn.to_owned())
}

/// Returns the resource that a text with one reference names: `integrations/${Orders}` refers to `Orders`.
pub(super) fn referenced_resource(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let (name, left) = after.split_once('}')?;
        if !name.starts_with("AWS::") {
            return name.split('.').next();
        }
        rest = left;
    }
    None
}
