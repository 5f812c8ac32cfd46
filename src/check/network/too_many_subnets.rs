//! `too-many-subnets`: more subnets than a VPC link accepts.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::ListArg;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TOO_MANY_SUBNETS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let quota = spec.facts.quotas.http_api.subnets_per_vpc_link;
    let Some(in_quotas) = quota.code else {
        never!("a quota that can be raised has no code");
    };
    for network in &spec.program.networks {
        let ListArg::Known(subnets) = &network.subnets else {
            continue;
        };
        if subnets.len() as u64 > quota.limit {
            let span = subnets.last().map_or(network.span, |subnet| subnet.span);
            let message = format!(
                "a VPC link accepts {} subnets by default, this network has {}",
                quota.limit,
                subnets.len()
            );
            let help = format!("AWS raises the quota on request ({in_quotas})");
            found.push(Diagnostic::warning(code, span, message).help(help));
        }
    }
}
