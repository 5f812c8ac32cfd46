//! `invalid-mapping-path`: a domain path that an API mapping cannot have.

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
            let message = format!("invalid mapping path `{known}`");
            found.push(Diagnostic::error(code, path.span, message).help(rule.describe()));
        } else if known.contains('/') {
            let message = format!(
                "a mapping path with several segments matches by prefix: `{known}` also matches longer names"
            );
            let help = "for example, `/v1/orders` also matches `/v1/ordersandmore`; API Gateway also sends header names in lower case";
            found.push(Diagnostic::note(code, path.span, message).help(help));
        }
    }
}
