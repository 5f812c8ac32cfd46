//! Faults that `--break` simulates: one for each cause that `gwc doctor` finds in requests and that a gateway can
//! simulate. A fault has the name of its cause.

mod catalog;

use std::str::FromStr;
use std::time::Duration;

use crate::route::trace::Forwarded;
use crate::serve::answer::{Answer, Refusal};

/// A fault. Faults are equal if their names are.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The name of the fault and its cause.
    pub slug: &'static str,
    /// The stage of the pipeline where it occurs.
    pub(super) stage: Stage,
    effect: Effect,
}

/// The stages at which faults occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before any route.
    Entry,
    /// Preflights.
    Preflight,
    /// A matched route.
    Throttle,
    /// Routes with a JWT authorizer.
    Token,
    /// Routes with a Lambda authorizer.
    Authorizer,
    /// Routes with `auth iam`.
    Signature,
    /// Requests with a body.
    Body,
    /// Private backends behind TLS.
    Mapping,
    /// Requests with an origin.
    Origin,
    /// HTTP backends.
    Http,
    /// HTTP backends, if the path contains an encoded `/` or `?`.
    Escape,
    /// Backends behind a VPC link.
    Link,
    /// Functions.
    Lambda,
    /// Any backend.
    Integration,
}

impl Stage {
    fn text(self) -> &'static str {
        match self {
            Self::Entry => "to every request",
            Self::Preflight => "to preflights",
            Self::Throttle => "on every route",
            Self::Token => "on routes with a JWT authorizer",
            Self::Authorizer => "on routes with a Lambda authorizer",
            Self::Signature => "on routes with `auth iam`",
            Self::Body => "to requests with a body",
            Self::Mapping => "from private backends behind TLS",
            Self::Origin => "to requests from another origin",
            Self::Http => "from HTTP backends",
            Self::Escape => "from HTTP backends to paths with `%2F` or `%3F`",
            Self::Link => "from backends behind a VPC link",
            Self::Lambda => "from functions",
            Self::Integration => "from every backend",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// The gateway refuses: status, `$context.error.responseType`, reason.
    Refuse(u16, &'static str, &'static str),
    /// A token is refused with this description.
    Challenge(&'static str),
    /// A token is missing.
    NoToken,
    /// The backend responds: status, `server`, body.
    Answer(u16, &'static str, &'static str),
    /// The backend redirects the client: status, location.
    Redirect(u16, &'static str),
    /// The request never reaches the API, and has no id and no log line: status.
    Outside(u16),
    /// Responses to other origins have no CORS headers.
    NoCors,
    /// The backend cannot be reached, and the log format has no variable for the reason.
    Unexplained,
    /// No server name is verified.
    NoServerName,
    /// The server name to verify is missing from the certificate.
    OtherServerName,
    /// `Host` remains the gateway's.
    GatewayHost,
    /// The path begins with a stage.
    StageInPath,
    /// The backend times out.
    Wait,
}

/// The path prefix of a named stage.
const STAGE: &str = "/prod";

impl Fault {
    /// All faults, by name.
    pub const ALL: [Self; catalog::FAULTS.len()] = catalog::FAULTS;

    /// Summarizes what clients get.
    #[must_use]
    pub fn summary(&self) -> String {
        let what = match self.effect {
            Effect::Refuse(status, ..)
            | Effect::Answer(status, ..)
            | Effect::Redirect(status, _)
            | Effect::Outside(status) => status.to_string(),
            Effect::NoCors => "no CORS headers".to_owned(),
            Effect::Unexplained => "503, logged in the common format,".to_owned(),
            Effect::Challenge(_) | Effect::NoToken => "401".to_owned(),
            Effect::NoServerName => "503".to_owned(),
            Effect::OtherServerName => "500".to_owned(),
            Effect::GatewayHost => "404".to_owned(),
            Effect::StageInPath => "a path prefixed with `/prod`".to_owned(),
            Effect::Wait => "503 at the route's timeout".to_owned(),
        };
        let stage = match self.effect {
            Effect::StageInPath => "to private backends behind TLS",
            Effect::Refuse(..)
            | Effect::Challenge(_)
            | Effect::NoToken
            | Effect::Answer(..)
            | Effect::Redirect(..)
            | Effect::Outside(_)
            | Effect::NoCors
            | Effect::Unexplained
            | Effect::NoServerName
            | Effect::OtherServerName
            | Effect::GatewayHost
            | Effect::Wait => self.stage.text(),
        };
        format!("{what} {stage}")
    }

    /// Applies a fault in the mapping to the request for a private backend.
    pub(super) fn map(&self, seen: &mut Forwarded, requested_host: &str) {
        if seen.tls_server_name.is_none() {
            return;
        }
        match self.effect {
            Effect::NoServerName => seen.tls_server_name = None,
            Effect::OtherServerName => seen.tls_server_name = Some("another.example".to_owned()),
            Effect::GatewayHost => {
                requested_host.clone_into(&mut seen.host);
                let host = seen.headers.iter_mut().find(|it| it.name == "host");
                if let Some(host) = host {
                    requested_host.clone_into(&mut host.value);
                }
            }
            Effect::StageInPath => seen.path.insert_str(0, STAGE),
            Effect::Refuse(..)
            | Effect::Challenge(_)
            | Effect::NoToken
            | Effect::Answer(..)
            | Effect::Redirect(..)
            | Effect::Outside(_)
            | Effect::NoCors
            | Effect::Unexplained
            | Effect::Wait => {}
        }
    }

    /// Returns the prefix of paths in the log.
    pub(super) fn stage_prefix(&self) -> &'static str {
        if self.effect == Effect::StageInPath {
            STAGE
        } else {
            ""
        }
    }

    /// Returns true if requests never reach the API, so that they have no id and no log line.
    pub(super) fn is_outside(&self) -> bool {
        matches!(self.effect, Effect::Outside(_))
    }

    /// Returns true if responses lack the CORS headers that the spec sets.
    pub(super) fn hides_cors(&self) -> bool {
        self.stage == Stage::Preflight || self.effect == Effect::NoCors
    }

    /// Returns the log format if the fault is in it.
    pub(super) fn log_format(&self) -> Option<&'static str> {
        (self.effect == Effect::Unexplained).then_some(catalog::BARE_LOG)
    }

    /// Returns the response of the fault.
    fn answer(&self) -> Option<Result<Answer, Refusal>> {
        match self.effect {
            Effect::Refuse(status, kind, why) => {
                Some(Err(Refusal::new(status, message(status), kind, why)))
            }
            Effect::Challenge(why) => Some(Err(Refusal::token(&[], why))),
            Effect::NoToken => Some(Err(Refusal::no_token("there is no token"))),
            Effect::Answer(status, server, body) => {
                let mut answer = Answer::empty(status);
                if !server.is_empty() {
                    answer.set("server", server);
                }
                if body.starts_with('{') {
                    answer.set("content-type", "application/json");
                }
                answer.body = body.into();
                Some(Ok(answer))
            }
            Effect::Redirect(status, place) => {
                let mut answer = Answer::empty(status);
                answer.set("location", place);
                Some(Ok(answer))
            }
            Effect::Outside(status) => Some(Err(Refusal::new(
                status,
                message(status),
                "ACCESS_DENIED",
                "the request never reaches this API",
            ))),
            Effect::Unexplained => Some(Err(Refusal::unavailable(
                "INTEGRATION_NETWORK_FAILURE",
                "no packet reaches the backend",
            ))),
            Effect::NoCors
            | Effect::NoServerName
            | Effect::OtherServerName
            | Effect::GatewayHost
            | Effect::StageInPath
            | Effect::Wait => None,
        }
    }
}

/// Applies the fault if it occurs at a stage; returns a response, a refusal, or nothing.
pub(super) fn inject(fault: Option<&Fault>, stage: Stage) -> Result<Option<Answer>, Refusal> {
    let here = fault.filter(|it| it.stage == stage);
    here.and_then(Fault::answer).transpose()
}

/// Waits if the fault is a timeout of backends.
pub(super) async fn wait(fault: Option<&Fault>, time: Duration) {
    if fault.is_some_and(|it| it.effect == Effect::Wait) {
        tokio::time::sleep(time + Duration::from_secs(1)).await;
    }
}

/// Returns API Gateway's message for a status.
fn message(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        408 => "Request Timeout",
        413 => "Request Entity Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.slug == word);
        found.ok_or_else(|| {
            let all = Self::ALL.map(|it| it.slug);
            format!("unknown fault `{word}`: expected one of {}", all.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn faults_are_listed_by_name() {
        let slugs = Fault::ALL.map(|it| it.slug);
        assert!(slugs.is_sorted(), "{slugs:?}");
    }
}
