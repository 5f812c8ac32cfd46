//! `ambiguous-network`: a private backend in a spec with several networks that names none of them.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Access;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::AMBIGUOUS_NETWORK,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let program = spec.program;
    let names = program
        .networks
        .iter()
        .filter_map(|network| network.name.as_ref());
    let names: Vec<String> = names.map(|name| format!("`{}`", name.value)).collect();
    if names.len() < 2 {
        return;
    }
    for backend in &program.backends {
        if backend.access.value == Access::Private && backend.network.is_none() {
            let name = &backend.name.value;
            let message = format!("`{name}` is private, but does not say in which network");
            let help = format!(
                "declare `{} {name} {{ network NAME }}` with one of {}",
                backend.kind.word(),
                names.join(", ")
            );
            found.push(Diagnostic::error(code, backend.name.span, message).help(help));
        }
    }
}
