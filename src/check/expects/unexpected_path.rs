//! `unexpected-path`: the backend receives a different path than an `expect` states.

use crate::check::expects::{trace_summary, traces, unexpected_backend};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Expect, ExpectOutcome};
use crate::route::trace::{Delivery, Trace, TraceOutcome};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_PATH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, trace) in traces(spec) {
        if unexpected_backend::meets(expect, &trace) {
            found.extend(check(code, expect, &trace));
        }
    }
}

fn check(code: Code, expect: &Expect, trace: &Trace) -> Option<Diagnostic> {
    let wanted = match &expect.outcome {
        ExpectOutcome::Backend { path, .. } => path.as_ref()?,
        ExpectOutcome::Status(_) | ExpectOutcome::Cors(_) => return None,
    };
    let routed = match &trace.outcome {
        TraceOutcome::Route(routed) => routed,
        TraceOutcome::Preflight(_) | TraceOutcome::Refused(_) => return None,
    };
    let label = format!("expected `{}`", wanted.value);
    let seen = match &routed.delivery {
        Delivery::Http(seen) if wanted.value.contains('?') => {
            format!("{}?{}", seen.path, seen.query)
        }
        Delivery::Http(seen) => seen.path.clone(),
        Delivery::Event { .. } | Delivery::Call { .. } => {
            let message = format!(
                "`{}` is a {}, which receives no path",
                routed.backend, routed.kind
            );
            let finding = Diagnostic::error(code, wanted.span, message)
                .label(label)
                .place(routed.name.span, "this route matches")
                .help("remove the path; the test then checks only the backend");
            return Some(finding);
        }
    };
    if seen == wanted.value {
        return None;
    }
    let message = format!(
        "`{}` receives `{seen}`, expected `{}`",
        routed.backend, wanted.value
    );
    let finding = Diagnostic::error(code, wanted.span, message)
        .label(label)
        .place(routed.name.span, "this route matches")
        .help(trace_summary::summarize(trace))
        .fix("expect the actual path", wanted.span, seen);
    Some(finding)
}
