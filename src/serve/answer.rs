//! Responses to clients, including those of the gateway itself.

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

/// A response to a client.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The headers that are left out because their name or value is invalid.
    pub(super) invalid: Vec<String>,
}

impl Answer {
    /// Creates a response without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            invalid: Vec::new(),
        }
    }

    /// Creates `{"message":".."}`, the form of API Gateway's own responses.
    pub(super) fn message(status: u16, message: &str) -> Self {
        let body = json!({ "message": message }).to_string();
        let mut answer = Self::empty(status);
        answer
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer.body = body.into();
        answer
    }

    /// Sets a header; leaves out an invalid one.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        if let Some((name, value)) = self.header(name, value) {
            self.headers.insert(name, value);
        }
    }

    /// Adds a header and keeps others with the same name; leaves out an invalid one.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        if let Some((name, value)) = self.header(name, value) {
            self.headers.append(name, value);
        }
    }

    /// Returns a header; notes it and returns `None` if it is invalid.
    fn header(&mut self, name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
        let valid = HeaderName::from_bytes(name.as_bytes()).ok();
        let valid = valid.zip(HeaderValue::from_bytes(value.as_bytes()).ok());
        if valid.is_none() {
            self.invalid.push(name.to_owned());
        }
        valid
    }
}

/// A response of the gateway itself, with the reason.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// Boxed, because this is the `Err` of every stage.
    pub(super) answer: Box<Answer>,
    /// `$context.error.responseType`.
    pub(super) kind: &'static str,
    /// The reason, shown to the developer in the request's line but not in the response.
    pub(super) why: String,
}

impl Refusal {
    /// Creates a refusal with API Gateway's own message.
    pub(super) fn new(
        status: u16,
        message: &str,
        kind: &'static str,
        why: impl Into<String>,
    ) -> Self {
        Self {
            answer: Box::new(Answer::message(status, message)),
            kind,
            why: why.into(),
        }
    }

    /// Refuses a token; the response names the scopes of the route.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html>
    pub(super) fn token(scopes: &[String], why: &str) -> Self {
        let scopes = scopes.join(" ");
        let challenge = format!(
            "Bearer scope=\"{scopes}\" error=\"invalid_token\" error_description=\"{why}\""
        );
        Self::unauthorized(&challenge, why)
    }

    /// Refuses a token that has none of the scopes of the route.
    /// <https://github.com/LeonardSchuler/aws-secure-serverless-api/blob/main/README.md>
    pub(super) fn scopes(scopes: &[String]) -> Self {
        let scopes = scopes.join(" ");
        let description = format!("expected scopes: [{scopes}]");
        let why = format!("insufficient_scope: {description}");
        let mut refusal = Self::new(403, "Forbidden", "ACCESS_DENIED", why);
        let challenge = format!(
            "Bearer scope=\"{scopes}\" error=\"insufficient_scope\" error_description=\"{description}\""
        );
        refusal.answer.set("www-authenticate", &challenge);
        refusal
    }

    /// Refuses a request without a token.
    pub(super) fn no_token(why: &str) -> Self {
        Self::unauthorized("Bearer", why)
    }

    fn unauthorized(challenge: &str, why: &str) -> Self {
        let mut refusal = Self::new(401, "Unauthorized", "UNAUTHORIZED", why);
        refusal.answer.set("www-authenticate", challenge);
        refusal
    }

    /// Refuses because the integration could not be reached, or timed out.
    pub(super) fn unavailable(kind: &'static str, why: impl Into<String>) -> Self {
        Self::new(503, "Service Unavailable", kind, why)
    }

    /// Refuses because the integration's response is invalid.
    pub(super) fn internal(kind: &'static str, why: impl Into<String>) -> Self {
        Self::new(500, "Internal Server Error", kind, why)
    }

    /// Refuses because of something that only this local gateway lacks; the response says what.
    pub(super) fn missing(why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            answer: Box::new(Answer::message(502, &why)),
            kind: "INTEGRATION_FAILURE",
            why,
        }
    }
}
