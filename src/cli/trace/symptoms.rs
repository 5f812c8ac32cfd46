//! Maps a traced request to the causes of `gwc doctor` that it would show once deployed, so that `trace` can name the
//! page that explains the answer.

use crate::model::{Method, Program};
use crate::route::Caveat;
use crate::route::trace::{AuthHop, Credential, EntryPoint, RouteMatch, Trace, TraceOutcome};

/// Returns the causes, most likely first.
pub(super) fn causes(program: &Program, trace: &Trace) -> Vec<&'static str> {
    let mut causes = match &trace.outcome {
        TraceOutcome::Refused(_) => vec![refusal(program, trace)],
        TraceOutcome::Preflight(preflight) if preflight.denials.is_empty() => Vec::new(),
        TraceOutcome::Preflight(_) => vec!["cors-origin-not-allowed"],
        TraceOutcome::Route(found) => route_causes(program, trace, found),
    };
    if trace.caveats.contains(&Caveat::EncodedSlash) {
        causes.push("decoded-path");
    }
    causes
}

fn refusal(program: &Program, trace: &Trace) -> &'static str {
    match &trace.entry {
        EntryPoint::ExecuteApi(_) if program.gateway.endpoint_off.is_some() => {
            "default-endpoint-off"
        }
        EntryPoint::Foreign(_) | EntryPoint::Unmapped(_) => "unmapped-domain",
        EntryPoint::PathAlone
        | EntryPoint::Domain(_)
        | EntryPoint::Unknown(_)
        | EntryPoint::ExecuteApi(_) => {
            if is_preflight(trace) {
                "cors-not-configured"
            } else {
                "no-matching-route"
            }
        }
    }
}

fn route_causes(program: &Program, trace: &Trace, found: &RouteMatch) -> Vec<&'static str> {
    let missing = found.auth.as_ref().filter(|it| !it.missing.is_empty());
    match missing {
        Some(_) if is_preflight(trace) => vec!["preflight-unauthorized"],
        Some(auth) => vec![missing_credential(auth)],
        None if is_preflight(trace) && program.gateway.cors.is_none() => {
            vec!["cors-not-configured"]
        }
        None => Vec::new(),
    }
}

/// Returns the cause for a request without its credential.
fn missing_credential(auth: &AuthHop) -> &'static str {
    match auth.credential {
        Credential::Signature => "iam-signature-missing",
        Credential::Token { .. } => "missing-token",
        Credential::Function { .. } => "authorizer-identity-missing",
    }
}

/// Returns true if the request is a browser's CORS preflight.
fn is_preflight(trace: &Trace) -> bool {
    let request = &trace.request;
    request.method == Method::Options && request.header_value("origin").is_some()
}
