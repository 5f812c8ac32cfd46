//! `unknown-parameter`: an unknown parameter of an action.

use crate::check::{Rule, Spec};
use crate::diag::near::{Budget, nearest};
use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Owner;
use crate::model::Destination;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNKNOWN_PARAMETER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut budget = Budget::default();
    for route in &spec.program.routes {
        let Destination::Action(call) = &route.destination else {
            continue;
        };
        let backend = spec.program.backend(call.backend);
        let service = backend.map_or("", |backend| backend.kind.word());
        let Some(action) = spec.facts.integrations.action(service, &call.name.value) else {
            continue;
        };
        for (name, _) in &call.parameters {
            let known = action.parameter(&name.value);
            if known.is_some_and(|known| known.of == Owner::Route) {
                continue;
            }
            let takes = action
                .parameters
                .iter()
                .filter(|known| known.of == Owner::Route);
            let takes: Vec<&str> = takes.map(|known| known.word).collect();
            let fault = if known.is_some() {
                let message = format!("`{}` belongs to the backend's declaration", name.value);
                let help = format!("write `{service} NAME {{ {} .. }}`", name.value);
                Diagnostic::error(code, name.span, message).help(help)
            } else {
                let message = format!(
                    "`{service} .. {}` has no parameter `{}`",
                    action.action, name.value
                );
                let fault = Diagnostic::error(code, name.span, message);
                let fault = match nearest(&mut budget, &name.value, takes.iter().copied()).first() {
                    Some(near) => fault.fix(format!("write `{near}`"), name.span, *near),
                    None => fault,
                };
                let takes: Vec<String> = takes.iter().map(|known| format!("`{known}`")).collect();
                fault.help(format!("it accepts {}", takes.join(", ")))
            };
            found.push(fault);
        }
    }
}
