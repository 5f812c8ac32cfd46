//! `unknown-attribute`: an output of something that the thing does not have.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{OutputOf, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::UNKNOWN_ATTRIBUTE,
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

/// What an output can show of a thing.
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
