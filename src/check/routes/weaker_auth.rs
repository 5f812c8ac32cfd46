//! `weaker-auth`: a route without authorization inside of one that has it.

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
        if let Some(guarded) = guards.around(route) {
            let message = format!(
                "`{}` asks for no authorization, and `{}` does",
                route.written, guarded.written
            );
            found.push(
                Diagnostic::warning(code, route.path_span, message)
                    .related(
                        guarded.path_span,
                        "answers the same paths, less specifically",
                    )
                    .help("write `open` where that is meant, or the `auth` of the other route"),
            );
        }
    }
}
