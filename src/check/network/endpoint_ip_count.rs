//! `endpoint-ip-count`: a number of endpoint addresses that differs from the number of subnets.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::ListArg;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::ENDPOINT_IP_COUNT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for network in &spec.program.networks {
        let (Some(ips), ListArg::Known(subnets)) = (&network.endpoint_ips, &network.subnets) else {
            continue;
        };
        // Reported by `incomplete-existing-network`.
        if network.listener.is_some() {
            continue;
        }
        if ips.value.len() != subnets.len() {
            let message = format!(
                "found {} addresses for {} subnets",
                ips.value.len(),
                subnets.len()
            );
            let help = "list one address for each subnet, in the order of the subnets";
            found.push(Diagnostic::error(code, ips.span, message).help(help));
        }
    }
}
