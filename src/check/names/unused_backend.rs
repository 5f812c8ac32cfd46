//! `unused-backend`: a backend that nothing uses.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, OutputOf, Symbol};
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNUSED_BACKEND,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let program = spec.program;
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for route in &program.routes {
        let id = match &route.destination {
            Destination::Backend(id) => Some(*id),
            Destination::Action(action) => Some(action.backend),
            Destination::Url(_) => None,
        };
        let backend = id.and_then(|id| program.backend(id));
        used.extend(backend.map(|backend| backend.name.value.as_str()));
    }
    for output in &program.outputs {
        if let OutputOf::Backend(id) = output.of {
            let backend = program.backend(id);
            used.extend(backend.map(|backend| backend.name.value.as_str()));
        }
    }
    for usage in program.uses.iter().filter(|usage| !usage.declares) {
        // An authorizer can call the function, and a faulty route still uses the backend.
        if let Symbol::Backend(name) = &usage.symbol {
            used.insert(name);
        }
    }
    for backend in program.backends.iter().filter(|backend| backend.declared) {
        if !used.contains(backend.name.value.as_str()) {
            let message = format!("unused backend `{}`", backend.name.value);
            let help = format!(
                "add a route, e.g. `/{0}/<rest*> -> {0}`, or remove the backend",
                backend.name.value
            );
            found.push(Diagnostic::warning(code, backend.name.span, message).help(help));
        }
    }
}
