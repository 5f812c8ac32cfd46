//! `ingress-without-endpoint`: an existing ingress connection beside an endpoint that is created.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::BackendBody;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INGRESS_WITHOUT_ENDPOINT,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for backend in &spec.program.backends {
        let BackendBody::AppRunner(service) = &backend.body else {
            continue;
        };
        let network = backend.network.and_then(|id| spec.program.network(id));
        let (Some(ingress), Some(network)) = (&service.ingress, network) else {
            continue;
        };
        if network.endpoint.is_none() {
            let message = format!(
                "the ingress connection of `{}` belongs to an endpoint that this network does not use",
                backend.name.value
            );
            let help = "an ingress connection answers only through its own endpoint; name that one in the \
                        network: `endpoint ID`";
            found.push(
                Diagnostic::error(code, ingress.span, message)
                    .place(network.span, "this network creates an endpoint of its own")
                    .help(help),
            );
        }
    }
}
