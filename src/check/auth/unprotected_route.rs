//! `unprotected-route`: a public route in a spec that has authorizers.

use crate::check::guards::Guards;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Authorization;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNPROTECTED_ROUTE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let program = spec.program;
    let guarded =
        |route: &&crate::model::Route| matches!(route.authorization, Authorization::Required(_));
    // A spec without any authorization is public on purpose, or protected elsewhere.
    let Some(first) = program.routes.iter().find(guarded) else {
        return;
    };
    let guards = Guards::new(&program.routes);
    for route in &program.routes {
        // Inside a protected area, `weaker-auth` warns instead.
        if guards.protected_twin(route).is_none()
            && matches!(route.authorization, Authorization::Open(None))
        {
            let message = format!("`{}` is public", route.written);
            found.push(
                Diagnostic::note(code, route.path_span, message)
                    .place(first.path_span, "this route requires authorization")
                    .help("write `open` to confirm that, or add `auth NAME`"),
            );
        }
    }
}
