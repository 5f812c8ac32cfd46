//! `unused-network`: a network that no backend is in.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(302),
    slug: "unused-network",
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let program = spec.program;
    for (id, network) in program.network_ids() {
        let Some(name) = &network.name else {
            continue;
        };
        // Where a backend has yet to choose, nothing can be said to be unused.
        let open = |backend: &crate::model::Backend| {
            backend.network == Some(id)
                || (backend.access.value == crate::model::Access::Private
                    && backend.network.is_none())
        };
        if !program.backends.iter().any(open) {
            let message = format!("no backend is in the network `{}`", name.value);
            let help =
                "nothing is made for it; leave it out, or say `network` in a private backend";
            found.push(Diagnostic::warning(code, name.span, message).help(help));
        }
    }
}
