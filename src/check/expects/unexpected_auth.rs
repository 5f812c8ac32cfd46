//! `unexpected-auth`: the route has a different authorizer than an `expect` states.

use std::collections::BTreeSet;

use crate::check::expects::{trace_summary, traces, unexpected_backend};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Authorization, Expect, ExpectAuth, ExpectOutcome, Program};
use crate::route::trace::{RouteMatch, Trace, TraceOutcome, Values};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_AUTH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, trace) in traces(spec) {
        if unexpected_backend::meets(expect, &trace) {
            found.extend(check(code, spec.program, expect, &trace));
        }
    }
}

fn check(code: Code, program: &Program, expect: &Expect, trace: &Trace) -> Option<Diagnostic> {
    let wanted = match &expect.outcome {
        ExpectOutcome::Backend { auth, .. } => auth.as_ref()?,
        ExpectOutcome::Status(_) | ExpectOutcome::Cors(_) => return None,
    };
    let routed = match &trace.outcome {
        TraceOutcome::Route(routed) => routed,
        TraceOutcome::Preflight(_) | TraceOutcome::Refused(_) => return None,
    };
    let route = program.routes.get(routed.name.route)?;
    if route.authorization == Authorization::Unknown {
        return None;
    }
    let actual = routed.auth.as_ref().map(|it| it.name.as_str());
    let (place, expected) = match wanted {
        ExpectAuth::Named { name, .. } => (name.span, Some(name.value.as_str())),
        ExpectAuth::Open(span) => (*span, None),
    };
    if actual == expected {
        return scopes(code, program, wanted, routed);
    }
    let describe = |auth: Option<&str>| match auth {
        Some(name) => format!("`auth {name}`"),
        None => "`open`".to_owned(),
    };
    let message = format!(
        "`{}` has {}, expected {}",
        routed.name.written,
        describe(actual),
        describe(expected)
    );
    let finding = Diagnostic::error(code, place, message)
        .label(format!("expected {}", describe(expected)))
        .place(routed.name.span, "this route matches")
        .help(trace_summary::summarize(trace));
    Some(finding)
}

/// A finding for the route's scopes, if the test lists others.
fn scopes(
    code: Code,
    program: &Program,
    wanted: &ExpectAuth,
    matched: &RouteMatch,
) -> Option<Diagnostic> {
    let ExpectAuth::Named {
        name,
        scopes: Some(wanted),
    } = wanted
    else {
        return None;
    };
    let actual: BTreeSet<&str> = matched
        .auth
        .iter()
        .flat_map(|auth| auth.scopes.iter().map(String::as_str))
        .collect();
    let values = Values::new(program);
    let listed: Vec<String> = wanted.iter().map(|scope| values.text(scope)).collect();
    let expected: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    if actual == expected {
        return None;
    }
    let list = |scopes: &BTreeSet<&str>| match scopes.is_empty() {
        true => "no scopes".to_owned(),
        false => {
            let scopes: Vec<&str> = scopes.iter().copied().collect();
            format!("the scopes `[{}]`", scopes.join(" "))
        }
    };
    let message = format!(
        "`{}` has {}, expected {}",
        matched.name.written,
        list(&actual),
        list(&expected)
    );
    let span = wanted.first().map_or(name.span, |first| first.span);
    let span = wanted.last().map_or(span, |last| span.to(last.span));
    let finding = Diagnostic::error(code, span, message);
    Some(finding.place(matched.name.span, "this route matches"))
}
