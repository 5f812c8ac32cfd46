//! `invalid-port`: a port outside 1 to 65535.

use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_PORT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { container, .. } in containers::all(spec.program) {
        let Some(port) = &container.port else {
            continue;
        };
        if port
            .value
            .known()
            .is_some_and(|port| !(1..=65_535).contains(&port))
        {
            let message = "expected a port from 1 to 65535";
            found.push(Diagnostic::error(code, port.span, message));
        }
    }
}
