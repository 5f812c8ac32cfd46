//! `partial-secret-arn`: the ARN of a secret without the six characters that AWS adds to its name.

use crate::check::arn;
use crate::check::containers::{self, Created};
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::PARTIAL_SECRET_ARN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for Created { container, .. } in containers::all(spec.program) {
        for (_, text) in &container.secrets {
            let Some(known) = text.known().and_then(arn::parse) else {
                continue;
            };
            let secret = known.resource.strip_prefix("secret:");
            let Some(secret) = secret.filter(|_| known.service == "secretsmanager") else {
                continue;
            };
            // The parts after the name select a key or a version.
            let name = secret.split(':').next().unwrap_or(secret);
            let suffix = name.rsplit_once('-').map(|(_, suffix)| suffix);
            let is_full = suffix.is_some_and(|suffix| {
                suffix.len() == 6 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
            if !is_full {
                let message = format!("the ARN of `{name}` lacks its six-character suffix");
                let help = "copy the full ARN, e.g. `..:secret:shop/db-AbCdEf`; without it, access is granted to every secret whose name starts this way";
                found.push(Diagnostic::note(code, text.span, message).help(help));
            }
        }
    }
}
