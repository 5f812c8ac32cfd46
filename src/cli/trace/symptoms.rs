//! Which causes of `gwc doctor` a traced request would show as: where a trace ends in an answer that somebody will ask about,
//! it names the page that says why.

use crate::model::{Method, Program};
use crate::route::Caveat;
use crate::route::trace::{AuthHop, Credential, EntryPoint, RouteMatch, Trace, TraceOutcome};

/// The causes, the most likely one first.
pub(super) fn causes(program: &Program, trace: &Trace) -> Vec<&'static str> {
    let mut causes = match &trace.outcome {
        TraceOutcome::Refused(_) => vec![refused(program, trace)],
        TraceOutcome::Preflight(preflight) if preflight.denials.is_empty() => Vec::new(),
        TraceOutcome::Preflight(_) => vec!["cors-origin-not-allowed"],
        TraceOutcome::Route(found) => matched(program, trace, found),
    };
    if trace.caveats.contains(&Caveat::EncodedSlash) {
        causes.push("decoded-path");
    }
    causes
}

fn refused(program: &Program, trace: &Trace) -> &'static str {
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

fn matched(program: &Program, trace: &Trace, found: &RouteMatch) -> Vec<&'static str> {
    let missing = found.auth.as_ref().filter(|it| !it.missing.is_empty());
    match missing {
        Some(_) if is_preflight(trace) => vec!["preflight-unauthorized"],
        Some(auth) => vec![unidentified(auth)],
        None if is_preflight(trace) && program.gateway.cors.is_none() => {
            vec!["cors-not-configured"]
        }
        None => Vec::new(),
    }
}

/// What a request without its credential is refused for.
fn unidentified(auth: &AuthHop) -> &'static str {
    match auth.credential {
        Credential::Signature => "iam-signature-missing",
        Credential::Token { .. } => "missing-token",
        Credential::Function { .. } => "authorizer-identity-missing",
    }
}

/// Whether a browser asks whether it may send a request.
fn is_preflight(trace: &Trace) -> bool {
    let request = &trace.request;
    request.method == Method::Options && request.header_value("origin").is_some()
}
