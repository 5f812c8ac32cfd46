//! Faults that `--break` makes on purpose: one for each cause that `gwc doctor` finds in requests and that a gateway can
//! make. A fault's name is its cause's.

mod catalog;

use std::str::FromStr;
use std::time::Duration;

use crate::route::trace::Forwarded;
use crate::serve::answer::{Answer, Refusal};

/// A fault. Two are equal where their names are.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Its name, and the cause's.
    pub slug: &'static str,
    /// Where in the pipeline it strikes.
    pub(super) stage: Stage,
    effect: Effect,
}

/// Stages at which faults strike.
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
    /// HTTP backends, where the path holds an encoded `/` or `?`.
    Escape,
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
            Self::Lambda => "from functions",
            Self::Integration => "from every backend",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// The gateway refuses: status, `$context.error.responseType`, why.
    Refuse(u16, &'static str, &'static str),
    /// A token is refused with this description.
    Challenge(&'static str),
    /// A token is missed.
    NoToken,
    /// The backend answers so: status, `server`, body.
    Answer(u16, &'static str, &'static str),
    /// The backend sends the client elsewhere: status, place.
    Redirect(u16, &'static str),
    /// The request never reaches the API: status. It has no id and no line in the log.
    Outside(u16),
    /// Answers to other origins have no CORS headers.
    NoCors,
    /// The backend cannot be reached, and the log has no variable that says so.
    Unexplained,
    /// No server name is verified.
    NoServerName,
    /// A server name is verified that the certificate lacks.
    OtherServerName,
    /// `Host` stays the gateway's.
    GatewayHost,
    /// The path begins with a stage.
    StageInPath,
    /// The backend takes longer than it may.
    Wait,
}

/// A named stage, as paths begin with it.
const STAGE: &str = "/prod";

impl Fault {
    /// Every fault, by name.
    pub const ALL: [Self; catalog::FAULTS.len()] = catalog::FAULTS;

    /// What clients get, in a few words.
    #[must_use]
    pub fn about(&self) -> String {
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
            Effect::StageInPath => "a path with `/prod` in front".to_owned(),
            Effect::Wait => "503 when the route's time is over".to_owned(),
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

    /// Changes what a private backend gets, where the fault lies in the mapping.
    pub(super) fn map(&self, seen: &mut Forwarded, asked: &str) {
        if seen.tls_server_name.is_none() {
            return;
        }
        match self.effect {
            Effect::NoServerName => seen.tls_server_name = None,
            Effect::OtherServerName => seen.tls_server_name = Some("another.example".to_owned()),
            Effect::GatewayHost => {
                asked.clone_into(&mut seen.host);
                let host = seen.headers.iter_mut().find(|it| it.name == "host");
                if let Some(host) = host {
                    asked.clone_into(&mut host.value);
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

    /// What the log shows in front of paths.
    pub(super) fn stage_prefix(&self) -> &'static str {
        if self.effect == Effect::StageInPath {
            STAGE
        } else {
            ""
        }
    }

    /// Whether requests never reach the API, so that they get no id and no line in the log.
    pub(super) fn is_outside(&self) -> bool {
        matches!(self.effect, Effect::Outside(_))
    }

    /// Whether answers lack the CORS headers that the spec sets.
    pub(super) fn hides_cors(&self) -> bool {
        self.stage == Stage::Preflight || self.effect == Effect::NoCors
    }

    /// The log's format where the fault lies in it.
    pub(super) fn log_format(&self) -> Option<&'static str> {
        (self.effect == Effect::Unexplained).then_some(catalog::BARE_LOG)
    }

    /// What the fault answers at a stage.
    fn answer(&self) -> Option<Result<Answer, Refusal>> {
        match self.effect {
            Effect::Refuse(status, kind, why) => {
                Some(Err(Refusal::new(status, message(status), kind, why)))
            }
            Effect::Challenge(why) => Some(Err(Refusal::token(why))),
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
                "no packet arrives at the backend",
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

/// Strikes at a stage, where the fault is for it: an answer, a refusal, or nothing.
pub(super) fn strike(fault: Option<&Fault>, stage: Stage) -> Result<Option<Answer>, Refusal> {
    let here = fault.filter(|it| it.stage == stage);
    here.and_then(Fault::answer).transpose()
}

/// Whether backends take longer than they may.
pub(super) async fn wait(fault: Option<&Fault>, time: Duration) {
    if fault.is_some_and(|it| it.effect == Effect::Wait) {
        tokio::time::sleep(time + Duration::from_secs(1)).await;
    }
}

/// API Gateway's message for a status.
fn message(status: u16) -> &'static str {
    match status {
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
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
