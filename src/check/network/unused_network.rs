//! `unused-network`: a network that no backend is in.

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
    // Where a backend has yet to choose, nothing can be said to be unused.
    if program.backends.iter().any(undecided) {
        return;
    }
    // A public service that is made here may live in a network too.
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
            let message = format!("no backend is in the network `{}`", name.value);
            let help =
                "nothing is made for it; leave it out, or say `network` in a private backend";
            found.push(Diagnostic::warning(code, name.span, message).help(help));
        }
    }
}
