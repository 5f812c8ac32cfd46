//! Faults that `--break` makes on purpose: one for each cause that `gwc doctor` finds in requests and that a gateway can
//! make. A fault's name is its cause's.

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
    /// HTTP backends.
    Http,
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
            Self::Http => "from HTTP backends",
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

/// What API Gateway logs where it may not call a function.
const NOT_PERMITTED: &str = "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";
/// The same of an authorizer.
const AUTHORIZER_NOT_PERMITTED: &str = "The IAM role configured on the authorizer or API Gateway doesn't have permissions to call the authorizer. Check the permissions and try again.";

/// A named stage, as paths begin with it.
const STAGE: &str = "/prod";

const UPSTREAM: &str = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

impl Fault {
    /// Every fault, by name.
    pub const ALL: [Self; 36] = {
        use Effect::{
            Answer, Challenge, GatewayHost, NoServerName, NoToken, OtherServerName, Refuse,
            StageInPath, Wait,
        };
        use Stage::{
            Authorizer, Body, Entry, Http, Integration, Lambda, Mapping, Preflight, Signature,
            Throttle, Token,
        };
        const fn fault(slug: &'static str, stage: Stage, effect: Effect) -> Fault {
            Fault {
                slug,
                stage,
                effect,
            }
        }
        [
            fault(
                "authorizer-bad-response",
                Authorizer,
                Refuse(
                    500,
                    "AUTHORIZER_CONFIGURATION_ERROR",
                    "The response from the Lambda authorizer doesn't match the format that API Gateway expects.",
                ),
            ),
            fault(
                "authorizer-denied",
                Authorizer,
                Refuse(403, "ACCESS_DENIED", "the authorizer denies the request"),
            ),
            fault(
                "authorizer-identity-missing",
                Authorizer,
                Refuse(401, "UNAUTHORIZED", ""),
            ),
            fault(
                "authorizer-permission-missing",
                Authorizer,
                Refuse(
                    500,
                    "AUTHORIZER_CONFIGURATION_ERROR",
                    AUTHORIZER_NOT_PERMITTED,
                ),
            ),
            fault(
                "authorizer-timeout",
                Authorizer,
                Refuse(500, "AUTHORIZER_FAILURE", "the authorizer timed out"),
            ),
            fault(
                "backend-error",
                Http,
                Answer(500, "app", "{\"error\":\"broken\"}"),
            ),
            fault(
                "backend-not-found",
                Http,
                Answer(404, "app", "{\"error\":\"no such page\"}"),
            ),
            fault(
                "backend-throttled",
                Http,
                Answer(429, "app", "{\"error\":\"too fast\"}"),
            ),
            fault(
                "container-not-listening",
                Http,
                Answer(503, "envoy", UPSTREAM),
            ),
            fault(
                "cors-not-configured",
                Preflight,
                Refuse(404, "RESOURCE_NOT_FOUND", "the gateway has no `cors`"),
            ),
            fault("cors-origin-not-allowed", Preflight, Answer(204, "", "")),
            fault(
                "headers-too-large",
                Entry,
                Refuse(431, "BAD_REQUEST_PARAMETERS", "the headers are too large"),
            ),
            fault(
                "iam-signature-missing",
                Signature,
                Refuse(
                    403,
                    "MISSING_AUTHENTICATION_TOKEN",
                    "the request is not signed",
                ),
            ),
            fault(
                "insufficient-scope",
                Token,
                Refuse(403, "ACCESS_DENIED", "insufficient_scope"),
            ),
            fault(
                "integration-network-failure",
                Http,
                Refuse(
                    503,
                    "INTEGRATION_NETWORK_FAILURE",
                    "no packet arrives at the backend",
                ),
            ),
            fault("integration-timeout", Integration, Wait),
            fault("invalid-token", Token, Challenge("the token is refused")),
            fault(
                "lambda-function-error",
                Lambda,
                Refuse(
                    500,
                    "INTEGRATION_FAILURE",
                    "Lambda execution failed with status 200 due to customer function error: boom",
                ),
            ),
            fault(
                "lambda-malformed-response",
                Lambda,
                Refuse(
                    500,
                    "INTEGRATION_FAILURE",
                    "The response from the Lambda function doesn't match the format that API Gateway expects.",
                ),
            ),
            fault(
                "lambda-permission-missing",
                Lambda,
                Refuse(500, "INTEGRATION_FAILURE", NOT_PERMITTED),
            ),
            fault(
                "malformed-token",
                Token,
                Challenge("token contains an invalid number of segments"),
            ),
            fault("missing-host-overwrite", Mapping, GatewayHost),
            fault("missing-tls-server-name", Mapping, NoServerName),
            fault("missing-token", Token, NoToken),
            fault(
                "no-matching-route",
                Entry,
                Refuse(404, "RESOURCE_NOT_FOUND", ""),
            ),
            fault(
                "payload-too-large",
                Body,
                Refuse(413, "REQUEST_TOO_LARGE", ""),
            ),
            fault(
                "preflight-unauthorized",
                Preflight,
                Refuse(401, "UNAUTHORIZED", "an authorizer refuses the preflight"),
            ),
            fault("stage-in-path", Mapping, StageInPath),
            fault("throttled", Throttle, Refuse(429, "THROTTLED", "")),
            fault("tls-name-mismatch", Mapping, OtherServerName),
            fault(
                "token-algorithm-unsupported",
                Token,
                Challenge("signing method ES256 is invalid"),
            ),
            fault(
                "token-audience-mismatch",
                Token,
                Challenge("the token does not have a valid audience"),
            ),
            fault("token-expired", Token, Challenge("the token has expired")),
            fault(
                "token-issuer-mismatch",
                Token,
                Challenge("the token does not have a valid issuer"),
            ),
            fault(
                "token-key-not-found",
                Token,
                Challenge("kid not found in the JWKS of the issuer"),
            ),
            fault(
                "token-signature-invalid",
                Token,
                Challenge("the token's signature is invalid"),
            ),
        ]
    };

    /// What clients get, in a few words.
    #[must_use]
    pub fn about(&self) -> String {
        let what = match self.effect {
            Effect::Refuse(status, ..) | Effect::Answer(status, ..) => status.to_string(),
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
            Effect::NoServerName
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
            let all = Self::ALL.iter();
            let list: Vec<String> = all
                .map(|it| format!("  {:<30} {}", it.slug, it.about()))
                .collect();
            format!(
                "unknown fault `{word}`; the faults are:\n{}",
                list.join("\n")
            )
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
