//! `invalid-mapping-path`: a path of a domain that no mapping can have.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_MAPPING_PATH,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for domain in &spec.program.gateway.domains {
        let Some(path) = &domain.path else {
            continue;
        };
        let Some(known) = path.known() else {
            continue;
        };
        let rule = spec.facts.names.mapping_key();
        if rule.check(known).is_err() || known.contains("//") {
            let message = format!("no mapping can have the path `{known}`");
            found.push(Diagnostic::error(code, path.span, message).help(rule.describe()));
        } else if known.contains('/') {
            let message = format!(
                "with a path of several segments, `{known}` also catches what only begins so"
            );
            let help = "API Gateway then compares beginnings, e.g. `/orders` with `/ordersandmore`, and sends header names in small letters";
            found.push(Diagnostic::note(code, path.span, message).help(help));
        }
    }
}
