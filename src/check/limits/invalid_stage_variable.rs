//! `invalid-stage-variable`: too many stage variables, or an invalid name or value.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_STAGE_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let variables = &spec.program.gateway.stage_variables;
    let limit = spec.facts.quotas.http_api.stage_variables_per_stage.limit;
    let first_beyond = usize::try_from(limit)
        .ok()
        .and_then(|limit| variables.get(limit));
    if let Some((name, _)) = first_beyond {
        let message = format!(
            "a stage can have at most {limit} variables, this one has {}",
            variables.len()
        );
        found.push(Diagnostic::error(code, name.span, message));
    }
    let names = &spec.facts.names;
    for (name, value) in variables {
        if names.stage_variable().check(&name.value).is_err() {
            let message = format!("invalid stage variable name `{}`", name.value);
            found.push(
                Diagnostic::error(code, name.span, message).help(names.stage_variable().describe()),
            );
        }
        if let Some(known) = value.known()
            && names.stage_variable_value().check(known).is_err()
        {
            let message = "invalid stage variable value";
            found.push(
                Diagnostic::error(code, value.span, message)
                    .help(names.stage_variable_value().describe()),
            );
        }
    }
}
