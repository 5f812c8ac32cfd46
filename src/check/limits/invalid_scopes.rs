//! `invalid-scopes`: too many scopes on a route, or scopes that are empty, too long or duplicate.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Authorization;
use std::collections::BTreeSet;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_SCOPES,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let quotas = &spec.facts.quotas.http_api;
    let (most, longest) = (quotas.scopes_per_route.limit, quotas.scope_length.limit);
    let routes = spec.program.routes.iter();
    let uses = routes.filter_map(|route| match &route.authorization {
        Authorization::Required(auth) => Some(auth),
        Authorization::Open(_) | Authorization::Unknown => None,
    });
    for auth in uses {
        let first_beyond = usize::try_from(most)
            .ok()
            .and_then(|most| auth.scopes.get(most));
        if let Some(scope) = first_beyond {
            let message = format!(
                "a route can have at most {most} scopes, this one has {}",
                auth.scopes.len()
            );
            found.push(Diagnostic::error(code, scope.span, message));
        }
        let mut seen = BTreeSet::new();
        for scope in &auth.scopes {
            let Some(word) = scope.known() else {
                continue;
            };
            if word.chars().count() as u64 > longest || word.is_empty() {
                let message = format!("a scope must have 1 to {longest} characters");
                found.push(Diagnostic::error(code, scope.span, message));
            } else if !seen.insert(word) {
                let message = format!("duplicate scope `{word}`");
                found.push(Diagnostic::error(code, scope.span, message));
            }
        }
    }
}
