//! `incomplete-existing-network`: an existing part of a network is named without the parts that it requires.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, Network, NetworkId, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INCOMPLETE_EXISTING_NETWORK,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for (id, network) in spec.program.network_ids() {
        let has_app_runner = has_app_runner(spec.program, id);
        if let Some((place, message, help)) = fault(network, has_app_runner) {
            found.push(Diagnostic::error(code, place, message).help(help));
        }
    }
}

type Fault = (crate::source::Span, &'static str, &'static str);

fn fault(network: &Network, has_app_runner: bool) -> Option<Fault> {
    let (link, endpoint, listener) = (&network.link, &network.endpoint, &network.listener);
    if let Some(addresses) = &network.endpoint_ips
        && listener.is_some()
    {
        return Some((
            addresses.span,
            "`endpoint-ips` and an existing `listener` cannot be combined",
            "the listener already sends requests to the endpoint: remove `endpoint-ips`",
        ));
    }
    if let Some(listener) = listener
        && (link.is_none() || endpoint.is_none())
    {
        return Some((
            listener.span,
            "an existing `listener` needs `link` and `endpoint`",
            "write the VPC link that reaches the listener and the endpoint behind it: `link ID; endpoint ID`",
        ));
    }
    if let Some(link) = link
        && listener.is_none()
        && has_app_runner
    {
        return Some((
            link.span,
            "a private App Runner service behind an existing `link` needs `listener` and `endpoint`",
            "write the listener that the link reaches and the endpoint behind it, or remove `link`",
        ));
    }
    None
}

fn has_app_runner(program: &Program, id: NetworkId) -> bool {
    program.backends.iter().any(|backend| {
        backend.network == Some(id) && matches!(backend.body, BackendBody::AppRunner(_))
    })
}
