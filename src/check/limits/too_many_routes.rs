//! `too-many-routes`: more routes than an API has without asking.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(502),
    slug: "too-many-routes",
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let quota = spec.facts.quotas.http_api.routes_per_api;
    let count = spec.program.routes.len();
    let first_beyond = usize::try_from(quota.limit)
        .ok()
        .and_then(|limit| spec.program.routes.get(limit));
    if let Some(route) = first_beyond {
        let message = format!(
            "an API has {} routes unless AWS raises that, and this has {count}",
            quota.limit
        );
        let help = format!(
            "ask for more in Service Quotas ({}), or split the gateway",
            quota.code.unwrap_or("")
        );
        found.push(Diagnostic::warning(code, route.path_span, message).help(help));
    }
}
