//! `duplicate-variable`: two variables of a path with the same name.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DUPLICATE_VARIABLE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let mut seen = BTreeSet::new();
        for name in shape::variables(route) {
            if !seen.insert(name) {
                let message = format!("`{}` has two variables `<{name}>`", route.written);
                let help = "give each variable its own name";
                found.push(Diagnostic::error(code, route.path_span, message).help(help));
            }
        }
    }
}
