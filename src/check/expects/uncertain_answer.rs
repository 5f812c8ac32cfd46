//! `uncertain-answer`: an `expect` that relies on undocumented behaviour of AWS.

use crate::check::expects::{traces, unexpected_backend};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Expect, Program};
use crate::route::trace::{self, Trace};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNCERTAIN_ANSWER,
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
    let doubt = trace.caveats.first()?;
    let path = &expect.path;
    let message = format!("the answer to `{}` is not certain", path.value);
    let reason = trace::caveat(program, *doubt);
    Some(Diagnostic::note(code, path.span, message).help(reason))
}
