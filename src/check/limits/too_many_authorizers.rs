//! `too-many-authorizers`: more authorizers than the default quota.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TOO_MANY_AUTHORIZERS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let quota = spec.facts.quotas.http_api.authorizers_per_api;
    let auths = &spec.program.auths;
    let first_beyond = usize::try_from(quota.limit)
        .ok()
        .and_then(|limit| auths.get(limit));
    if let Some(auth) = first_beyond {
        let message = format!(
            "an API can have {} authorizers by default, this one has {}",
            quota.limit,
            auths.len()
        );
        found.push(
            Diagnostic::warning(code, auth.name.span, message)
                .help("AWS raises the quota on request"),
        );
    }
}
