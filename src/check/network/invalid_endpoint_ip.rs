//! `invalid-endpoint-ip`: an endpoint address that is not a usable IPv4 address, or a duplicate.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_ENDPOINT_IP,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for network in &spec.program.networks {
        let mut seen = BTreeSet::new();
        for text in network.endpoint_ips.iter().flat_map(|ips| &ips.value) {
            let Some(known) = text.known() else {
                continue;
            };
            let address = known.parse::<Ipv4Addr>().ok();
            let fits = address.is_some_and(|address| {
                !(address.is_loopback()
                    || address.is_multicast()
                    || address.is_unspecified()
                    || address.is_broadcast())
            });
            if !fits {
                let message = format!("`{known}` is not an IPv4 address of a subnet");
                let help = "use a free address of the subnet, e.g. `10.0.1.10`";
                found.push(Diagnostic::error(code, text.span, message).help(help));
            } else if !seen.insert(address) {
                let message = format!("duplicate address `{known}`");
                found.push(Diagnostic::error(code, text.span, message));
            }
        }
    }
}
