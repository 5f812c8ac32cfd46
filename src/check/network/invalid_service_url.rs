//! `invalid-service-url`: a service URL that is not a URL, or has a path.

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
            let message = format!("`{known}` is not the URL of a service");
            let fix = format!("https://{known}");
            let fault =
                Diagnostic::error(code, url.span, message).help("write `https://` and the host");
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
            let message = "the URL of a service must not have a path";
            let help = "set the backend's path on routes, with `at`";
            found.push(Diagnostic::error(code, url.span, message).help(help));
        }
    }
}
