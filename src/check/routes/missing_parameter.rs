//! `missing-parameter`: an action without a required parameter.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Destination;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MISSING_PARAMETER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let Destination::Action(call) = &route.destination else {
            continue;
        };
        let backend = spec.program.backend(call.backend);
        let service = backend.map_or("", |backend| backend.kind.word());
        let Some(action) = spec.facts.integrations.action(service, &call.name.value) else {
            continue;
        };
        // A parameter with an unknown name, or without a value, may be the missing one.
        let mut parameters = call.parameters.iter();
        if parameters.any(|(name, value)| {
            action.parameter(&name.value).is_none() || value.known() == Some("")
        }) {
            continue;
        }
        let given = |word: &str| call.parameters.iter().any(|(name, _)| name.value == word);
        let missing = action
            .required_of_route()
            .filter(|parameter| !given(parameter.word));
        let missing: Vec<String> = missing
            .map(|parameter| format!("`{}`", parameter.word))
            .collect();
        if let Some(first) = missing.first() {
            let message = format!(
                "`{service} .. {}` needs {}",
                call.name.value,
                missing.join(", ")
            );
            let help = format!(
                "add it to the route's block, e.g. `{{ {} $request.body }}`",
                first.trim_matches('`')
            );
            found.push(Diagnostic::error(code, call.name.span, message).help(help));
        }
    }
}
