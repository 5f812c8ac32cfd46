//! `unknown-attribute`: an output of something that the thing does not have.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic};
use crate::model::{Access, Backend, BackendKind, OutputOf};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: Code(311),
    slug: "unknown-attribute",
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for output in &spec.program.outputs {
        let (noun, known) = match output.of {
            OutputOf::Gateway => ("the gateway".to_owned(), &["id", "url"][..]),
            OutputOf::Network(_) => ("a network".to_owned(), &[][..]),
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
        let help = if known.is_empty() {
            "it has none that an output can show".to_owned()
        } else {
            format!("it has {}", known.join(", "))
        };
        found.push(Diagnostic::error(code, output.attribute.span, message).help(help));
    }
}

fn attributes(backend: &Backend) -> &'static [&'static str] {
    match (backend.kind, backend.access.value) {
        (BackendKind::AppRunner | BackendKind::Ecs, Access::Private) => &["arn", "domain"],
        (BackendKind::AppRunner | BackendKind::Ecs, Access::Public) => &["arn", "url"],
        (BackendKind::Lambda, _) => &["arn"],
        (BackendKind::Alb | BackendKind::Nlb | BackendKind::CloudMap, _) => &["arn"],
        (BackendKind::Service(_), _) => &["arn"],
    }
}
