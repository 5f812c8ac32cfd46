//! A request in progress, with the values for mappings, events and log lines.

use std::net::IpAddr;
use std::time::{Instant, SystemTime};

use hyper::body::Bytes;
use serde_json::{Map, Value};

use crate::route::trace::Live;
use crate::route::{PathParam, Request};
use crate::serve::answer::Refusal;
use crate::serve::limits::Limits;
use crate::serve::{clock, json_path};

/// The two addresses of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peers {
    pub(super) client: IpAddr,
    pub(super) gateway: IpAddr,
}

/// A request in progress.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) limits: Limits,
    pub(super) id: String,
    pub(super) arrived: SystemTime,
    pub(super) started: Instant,
    pub(super) ends: Peers,
    /// The method as sent, even if no route can match it.
    pub(super) method: String,
    pub(super) protocol: &'static str,
    /// The `Host` as sent.
    pub(super) domain: String,
    /// The path as sent, including a domain's mapping path.
    pub(super) sent_path: String,
    /// The prefix of a named stage, if `--break` simulates one.
    pub(super) stage_prefix: &'static str,
    /// The mapping path of the request's domain.
    pub(super) mapping_path: Option<String>,
    /// The request as matched by routes.
    pub(super) request: Request,
    pub(super) body: Bytes,
    /// True if part of the body has not arrived yet.
    pub(super) unread: bool,
    pub(super) route_key: Option<String>,
    pub(super) params: Vec<PathParam>,
    /// The backend, as shown in the request's line.
    pub(super) backend: Option<String>,
    pub(super) caller: Caller,
    pub(super) notes: Notes,
}

/// The result of an authorizer.
#[derive(Clone, Debug, Default)]
pub(super) enum Caller {
    /// The route has no authorizer.
    #[default]
    Unasked,
    /// A valid token.
    Token {
        claims: Map<String, Value>,
        /// The scopes that the route requires, if any.
        scopes: Option<Vec<String>>,
    },
    /// A request that a Lambda authorizer accepted.
    Function {
        principal: Option<String>,
        context: Map<String, Value>,
    },
    /// A request whose signature was not verified.
    Unverified,
}

/// Information for log lines only.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) error_kind: Option<&'static str>,
    pub(super) error_message: Option<String>,
    pub(super) authorizer_error: Option<String>,
    pub(super) integration_error: Option<String>,
    pub(super) integration_status: Option<u16>,
    pub(super) integration_ms: Option<u128>,
    /// A remark for the developer below the request's line.
    pub(super) remark: Option<String>,
    /// Aspects of the response that AWS does not document.
    pub(super) uncertain: Vec<String>,
}

/// The account and API in events and log lines; both are fictitious.
pub(super) const ACCOUNT: &str = "123456789012";
/// See [`ACCOUNT`].
pub(super) const API: &str = "local";

impl Exchange {
    /// Records a refusal for the log.
    pub(super) fn record_refusal(&mut self, refusal: &Refusal) {
        self.notes.error_kind = Some(refusal.kind);
        let message: Option<Value> = serde_json::from_slice(&refusal.answer.body).ok();
        let message = message.and_then(|it| it.get("message")?.as_str().map(str::to_owned));
        self.notes.error_message = message;
        if refusal.kind.starts_with("INTEGRATION") {
            self.notes.integration_error = Some(refusal.why.clone());
        } else if refusal.kind.starts_with("AUTHORIZER") || is_token_error(refusal) {
            self.notes.authorizer_error = Some(refusal.why.clone());
        }
        if !refusal.why.is_empty() {
            self.notes.remark = Some(refusal.why.clone());
        }
    }

    /// Returns the key of the matched route.
    pub(super) fn key(&self) -> &str {
        // INVARIANT: integrations and authorizers are called after a route was matched.
        let Some(key) = &self.route_key else {
            never!("a request without a route");
        };
        key
    }

    /// Returns the host without its port.
    pub(super) fn domain_name(&self) -> String {
        host_of(&self.domain).to_owned()
    }

