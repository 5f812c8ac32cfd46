//! `too-many-security-groups`: more security groups than a VPC link accepts.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::ListArg;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TOO_MANY_SECURITY_GROUPS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let quota = spec.facts.quotas.http_api.security_groups_per_vpc_link;
    let Some(in_quotas) = quota.code else {
        never!("a quota that can be raised has no code");
    };
    for network in &spec.program.networks {
        let Some(groups) = &network.security_groups else {
            continue;
        };
        let ListArg::Known(texts) = &groups.value else {
            continue;
        };
        // The link also has its own group.
        let count = texts.len() + 1;
        if count as u64 > quota.limit {
            let span = texts.last().map_or(groups.span, |last| last.span);
            let message = format!(
                "a VPC link accepts {} security groups, this one would have {count}",
                quota.limit
            );
            let help = format!(
                "one of them is the link's own; AWS raises the quota on request ({})",
                in_quotas
            );
            found.push(Diagnostic::warning(code, span, message).help(help));
        }
    }
}
