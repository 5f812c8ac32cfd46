//! `unexpected-header`: the backend sees a different value of a header than an `expect` states.

use crate::check::expects::{traces, unexpected_backend};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Expect, ExpectHeader, ExpectOutcome};
use crate::route::trace::{Delivery, RouteMatch, SeenHeader, Trace, TraceOutcome};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_HEADER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, trace) in traces(spec) {
        if unexpected_backend::meets(expect, &trace) {
            check(code, expect, &trace, found);
        }
    }
}

fn check(code: Code, expect: &Expect, trace: &Trace, found: &mut Vec<Diagnostic>) {
    let ExpectOutcome::Backend { headers, .. } = &expect.outcome else {
        return;
    };
    let TraceOutcome::Route(matched) = &trace.outcome else {
        return;
    };
    for wanted in headers {
        let fault = match &matched.delivery {
            Delivery::Http(seen) => difference(&seen.headers, wanted, &matched.backend),
            Delivery::Event { .. } | Delivery::Call { .. } => Some(format!(
                "`{}` is a {}, which receives no HTTP headers",
                matched.backend, matched.kind
            )),
        };
        if let Some(message) = fault {
            found.push(report(code, matched, wanted, message));
        }
    }
}

/// How the headers that the backend sees differ from the stated one.
fn difference(seen: &[SeenHeader], wanted: &ExpectHeader, backend: &str) -> Option<String> {
    let name = &wanted.name.value;
    let actual = seen
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case(name) && header.fate.arrives());
    match (actual, &wanted.value) {
        (None, None) => None,
        (Some(header), Some(value)) if header.value == value.value => None,
        (Some(header), Some(value)) => Some(format!(
            "`{backend}` sees `{name}: {}`, not `{}`",
            header.value, value.value
        )),
        (Some(header), None) => Some(format!(
            "`{backend}` sees `{name}: {}`, but the header should be absent",
            header.value
        )),
        (None, Some(_)) => Some(format!("`{backend}` does not see the header `{name}`")),
    }
}

fn report(code: Code, matched: &RouteMatch, wanted: &ExpectHeader, message: String) -> Diagnostic {
    Diagnostic::error(code, wanted.span, message).place(matched.name.span, "this route matches")
}
