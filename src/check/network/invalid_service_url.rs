//! `invalid-service-url`: the URL of a public service that is none, or goes on behind the host.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Source;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_SERVICE_URL,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for backend in &spec.program.backends {
        let Some(source) = backend.body.source() else {
            continue;
        };
        let Source::Existing { url: Some(url), .. } = source else {
            continue;
        };
        let Some(known) = url.known() else {
            continue;
        };
        let rest = known
            .strip_prefix("https://")
            .or_else(|| known.strip_prefix("http://"));
        let Some(rest) = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        else {
            let message = format!("`{known}` is no URL of a service");
            let fix = format!("https://{known}");
            let fault = Diagnostic::error(code, url.span, message)
                .help("it starts with `https://` and a host");
            let is_host = !known.contains("://") && known.contains('.');
            found.push(if is_host {
                fault.fix(format!("write `{fix}`"), url.span, fix)
            } else {
                fault
            });
            continue;
        };
        if rest
            .split_once('/')
            .is_some_and(|(_, path)| !path.is_empty())
        {
            let message = "a service's URL ends behind its host";
            let help = "what path the backend sees is said by routes, with `at`";
            found.push(Diagnostic::error(code, url.span, message).help(help));
        }
    }
}
