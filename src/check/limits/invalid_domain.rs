//! `invalid-domain`: a domain name that API Gateway does not accept.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_DOMAIN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let rule = spec.facts.names.domain();
    for domain in &spec.program.gateway.domains {
        let Some(known) = domain.host.known() else {
            continue;
        };
        let lower = known.to_ascii_lowercase();
        if known != lower && fits(rule.check(&lower).is_ok(), &lower) {
            let message = "domain names must be lower case";
            let fault = Diagnostic::error(code, domain.host.span, message);
            found.push(fault.safe_fix(format!("write `{lower}`"), domain.host.span, lower));
        } else if !fits(rule.check(known).is_ok(), known) {
            let message = format!("API Gateway does not accept the domain name `{known}`");
            let help =
                "use labels of lower-case letters, digits and `-`; the first label may be `*`";
            found.push(Diagnostic::error(code, domain.host.span, message).help(help));
        }
    }
}

fn fits(letters: bool, name: &str) -> bool {
    let rest = name.strip_prefix("*.").unwrap_or(name);
    let label = |label: &str| {
        (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    letters && !rest.contains('*') && rest.contains('.') && rest.split('.').all(label)
}
