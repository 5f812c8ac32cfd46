//! `duplicate-domain`: a domain that is declared twice with the same path.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DUPLICATE_DOMAIN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeMap::new();
    for domain in &spec.program.gateway.domains {
        let (Some(host), path) = (domain.host.known(), domain.path.as_ref()) else {
            continue;
        };
        let path = path.map_or(Some(""), |path| path.known());
        if let Some(first) = seen.insert((host, path), domain.host.span) {
            let message = format!("duplicate domain `{host}`");
            found.push(
                Diagnostic::error(code, domain.host.span, message)
                    .place(first, "first declared here")
                    .help("declare a domain again only with another `path`"),
            );
        }
    }
}
