//! `too-many-listeners`: more private services than one balancer has listeners for.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use crate::model::{Access, BackendKind};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(316),
    slug: "too-many-listeners",
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let limit = spec.facts.quotas.load_balancer.listeners_per_nlb.limit;
    for (id, network) in spec.program.network_ids() {
        let Some(span) = network.listeners_per_service else {
            continue;
        };
        let services = spec.program.backends.iter().filter(|backend| {
            backend.network == Some(id)
                && backend.kind == BackendKind::AppRunner
                && backend.access.value == Access::Private
        });
        let count = services.count();
        if count as u64 > limit {
            let message = format!(
                "a load balancer has {limit} listeners at most, and {count} services need one each"
            );
            let help =
                "`listeners shared` serves any number, or spread the services over two networks";
            found.push(Diagnostic::error(code, span, message).help(help));
        }
    }
}
