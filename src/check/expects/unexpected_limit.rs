//! `unexpected-limit`: the route has a different timeout or throttle than an `expect` states.

use crate::check::expects::{traces, unexpected_backend};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Arg, Expect, ExpectOutcome, Program, Throttle};
use crate::route::trace::{Limit, RouteMatch, ThrottleRate, Trace, TraceOutcome, Values};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_LIMIT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, trace) in traces(spec) {
        if unexpected_backend::meets(expect, &trace) {
            check(code, spec.program, expect, &trace, found);
        }
    }
}

fn check(
    code: Code,
    program: &Program,
    expect: &Expect,
    trace: &Trace,
    found: &mut Vec<Diagnostic>,
) {
    let ExpectOutcome::Backend {
        timeout, throttle, ..
    } = &expect.outcome
    else {
        return;
    };
    let TraceOutcome::Route(matched) = &trace.outcome else {
        return;
    };
    let values = Values::new(program);
    if let Some(wanted) = timeout {
        let actual = match matched.timeout {
            Limit::Route(time) | Limit::Gateway(time) => time,
            Limit::Default(time) => Arg::Known(time),
        };
        if actual != wanted.value {
            let message = format!(
                "the timeout of `{}` is {}, not {}",
                matched.name.written,
                values.milliseconds(actual),
                values.milliseconds(wanted.value)
            );
            found.push(report(code, matched, wanted.span, message));
        }
    }
    if let Some(wanted) = throttle {
        let actual = match matched.throttle {
            Limit::Route(Arg::Known(rate)) | Limit::Gateway(Arg::Known(rate)) => Some(rate),
            Limit::Default(rate) => Some(rate),
            Limit::Route(Arg::Input(_)) | Limit::Gateway(Arg::Input(_)) => None,
        };
        if let Some(actual) = actual.filter(|actual| differs(actual, wanted)) {
            let message = format!(
                "the throttle of `{}` is {}, not {}",
                matched.name.written,
                text(&values, actual.rate, actual.burst),
                text(&values, wanted.rate, wanted.burst)
            );
            found.push(report(code, matched, wanted.span, message));
        }
    }
}

/// Returns true if a limit differs from the stated one; the burst is compared only if it is stated.
fn differs(actual: &ThrottleRate, wanted: &Throttle) -> bool {
    actual.rate != wanted.rate || (wanted.burst.is_some() && actual.burst != wanted.burst)
}

fn text(values: &Values<'_>, rate: Arg<crate::model::Rate>, burst: Option<Arg<u32>>) -> String {
    let burst = burst.map(|burst| format!(" burst {}", values.count(burst)));
    values.rate(rate) + &burst.unwrap_or_default()
}

fn report(
    code: Code,
    matched: &RouteMatch,
    span: crate::source::Span,
    message: String,
) -> Diagnostic {
    Diagnostic::error(code, span, message).place(matched.name.span, "this route matches")
}
