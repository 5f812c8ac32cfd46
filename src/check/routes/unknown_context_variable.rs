//! `unknown-context-variable`: an unknown `$context` variable.

use crate::check::variables::{self, Use};
use crate::check::{Rule, Spec};
use crate::diag::near::{Budget, nearest};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNKNOWN_CONTEXT_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut budget = Budget::default();
    for Use { name, span, .. } in variables::all(spec.program) {
        let Some(name) = name.strip_prefix("context.") else {
            continue;
        };
        if spec.facts.variables.context(name).is_some() {
            continue;
        }
        let known = spec.facts.variables.context.iter().map(|known| known.name);
        let message = format!("unknown variable `$context.{name}`");
        let fault = Diagnostic::error(code, span, message);
        found.push(match nearest(&mut budget, name, known).first() {
            Some(near) => fault.help(format!("did you mean `$context.{near}`?")),
            None => fault.help(
                "examples are `$context.requestId`, `$context.status` and `$context.identity.sourceIp`",
            ),
        });
    }
}
