//! `unprotected-route`: a route that asks for nothing in a spec that knows authorizers.

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
    // A spec without any authorization is open on purpose, or guarded elsewhere.
    let Some(first) = program.routes.iter().find(guarded) else {
        return;
    };
    let guards = Guards::new(&program.routes);
    for route in &program.routes {
        // Inside of a guarded area it is more than a note, which another rule says.
        if guards.around(route).is_none()
            && matches!(route.authorization, Authorization::Open(None))
        {
            let message = format!("anybody may ask for `{}`", route.written);
            found.push(
                Diagnostic::note(code, route.path_span, message)
                    .related(first.path_span, "other routes ask for authorization")
                    .help("write `open` where that is meant, or `auth NAME`"),
            );
        }
    }
}
