//! Calls HTTP backends, with the checks that private ones have in AWS.

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{HOST, HeaderName, HeaderValue, SERVER};
use hyper_util::client::legacy::Error;

use crate::model::{BackendBody, Method, Route};
use crate::route::trace::{Forwarded, HeaderOutcome, Via};
use crate::serve::answer::{Answer, Refusal};
use crate::serve::exchange::Exchange;
use crate::serve::fault::Stage;
use crate::serve::gateway::Gateway;
use crate::serve::integration::body_of;
use crate::serve::state::State;
use crate::serve::{address, fault};

/// Hop-by-hop headers (RFC 9110, section 7.6.1), which are never forwarded.
const HOP_BY_HOP: [&str; 8] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
];

/// Forwards a request according to its trace.
pub(super) async fn forward(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    seen: Forwarded,
) -> Result<Answer, Refusal> {
    let body = body_of(gateway, route);
    let expected_host = seen.host.clone();
    let mut seen = seen;
    if let Some(fault) = &state.options.fault {
        fault.map(&mut seen, &exchange.domain);
    }
    let broken = state.options.fault.as_ref();
    if let Some(answer) = fault::inject(broken, Stage::Http)? {
        return Ok(answer);
    }
    if seen.via.iter().any(|it| matches!(it, Via::Link(_)))
        && let Some(answer) = fault::inject(broken, Stage::Link)?
    {
        return Ok(answer);
    }
    if has_escape(&exchange.request.path)
        && let Some(answer) = fault::inject(broken, Stage::Escape)?
    {
        return Ok(answer);
    }
    if let Some(answer) = simulate_ingress(body, &seen, &expected_host)? {
        return Ok(answer);
    }
    let address = gateway.locate(route, &seen)?;
    let uri = address.below(&seen.path, &seen.query)?;
    let request = request(exchange, &seen, uri)?;
    let mut answer = fetch(state, request).await?;
    if matches!(body, Some(BackendBody::AppRunner(_))) {
        // App Runner's proxy adds this to every response.
        answer
            .headers
            .insert(SERVER, HeaderValue::from_static("envoy"));
    }
    Ok(answer)
}

/// Returns true if a path contains an encoded `/` or `?`.
fn has_escape(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("%2f") || path.contains("%3f")
}

/// Simulates what is in front of a private backend: a TLS port, a certificate, and a proxy that selects a service by
/// `Host`. `expected_host` is the host of the mapping without a fault.
fn simulate_ingress(
    body: Option<&BackendBody>,
    seen: &Forwarded,
    expected_host: &str,
) -> Result<Option<Answer>, Refusal> {
    let (private, server) = match body {
        Some(BackendBody::AppRunner(_)) => (seen.via.len() > 1, "envoy"),
        Some(BackendBody::Ecs(_)) => (seen.via.len() > 1, "awselb/2.0"),
        Some(
            BackendBody::Balancer(_)
            | BackendBody::CloudMap { .. }
            | BackendBody::Lambda { .. }
            | BackendBody::Service { .. },
        )
        | None => return Ok(None),
    };
    if !private {
        return Ok(None);
    }
    match seen.tls_server_name.as_deref() {
        None => {
            let why = "plain HTTP reached the backend's TLS port: no server name to verify";
            return Err(Refusal::unavailable("INTEGRATION_NETWORK_FAILURE", why));
        }
        Some(name) if name != expected_host => {
            let why = format!(
                "the certificate of `{expected_host}` does not carry the server name `{name}`"
            );
            return Err(Refusal::internal("INTEGRATION_FAILURE", why));
        }
        Some(_) => {}
    }
    if seen.host == expected_host {
        return Ok(None);
    }
    let mut answer = Answer::empty(404);
    answer.set("server", server);
    Ok(Some(answer))
}

fn request(
    exchange: &Exchange,
    seen: &Forwarded,
    uri: hyper::Uri,
) -> Result<hyper::Request<Full<Bytes>>, Refusal> {
    let mut request = hyper::Request::new(Full::new(exchange.body.clone()));
    *request.uri_mut() = uri;
    *request.method_mut() = match exchange.request.method {
        // Requests with other methods are refused before.
        Method::Any => never!("a request with any method"),
        Method::Get => hyper::Method::GET,
        Method::Post => hyper::Method::POST,
        Method::Put => hyper::Method::PUT,
        Method::Patch => hyper::Method::PATCH,
        Method::Delete => hyper::Method::DELETE,
        Method::Head => hyper::Method::HEAD,
        Method::Options => hyper::Method::OPTIONS,
    };
    let headers = request.headers_mut();
    for header in &seen.headers {
        // The body is complete here, so its length is set again.
        if !header.fate.arrives() || header.name == "content-length" {
            continue;
        }
        let value = if header.fate == HeaderOutcome::Host {
            address::host(&header.value)
        } else {
            header.value.clone()
        };
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        let (Ok(name), Ok(value)) = (name, value) else {
            let why = format!("the header `{}` gets an invalid value", header.name);
            return Err(Refusal::internal("API_CONFIGURATION_ERROR", why));
        };
        headers.append(name, value);
    }
    if !headers.contains_key(HOST) {
        let host = HeaderValue::from_bytes(address::host(&seen.host).as_bytes());
        let host = host.map_err(|_| {
            let why = format!("the header `host` gets an invalid value: `{}`", seen.host);
            Refusal::internal("API_CONFIGURATION_ERROR", why)
        })?;
        headers.insert(HOST, host);
    }
    Ok(request)
}

/// Sends a request and reads the whole response.
pub(super) async fn fetch(
    state: &State,
    request: hyper::Request<Full<Bytes>>,
) -> Result<Answer, Refusal> {
    let uri = request.uri().clone();
    let failed = |error: &dyn std::error::Error| {
        let why = format!("`{}` does not answer: {}", origin(&uri), reason(error));
        Refusal::unavailable("INTEGRATION_NETWORK_FAILURE", why)
    };
    // An idle connection may close just as it is reused. Requests with safe methods are then sent again.
    let again = request.method().is_safe().then(|| request.clone());
    let mut sent = state.client.request(request).await;
    if let (Err(error), Some(again)) = (&sent, again)
        && is_disconnected(error)
    {
        sent = state.client.request(again).await;
    }
    let (parts, body) = sent.map_err(|error| failed(&error))?.into_parts();
    let body = match Limited::new(body, state.limits.body).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            let why = format!("the answer exceeds {} bytes", state.limits.body);
            return Err(Refusal::internal("INTEGRATION_FAILURE", why));
        }
        Err(error) => return Err(failed(error.as_ref())),
    };
    let mut headers = parts.headers;
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
    Ok(Answer {
        status: parts.status.as_u16(),
        headers,
        body,
        invalid: Vec::new(),
    })
}

/// Returns true if a connection closed before it returned a response.
fn is_disconnected(error: &Error) -> bool {
    !error.is_connect()
        && std::error::Error::source(error)
            .and_then(|it| it.downcast_ref::<hyper::Error>())
            .is_some_and(|it| it.is_incomplete_message() || it.is_canceled())
}

fn origin(uri: &hyper::Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or("http");
    format!(
        "{scheme}://{}",
        uri.authority().map_or("", |it| it.as_str())
    )
}

/// Returns the innermost cause of an error.
fn reason(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(inner) = at.source() {
        at = inner;
    }
    at.to_string()
}
