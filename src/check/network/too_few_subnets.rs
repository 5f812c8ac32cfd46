//! `too-few-subnets`: fewer subnets than an ECS service needs.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, ListArg, Source};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::TOO_FEW_SUBNETS,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let least = spec.facts.ecs_express.min_subnets as usize;
    for backend in &spec.program.backends {
        let BackendBody::Ecs(service) = &backend.body else {
            continue;
        };
        let network = backend.network.and_then(|id| spec.program.network(id));
        let (Source::Created(_), Some(network)) = (&service.source, network) else {
            continue;
        };
        if let ListArg::Known(subnets) = &network.subnets
            && subnets.len() < least
        {
            let message = format!(
                "ECS Express Mode needs {least} subnets in different zones, but `{}` has {}",
                backend.name.value,
                subnets.len()
            );
            let span = subnets.first().map_or(network.span, |subnet| subnet.span);
            found.push(
                Diagnostic::error(code, span, message)
                    .place(backend.name.span, "the service")
                    .help(
                        "its load balancer spans availability zones; add a subnet in another zone",
                    ),
            );
        }
    }
}
