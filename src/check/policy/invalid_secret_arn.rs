//! `invalid-secret-arn`: a value of `secret { }` that is not the ARN of a secret.

use crate::check::{Rule, Spec};
use crate::check::{
    arn,
    containers::{self, Created},
};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_SECRET_ARN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { container, .. } in containers::all(spec.program) {
        for (name, text) in &container.secrets {
            let Some(known) = text.known() else {
                continue;
            };
            let fits = arn::parse(known).is_some_and(|parts| match parts.service {
                "secretsmanager" => parts.resource.starts_with("secret:"),
                "ssm" => parts.resource.starts_with("parameter/"),
                _ => false,
            });
            if !fits {
                let message = format!("the value of `{}` is not the ARN of a secret", name.value);
                let help = "write the ARN of a Secrets Manager secret or a Parameter Store parameter; plain values belong in `env { }`";
                found.push(
                    Diagnostic::error(code, text.span, message)
                        .help(help)
                        .mask(),
                );
            }
        }
    }
}
