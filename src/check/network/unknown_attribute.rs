//! `unknown-attribute`: an output of something that the thing does not have.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use crate::model::{Access, Backend, BackendKind, OutputOf, ServiceKind};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(311),
    slug: "unknown-attribute",
    find,
};

/// What can be shown of a gateway.
const GATEWAY: &[&str] = &["id", "url", "endpoint", "arn"];
/// What can be shown of a network.
const NETWORK: &[&str] = &[
    "vpc",
    "link",
    "security-group",
    "endpoint",
    "balancer",
    "listener",
];

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for output in &spec.program.outputs {
        let (noun, known) = match output.of {
            OutputOf::Gateway => ("the gateway".to_owned(), GATEWAY),
            OutputOf::Network(_) => ("a network".to_owned(), NETWORK),
            OutputOf::Backend(id) => match spec.program.backend(id) {
                Some(backend) => (format!("`{}`", backend.name.value), attributes(backend)),
                None => continue,
            },
        };
        let attribute = output.attribute.value.as_str();
        if known.contains(&attribute) {
            continue;
        }
        // A private service's URL has a rule of its own, which says why.
        if attribute == "url" && known.contains(&"domain") {
            continue;
        }
        let message = format!("{noun} has no attribute `{attribute}`");
        let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
        let help = format!("it has {}", known.join(", "));
        found.push(Diagnostic::error(code, output.attribute.span, message).help(help));
    }
}

fn attributes(backend: &Backend) -> &'static [&'static str] {
    match (backend.kind, backend.access.value) {
        (BackendKind::AppRunner, Access::Private) => &["arn", "domain"],
        (BackendKind::Ecs, Access::Private) => &["arn", "domain", "listener"],
        (BackendKind::AppRunner | BackendKind::Ecs, Access::Public) => &["arn", "url", "domain"],
        (BackendKind::Lambda | BackendKind::CloudMap, _) => &["arn"],
        (BackendKind::Alb | BackendKind::Nlb, _) => &["arn", "listener"],
        (BackendKind::Service(ServiceKind::Sqs), _) => &["arn", "queue"],
        (BackendKind::Service(ServiceKind::Events), _) => &["arn", "bus"],
        (BackendKind::Service(ServiceKind::States), _) => &["arn", "machine"],
        (BackendKind::Service(ServiceKind::Kinesis), _) => &["arn", "stream"],
        (BackendKind::Service(ServiceKind::AppConfig), _) => &["arn", "configuration"],
    }
}