    /// Returns a variable of `$context.`; `None` if it has no value.
    pub(super) fn context(&self, name: &str) -> Option<String> {
        let notes = &self.notes;
        if let Some(name) = name.strip_prefix("authorizer.") {
            return self.authorizer(name);
        }
        Some(match name {
            "requestId" | "extendedRequestId" => self.id.clone(),
            "requestTime" => clock::log_time(self.arrived),
            "requestTimeEpoch" => clock::epoch_ms(self.arrived).to_string(),
            "httpMethod" => self.method.clone(),
            "path" => format!("{}{}", self.stage_prefix, self.request.path),
            "protocol" => self.protocol.to_owned(),
            "stage" => "$default".to_owned(),
            "accountId" => ACCOUNT.to_owned(),
            "apiId" => API.to_owned(),
            "domainName" => self.domain_name(),
            "domainPrefix" => self.domain_name().split('.').next()?.to_owned(),
            "routeKey" => self.route_key.clone()?,
            "identity.sourceIp" => self.ends.client.to_string(),
            "identity.userAgent" => self.request.header_value("user-agent")?,
            "customDomain.basePathMatched" => self.mapping_path.clone()?,
            "error.message" => notes.error_message.clone()?,
            "error.messageString" => format!("\"{}\"", notes.error_message.as_ref()?),
            "error.responseType" => notes.error_kind?.to_owned(),
            "integration.error" | "integrationErrorMessage" => notes.integration_error.clone()?,
            "integration.status" | "integration.integrationStatus" | "integrationStatus" => {
                notes.integration_status?.to_string()
            }
            "integration.latency" | "integrationLatency" => notes.integration_ms?.to_string(),
            _ => return None,
        })
    }

    fn authorizer(&self, name: &str) -> Option<String> {
        if name == "error" {
            return self.notes.authorizer_error.clone();
        }
        match &self.caller {
            Caller::Unasked | Caller::Unverified => None,
            Caller::Token { claims, .. } => match name {
                "principalId" => claims.get("sub").map(claim),
                _ => claims.get(name.strip_prefix("claims.")?).map(claim),
            },
            Caller::Function { principal, context } => match name {
                "principalId" => principal.clone(),
                _ => context.get(name).map(claim),
            },
        }
    }
}

impl Live for Exchange {
    fn client(&self) -> String {
        self.ends.client.to_string()
    }

    fn gateway(&self) -> String {
        self.ends.gateway.to_string()
    }

    fn domain(&self) -> String {
        self.domain.clone()
    }

    fn variable(&self, name: &str) -> Option<String> {
        if let Some(name) = name.strip_prefix("context.") {
            return self.context(name);
        }
        let body = name.strip_prefix("request.body")?;
        body_part(&self.body, body, self.limits.mapped_body)
    }
}

/// Returns the whole body, or a part of it; `path` begins with a dot, or is empty. API Gateway truncates the body
/// before it evaluates a JSON path, so a longer one is not valid JSON any more.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html>
pub(super) fn body_part(body: &[u8], path: &str, cut: usize) -> Option<String> {
    match path.strip_prefix('.') {
        None => Some(String::from_utf8_lossy(body).into_owned()),
        Some(path) => json_path::find(body.get(..cut).unwrap_or(body), path),
    }
}

/// Returns true if a token was present but refused.
fn is_token_error(refusal: &Refusal) -> bool {
    let challenge = refusal.answer.headers.get("www-authenticate");
    refusal.why.starts_with("insufficient_scope")
        || challenge.is_some_and(|it| it.as_bytes().starts_with(b"Bearer scope"))
}

/// Renders a claim as text; arrays in Go's format, `[a b]`.
pub(super) fn claim(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(claim).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// Returns the host of an authority without its port; an IPv6 address keeps its brackets.
pub(super) fn host_of(authority: &str) -> &str {
    if authority.starts_with('[') {
        let end = authority.find(']').map_or(authority.len(), |at| at + 1);
        return authority.get(..end).unwrap_or(authority);
    }
    authority.split(':').next().unwrap_or(authority)
}
