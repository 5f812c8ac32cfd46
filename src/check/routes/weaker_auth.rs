//! `weaker-auth`: a public route inside a protected one.

use crate::check::guards::Guards;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::WEAKER_AUTH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let guards = Guards::new(&spec.program.routes);
    for route in &spec.program.routes {
        if let Some(guarded) = guards.protected_twin(route) {
            let message = format!(
                "`{}` is public, but `{}` requires authorization",
                route.written, guarded.written
            );
            found.push(
                Diagnostic::warning(code, route.path_span, message)
                    .place(
                        guarded.path_span,
                        "matches the same paths, less specifically",
                    )
                    .help("write `open` to confirm that, or add the `auth` of the other route"),
            );
        }
    }
}
