//! `invalid-variable-name`: a path variable whose name AWS does not document.

use crate::check::shape;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_VARIABLE_NAME,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        for name in shape::variables(route) {
            if spec.facts.names.path_variable().check(name).is_err() {
                let message = format!("AWS does not document path variable names like `<{name}>`");
                let better = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
                let help = format!("letters, digits and `_` are known to work, e.g. `<{better}>`");
                found.push(Diagnostic::warning(code, route.path_span, message).help(help));
            }
        }
    }
}
