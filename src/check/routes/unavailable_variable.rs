//! `unavailable-variable`: a variable that has no value yet at this point of a request.

use crate::check::variables::{self, Use};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNAVAILABLE_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Use { name, span, moment } in variables::all(spec.program) {
        let Some(name) = name.strip_prefix("context.") else {
            continue;
        };
        let Some(known) = spec.facts.variables.context(name) else {
            continue;
        };
        if known.since > moment {
            let message = format!("`$context.{name}` has no value yet at this point");
            let help = format!(
                "it holds {}, which is known only later",
                known.about.trim_end_matches('.')
            );
            found.push(Diagnostic::warning(code, span, message).help(help));
        }
    }
}
