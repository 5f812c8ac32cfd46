//! Answers to clients, and the gateway's own among them.

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;

/// An answer on its way to the client.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// `{"message":".."}`, which is how API Gateway answers for itself.
    pub(super) fn message(status: u16, message: &str) -> Self {
        let body = json!({ "message": message }).to_string();
        let mut answer = Self::empty(status);
        answer
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        answer.body = body.into();
        answer
    }

    /// Sets a header; a value that no header can hold is left out.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            self.headers.insert(name, value);
        }
    }

    /// Adds a header beside those of its name; a value that no header can hold is left out.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            self.headers.append(name, value);
        }
    }
}

/// Why the gateway answers a request itself.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// Boxed, since this is the `Err` of every stage.
    pub(super) answer: Box<Answer>,
    /// `$context.error.responseType`.
    pub(super) kind: &'static str,
    /// What happened, for the developer: on the request's line, not in the answer.
    pub(super) why: String,
}

impl Refusal {
    /// A refusal with API Gateway's own message.
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

    /// A token that is not accepted.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html>
    pub(super) fn token(why: &str) -> Self {
        let challenge =
            format!("Bearer scope=\"\" error=\"invalid_token\" error_description=\"{why}\"");
        Self::unauthorized(&challenge, why)
    }

    /// A request without a token.
    pub(super) fn no_token(why: &str) -> Self {
        Self::unauthorized("Bearer", why)
    }

    fn unauthorized(challenge: &str, why: &str) -> Self {
        let mut refusal = Self::new(401, "Unauthorized", "UNAUTHORIZED", why);
        refusal.answer.set("www-authenticate", challenge);
        refusal
    }

    /// The integration could not be reached, or did not answer in time.
    pub(super) fn unavailable(kind: &'static str, why: impl Into<String>) -> Self {
        Self::new(503, "Service Unavailable", kind, why)
    }

    /// The integration's answer cannot be used.
    pub(super) fn internal(kind: &'static str, why: impl Into<String>) -> Self {
        Self::new(500, "Internal Server Error", kind, why)
    }

    /// Something that only this gateway lacks: the answer says what.
    pub(super) fn missing(why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            answer: Box::new(Answer::message(502, &why)),
            kind: "INTEGRATION_FAILURE",
            why,
        }
    }
}
