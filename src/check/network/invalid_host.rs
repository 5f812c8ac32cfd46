//! `invalid-host`: a host name with invalid characters or labels.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{BackendBody, Text};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_HOST,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for backend in &spec.program.backends {
        let hosts: Vec<&Text> = match &backend.body {
            BackendBody::Ecs(service) => service.host.iter().collect(),
            BackendBody::Balancer(balancer) => balancer.host.iter().chain(&balancer.tls).collect(),
            // An `ingress` can also be an ARN: `wrong-arn` checks it.
            BackendBody::AppRunner(_)
            | BackendBody::Lambda { .. }
            | BackendBody::CloudMap { .. }
            | BackendBody::Service { .. } => continue,
        };
        for host in hosts {
            let Some(known) = host.known() else {
                continue;
            };
            if !is_host(known) {
                let message = format!("invalid host name `{known}`");
                let help = "write only the name, without scheme, port or path";
                found.push(Diagnostic::error(code, host.span, message).help(help));
            }
        }
    }
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    text.len() <= 255 && text.split('.').all(label)
}
