//! `unknown-attribute`: an output that reads an unknown attribute.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{OutputOf, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNKNOWN_ATTRIBUTE,
    find,
};

/// The attributes of a gateway.
const GATEWAY: &[&str] = &["id", "url", "endpoint", "arn"];
/// The attributes of a network.
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
        let known = attributes(spec.program, &output.of);
        let noun = match output.of {
            OutputOf::Gateway => "the gateway".to_owned(),
            OutputOf::Network(_) => "a network".to_owned(),
            OutputOf::Backend(id) => match spec.program.backend(id) {
                Some(backend) => format!("`{}`", backend.name.value),
                None => continue,
            },
        };
        let attribute = output.attribute.value.as_str();
        if known.contains(&attribute) {
            continue;
        }
        // `url-of-private-service` explains why a private service has no URL.
        if attribute == "url" && known.contains(&"domain") {
            continue;
        }
        let message = format!("{noun} has no attribute `{attribute}`");
        let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
        let help = format!("it supports {}", known.join(", "));
        found.push(Diagnostic::error(code, output.attribute.span, message).help(help));
    }
}

/// The attributes that an output can read.
#[must_use]
pub fn attributes(program: &Program, of: &OutputOf) -> &'static [&'static str] {
    match of {
        OutputOf::Gateway => GATEWAY,
        OutputOf::Network(_) => NETWORK,
        OutputOf::Backend(id) => program
            .backend(*id)
            .map_or(&[], |backend| backend.kind.attributes(backend.access.value)),
    }
}
