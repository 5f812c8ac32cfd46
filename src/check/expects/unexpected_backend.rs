//! `unexpected-backend`: a different backend handles the request than an `expect` states, or none.

use crate::check::expects::{MOST_EXPLAINED, pattern_in_expect, trace_summary, traces};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Expect, ExpectOutcome};
use crate::route::Table;
use crate::route::trace::{self, RouteName, Trace, TraceOutcome};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_BACKEND,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let failed = traces(spec);
    let mut failed = failed
        .into_iter()
        .filter(|(expect, trace)| !meets(expect, trace))
        .peekable();
    if failed.peek().is_none() {
        return;
    }
    let table = Table::new(&spec.program.routes);
    for (index, (expect, plain)) in failed.enumerate() {
        let request = pattern_in_expect::request(expect).filter(|_| index < MOST_EXPLAINED);
        let explained = request.map(|it| trace::trace(spec.program, spec.facts, &table, &it));
        found.push(finding(code, expect, &explained.unwrap_or(plain)));
    }
}

/// Returns true if the expected backend or status matches the trace.
pub(super) fn meets(expect: &Expect, trace: &Trace) -> bool {
    match (&expect.outcome, &trace.outcome) {
        (ExpectOutcome::Status(status), outcome) => own_status(outcome) == Some(status.value),
        (ExpectOutcome::Cors(_), outcome) => matches!(outcome, TraceOutcome::Preflight(_)),
        (ExpectOutcome::Backend { name, .. }, TraceOutcome::Route(routed)) => {
            is_same(&name.value, &routed.backend)
        }
        (ExpectOutcome::Backend { .. }, TraceOutcome::Preflight(_) | TraceOutcome::Refused(_)) => {
            false
        }
    }
}

fn finding(code: Code, expect: &Expect, trace: &Trace) -> Diagnostic {
    let (place, wanted) = match &expect.outcome {
        ExpectOutcome::Status(status) => {
            (status.span, format!("{} from the gateway", status.value))
        }
        ExpectOutcome::Cors(span) => (*span, "the gateway's answer to a CORS preflight".to_owned()),
        ExpectOutcome::Backend { name, .. } => (name.span, format!("`{}`", name.value)),
    };
    let request = format!("{} {}", trace.request.method.word(), expect.path.value);
    let message = match &trace.outcome {
        TraceOutcome::Route(routed) => {
            format!(
                "`{request}` goes to `{}`, expected {wanted}",
                routed.backend
            )
        }
        TraceOutcome::Preflight(_) => {
            format!("the gateway answers the CORS preflight `{request}` itself")
        }
        TraceOutcome::Refused(refusal) => {
            format!(
                "`{request}` matches no route ({}), expected {wanted}",
                refusal.status
            )
        }
    };
    let finding = Diagnostic::error(code, place, message).label(format!("expected {wanted}"));
    let finding = match route_to_show(&trace.outcome) {
        Some((name, text)) => finding.place(name.span, text),
        None => finding,
    };
    finding.help(trace_summary::summarize(trace))
}

fn own_status(outcome: &TraceOutcome) -> Option<u16> {
    match outcome {
        TraceOutcome::Preflight(_) => Some(204),
        TraceOutcome::Refused(refusal) => Some(refusal.status),
        TraceOutcome::Route(_) => None,
    }
}

/// The route to point at: the one that matches, or the nearest.
fn route_to_show(outcome: &TraceOutcome) -> Option<(&RouteName, &'static str)> {
    match outcome {
        TraceOutcome::Route(routed) => Some((&routed.name, "this route matches")),
        TraceOutcome::Refused(refusal) => {
            let (name, _) = refusal.nearest.as_ref()?;
            Some((name, "the nearest route"))
        }
        TraceOutcome::Preflight(_) => None,
    }
}

/// Returns true if the destination is the one named: by a backend's name, by the route's URL, or by that URL without
/// its path.
fn is_same(named: &str, backend: &str) -> bool {
    let completed = || {
        let named = named.trim_end_matches('/');
        let bare = named
            .split_once("://")
            .is_some_and(|(_, rest)| !rest.contains('/'));
        bare && backend
            .strip_prefix(named)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    named == backend || completed()
}
