//! `unused-network`: a network that no backend uses.

use std::collections::BTreeSet;

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Access, Backend};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNUSED_NETWORK,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let program = spec.program;
    let undecided =
        |backend: &Backend| backend.access.value == Access::Private && backend.network.is_none();
    // If a backend's network is ambiguous, no network can be reported as unused.
    if program.backends.iter().any(undecided) {
        return;
    }
    // A public service that is created here can be in a network too.
    let used: BTreeSet<_> = program
        .backends
        .iter()
        .filter_map(|backend| backend.network)
        .collect();
    for (id, network) in program.network_ids() {
        let Some(name) = &network.name else {
            continue;
        };
        if !used.contains(&id) {
            let message = format!("unused network `{}`", name.value);
            let help = format!(
                "remove it, or write `network {}` in a private backend",
                name.value
            );
            found.push(Diagnostic::warning(code, name.span, message).help(help));
        }
    }
}
