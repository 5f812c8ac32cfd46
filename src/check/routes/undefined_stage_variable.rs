//! `undefined-stage-variable`: a `$stage` variable that the gateway does not define.

use crate::check::variables::{self, Use};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNDEFINED_STAGE_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let set = &spec.program.gateway.stage_variables;
    let set: BTreeSet<&str> = set.iter().map(|(name, _)| name.value.as_str()).collect();
    for Use { name, span, .. } in variables::all(spec.program) {
        let Some(name) = name.strip_prefix("stage.") else {
            continue;
        };
        if !set.contains(name) {
            let message = format!("undefined stage variable `{name}`");
            let help = format!("define it in the gateway: `stage-variables {{ {name} VALUE }}`");
            found.push(Diagnostic::error(code, span, message).help(help));
        }
    }
}
