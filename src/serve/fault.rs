//! Faults that `--break` makes on purpose, one for each cause that shows at run time.

use std::fmt;
use std::str::FromStr;

use crate::route::trace::Forwarded;

/// A fault. Its slug is that of the cause which `gwc doctor` finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A private integration without a server name to verify: plain HTTP reaches a TLS port.
    MissingServerName,
    /// A server name that the backend's certificate does not carry.
    WrongServerName,
    /// A private integration that does not overwrite `Host`.
    MissingHost,
    /// A named stage, which private backends see in the path.
    StageInPath,
    /// Packets that do not arrive.
    NetworkFailure,
    /// A backend slower than the route's timeout.
    Timeout,
    /// A throttle that is used up.
    Throttled,
    /// A body above 10 MB.
    BodyTooLarge,
    /// No route for the request.
    NoRoute,
    /// API Gateway may not call the function.
    LambdaPermission,
    /// The function fails.
    LambdaError,
    /// The function's answer is malformed.
    LambdaAnswer,
    /// API Gateway may not call the authorizer's function.
    AuthorizerPermission,
    /// The authorizer's answer is malformed.
    AuthorizerAnswer,
    /// The issuer's keys cannot be fetched.
    KeysUnreachable,
    /// The token is for another audience.
    WrongAudience,
    /// The token is expired.
    ExpiredToken,
    /// The token lacks the route's scope.
    MissingScope,
    /// A route's authorizer answers preflights.
    SwallowedPreflight,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 19] = [
        Self::MissingServerName,
        Self::WrongServerName,
        Self::MissingHost,
        Self::StageInPath,
        Self::NetworkFailure,
        Self::Timeout,
        Self::Throttled,
        Self::BodyTooLarge,
        Self::NoRoute,
        Self::LambdaPermission,
        Self::LambdaError,
        Self::LambdaAnswer,
        Self::AuthorizerPermission,
        Self::AuthorizerAnswer,
        Self::KeysUnreachable,
        Self::WrongAudience,
        Self::ExpiredToken,
        Self::MissingScope,
        Self::SwallowedPreflight,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::MissingServerName => "missing-server-name",
            Self::WrongServerName => "wrong-server-name",
            Self::MissingHost => "missing-host",
            Self::StageInPath => "stage-in-path",
            Self::NetworkFailure => "network-failure",
            Self::Timeout => "timeout",
            Self::Throttled => "throttled",
            Self::BodyTooLarge => "body-too-large",
            Self::NoRoute => "no-route",
            Self::LambdaPermission => "lambda-permission",
            Self::LambdaError => "lambda-error",
            Self::LambdaAnswer => "lambda-answer",
            Self::AuthorizerPermission => "authorizer-permission",
            Self::AuthorizerAnswer => "authorizer-answer",
            Self::KeysUnreachable => "keys-unreachable",
            Self::WrongAudience => "wrong-audience",
            Self::ExpiredToken => "expired-token",
            Self::MissingScope => "missing-scope",
            Self::SwallowedPreflight => "swallowed-preflight",
        }
    }

    /// What clients get, in a few words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::MissingServerName => {
                "503 from private backends behind TLS: no server name to verify"
            }
            Self::WrongServerName => {
                "500 from private backends behind TLS: another name in the certificate"
            }
            Self::MissingHost => {
                "404 with `server: envoy` from private App Runner: Host is not the ingress domain"
            }
            Self::StageInPath => "private backends see `/prod` in front of the path",
            Self::NetworkFailure => "503 from HTTP backends: INTEGRATION_NETWORK_FAILURE",
            Self::Timeout => "503 when the route's timeout ends",
            Self::Throttled => "429 to every request",
            Self::BodyTooLarge => "413 to every request with a body",
            Self::NoRoute => "404 to every request",
            Self::LambdaPermission => "500 from functions: API Gateway may not call them",
            Self::LambdaError => "500 from functions: they fail",
            Self::LambdaAnswer => "500 from functions: their answer is malformed",
            Self::AuthorizerPermission => {
                "500 from Lambda authorizers: API Gateway may not call them"
            }
            Self::AuthorizerAnswer => "500 from Lambda authorizers: their answer is malformed",
            Self::KeysUnreachable => {
                "401 from JWT authorizers: the issuer's keys cannot be fetched"
            }
            Self::WrongAudience => "401 from JWT authorizers: the token is for another audience",
            Self::ExpiredToken => "401 from JWT authorizers: the token has expired",
            Self::MissingScope => "403 from JWT authorizers: the token lacks the scope",
            Self::SwallowedPreflight => "401 to preflights on routes with an authorizer",
        }
    }

    /// Changes what a private backend gets, where the fault lies in the mapping.
    pub(super) fn apply(self, seen: &mut Forwarded, asked: &str) {
        if seen.tls_server_name.is_none() {
            return;
        }
        match self {
            Self::MissingServerName => seen.tls_server_name = None,
            Self::WrongServerName => seen.tls_server_name = Some("another.example".to_owned()),
            Self::MissingHost => {
                asked.clone_into(&mut seen.host);
                let host = seen.headers.iter_mut().find(|it| it.name == "host");
                if let Some(host) = host {
                    asked.clone_into(&mut host.value);
                }
            }
            Self::StageInPath => seen.path.insert_str(0, "/prod"),
            Self::NetworkFailure
            | Self::Timeout
            | Self::Throttled
            | Self::BodyTooLarge
            | Self::NoRoute
            | Self::LambdaPermission
            | Self::LambdaError
            | Self::LambdaAnswer
            | Self::AuthorizerPermission
            | Self::AuthorizerAnswer
            | Self::KeysUnreachable
            | Self::WrongAudience
            | Self::ExpiredToken
            | Self::MissingScope
            | Self::SwallowedPreflight => {}
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|it| it.slug() == word)
            .ok_or_else(|| {
                let list: Vec<String> = Self::ALL
                    .into_iter()
                    .map(|it| format!("  {:<22} {}", it.slug(), it.about()))
                    .collect();
                format!(
                    "there is no fault `{word}`; the faults are:\n{}",
                    list.join("\n")
                )
            })
    }
}
