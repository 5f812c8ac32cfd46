//! `managed-header`: a header that the compiler sets itself.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, RequestPart};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::MANAGED_HEADER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        if matches!(route.destination, Destination::Action(_)) {
            continue;
        }
        for mapping in &route.request {
            let managed = spec.facts.headers.find_managed(&mapping.name.value);
            let Some(managed) = managed.filter(|_| mapping.part == RequestPart::Header) else {
                continue;
            };
            let message = format!(
                "the compiler sets `{}` itself; private backends depend on its value",
                mapping.name.value
            );
            found.push(
                Diagnostic::error(code, mapping.name.span, message)
                    .help(managed.instead.trim_end_matches('.')),
            );
        }
    }
}
