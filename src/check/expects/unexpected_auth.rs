//! `unexpected-auth`: the right backend answers, but under another authorizer than an `expect` says.

use crate::check::expects::{asked, short_story, unexpected_backend};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Authorization, Expect, ExpectAuth, ExpectOutcome, Program};
use crate::route::trace::{Trace, TraceOutcome};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNEXPECTED_AUTH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (expect, told) in asked(spec) {
        if unexpected_backend::met(expect, &told) {
            found.extend(check(code, spec.program, expect, &told));
        }
    }
}

fn check(code: Code, program: &Program, expect: &Expect, trace: &Trace) -> Option<Diagnostic> {
    let wanted = match &expect.outcome {
        ExpectOutcome::Backend { auth, .. } => auth.as_ref()?,
        ExpectOutcome::Status(_) => return None,
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
        ExpectAuth::Named(word) => (word.span, Some(word.value.as_str())),
        ExpectAuth::Open(span) => (*span, None),
    };
    if actual == expected {
        return None;
    }
    let speak = |auth: Option<&str>| match auth {
        Some(name) => format!("under `auth {name}`"),
        None => "open to anybody".to_owned(),
    };
    let message = format!(
        "`{}` is {} here, not {}",
        routed.name.written,
        speak(actual),
        speak(expected)
    );
    let finding = Diagnostic::error(code, place, message)
        .label(format!("expected to be {}", speak(expected)))
        .related(routed.name.span, "this route answers")
        .help(short_story::story(trace));
    Some(finding)
}
