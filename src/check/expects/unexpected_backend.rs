//! `unexpected-backend`: somebody else answers than an `expect` says, or nobody.

use crate::check::expects::{asked, short_story};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Expect, ExpectOutcome};
use crate::route::trace::{RouteName, Trace, TraceOutcome};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_BACKEND,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, told) in asked(spec) {
        found.extend(check(code, expect, &told));
    }
}

/// Whether the one who answers is the one that was named.
pub(super) fn met(expect: &Expect, trace: &Trace) -> bool {
    match (&expect.outcome, &trace.outcome) {
        (ExpectOutcome::Status(status), outcome) => own_status(outcome) == Some(status.value),
        (ExpectOutcome::Cors(_), outcome) => matches!(outcome, TraceOutcome::Preflight(_)),
        (ExpectOutcome::Backend { name, .. }, TraceOutcome::Route(routed)) => {
            same(&name.value, &routed.backend)
        }
        (ExpectOutcome::Backend { .. }, TraceOutcome::Preflight(_) | TraceOutcome::Refused(_)) => {
            false
        }
    }
}

fn check(code: Code, expect: &Expect, trace: &Trace) -> Option<Diagnostic> {
    if met(expect, trace) {
        return None;
    }
    let (place, wanted) = match &expect.outcome {
        ExpectOutcome::Status(status) => {
            (status.span, format!("the gateway's own {}", status.value))
        }
        ExpectOutcome::Cors(span) => (*span, "the gateway's answer to a CORS preflight".to_owned()),
        ExpectOutcome::Backend { name, .. } => (name.span, format!("`{}`", name.value)),
    };
    let request = format!("{} {}", trace.request.method.word(), expect.path.value);
    let message = match &trace.outcome {
        TraceOutcome::Route(routed) => {
            format!(
                "`{request}` is answered by `{}`, not by {wanted}",
                routed.backend
            )
        }
        TraceOutcome::Preflight(_) => {
            format!("`{request}` is a CORS preflight, which the gateway answers itself")
        }
        TraceOutcome::Refused(refusal) => {
            format!(
                "`{request}` is answered by nobody ({}), not by {wanted}",
                refusal.status
            )
        }
    };
    let finding = Diagnostic::error(code, place, message).label(format!("expected {wanted}"));
    let finding = match who(&trace.outcome) {
        Some((name, text)) => finding.related(name.span, text),
        None => finding,
    };
    Some(finding.help(short_story::story(trace)))
}

fn own_status(outcome: &TraceOutcome) -> Option<u16> {
    match outcome {
        TraceOutcome::Preflight(_) => Some(204),
        TraceOutcome::Refused(refusal) => Some(refusal.status),
        TraceOutcome::Route(_) => None,
    }
}

/// The route to point at: the one that answers, or the one that comes nearest.
fn who(outcome: &TraceOutcome) -> Option<(&RouteName, &'static str)> {
    match outcome {
        TraceOutcome::Route(routed) => Some((&routed.name, "this route answers")),
        TraceOutcome::Refused(refusal) => {
            let (name, _) = refusal.nearest.as_ref()?;
            Some((name, "this route comes nearest"))
        }
        TraceOutcome::Preflight(_) => None,
    }
}

/// Whether a target is the one that was named: a backend's name, a URL as the route writes it, or a URL without a path,
/// which the route has completed.
fn same(named: &str, backend: &str) -> bool {
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
