//! `uncertain-answer`: an `expect` holds, but on ground that AWS does not document.

use crate::check::expects::{asked, unexpected_backend};
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
    for (expect, told) in asked(spec) {
        if unexpected_backend::met(expect, &told) {
            found.extend(check(code, spec.program, expect, &told));
        }
    }
}

fn check(code: Code, program: &Program, expect: &Expect, trace: &Trace) -> Option<Diagnostic> {
    let doubt = trace.caveats.first()?;
    let path = &expect.path;
    let message = format!("what answers `{}` is not certain", path.value);
    let reason = trace::caveat(program, *doubt);
    Some(Diagnostic::note(code, path.span, message).help(reason))
}
