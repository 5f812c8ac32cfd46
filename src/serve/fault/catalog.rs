//! All faults, each with its stage and effect.

use super::Effect::{
    Answer, Challenge, GatewayHost, NoCors, NoServerName, NoToken, OtherServerName, Outside,
    Redirect, Refuse, StageInPath, Unexplained, Wait,
};
use super::Stage::{
    Authorizer, Body, Entry, Escape, Http, Integration, Lambda, Link, Mapping, Origin, Preflight,
    Signature, Throttle, Token,
};
use super::{Effect, Fault, Stage};

/// API Gateway's log message if it lacks permission to call a function.
const NOT_PERMITTED: &str = "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.";
/// The same for an authorizer.
const AUTHORIZER_NOT_PERMITTED: &str = "The IAM role configured on the authorizer or API Gateway doesn't have permissions to call the authorizer. Check the permissions and try again.";

const UPSTREAM: &str = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

/// The common format, as offered by API Gateway's console. It does not contain the error of a failed integration.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html>
pub(super) const BARE_LOG: &str = "$context.identity.sourceIp - - [$context.requestTime] \"$context.httpMethod $context.routeKey $context.protocol\" $context.status $context.responseLength $context.requestId";

const fn fault(slug: &'static str, stage: Stage, effect: Effect) -> Fault {
    Fault {
        slug,
        stage,
        effect,
    }
}

/// All faults, by name.
pub(super) const FAULTS: [Fault; 48] = [
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
        "authorizer-cache",
        Authorizer,
        Refuse(
            403,
            "ACCESS_DENIED",
            "a cached answer for another route denies the request",
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
    fault("backend-cors-headers-dropped", Origin, NoCors),
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
    fault("client-certificate-refused", Entry, Outside(403)),
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
        "decoded-path",
        Escape,
        Answer(404, "app", "{\"error\":\"no such page\"}"),
    ),
    fault("default-endpoint-off", Entry, Outside(404)),
    fault(
        "duplicate-header-merge",
        Lambda,
        Redirect(302, "/login,/login"),
    ),
    fault(
        "forwarded-header-ignored",
        Http,
        Redirect(301, "http://app.example/"),
    ),
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
        "idle-client",
        Entry,
        Refuse(408, "BAD_REQUEST_BODY", "the body does not arrive"),
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
            "no packet reaches the backend",
        ),
    ),
    fault("integration-timeout", Integration, Wait),
    fault("invalid-token", Token, Challenge("the token is refused")),
    fault(
        "issuer-unreachable",
        Token,
        Challenge("JWKS communication error"),
    ),
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
    fault("log-without-integration-error", Http, Unexplained),
    fault(
        "malformed-request",
        Entry,
        Refuse(400, "BAD_REQUEST_PARAMETERS", "the request cannot be read"),
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
        "not-deployed",
        Entry,
        Refuse(
            404,
            "RESOURCE_NOT_FOUND",
            "the deployed gateway is a different one",
        ),
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
        "unhealthy-targets",
        Http,
        Answer(503, "envoy", "no healthy upstream"),
    ),
    fault("unmapped-domain", Entry, Outside(403)),
    fault(
        "vpc-link-inactive",
        Link,
        Refuse(
            503,
            "INTEGRATION_NETWORK_FAILURE",
            "no packet reaches the backend",
        ),
    ),
];
