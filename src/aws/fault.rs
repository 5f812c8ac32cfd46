//! Failed calls, by the distinctions that matter to callers.

use std::fmt;

use serde_json::Value;

use crate::aws::Answer;

/// The reasons for a failed call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The request may or may not have arrived, because there was no complete response.
    NoAnswer(String),
    /// AWS refused the request.
    Refused {
        /// The HTTP status.
        status: u16,
        /// AWS's error code without namespace, e.g. `ThrottlingException`.
        code: String,
        /// AWS's message.
        message: String,
    },
    /// The response could not be parsed.
    Unreadable(String),
    /// There are no credentials, or they could not be read.
    Credentials(String),
}

impl Fault {
    /// Returns AWS's error code; empty if AWS did not respond.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::NoAnswer(_) | Self::Unreadable(_) | Self::Credentials(_) => "",
        }
    }

    /// Parses the error in a JSON response.
    pub(super) fn of_json(answer: &Answer) -> Self {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let code = text("__type").or_else(|| text("code")).unwrap_or_default();
        let code = code.rsplit('#').next().unwrap_or_default();
        let message = text("message").or_else(|| text("Message"));
        Self::Refused {
            status: answer.status,
            code: code.split(':').next().unwrap_or_default().to_owned(),
            message: message.unwrap_or_default().to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(reason) => write!(f, "no response from AWS: {reason}"),
            Self::Refused {
                status,
                code,
                message,
            } => {
                let code = if code.is_empty() { "refused" } else { code };
                write!(f, "{code} ({status}): {message}")
            }
            Self::Unreadable(reason) => write!(f, "unexpected response from AWS: {reason}"),
            Self::Credentials(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Fault {}
