//! `unexpected-path`: the right backend answers, but sees another path than an `expect` says.

use crate::check::expects::{asked, short_story, unexpected_backend};
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
    for (expect, told) in asked(spec) {
        if unexpected_backend::met(expect, &told) {
            found.extend(check(code, expect, &told));
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
                "`{}` is a {}, which sees no path of its own",
                routed.backend, routed.kind
            );
            let finding = Diagnostic::error(code, wanted.span, message)
                .label(label)
                .related(routed.name.span, "this route answers")
                .help("leave the path out: the test then looks at the backend alone");
            return Some(finding);
        }
    };
    if seen == wanted.value {
        return None;
    }
    let message = format!("`{}` sees `{seen}`, not `{}`", routed.backend, wanted.value);
    let finding = Diagnostic::error(code, wanted.span, message)
        .label(label)
        .related(routed.name.span, "this route answers")
        .help(short_story::story(trace))
        .fix("expect what happens", wanted.span, seen);
    Some(finding)
}
