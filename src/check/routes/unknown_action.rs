//! `unknown-action`: an unknown action of a service.

use crate::check::{Rule, Spec};
use crate::diag::near::{Budget, nearest};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Destination;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNKNOWN_ACTION,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut budget = Budget::default();
    for route in &spec.program.routes {
        let Destination::Action(action) = &route.destination else {
            continue;
        };
        let Some(backend) = spec.program.backend(action.backend) else {
            continue;
        };
        let service = backend.kind.word();
        let integrations = &spec.facts.integrations;
        if integrations.action(service, &action.name.value).is_some() {
            continue;
        }
        let known: Vec<&str> = integrations
            .of_service(service)
            .map(|known| known.action)
            .collect();
        let message = format!("`{service}` has no action `{}`", action.name.value);
        let mut fault = Diagnostic::error(code, action.name.span, message);
        if let Some(near) = nearest(&mut budget, &action.name.value, known.iter().copied()).first()
        {
            fault = fault.fix(format!("write `{near}`"), action.name.span, *near);
        }
        let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
        found.push(fault.help(format!("it supports {}", known.join(", "))));
    }
}
