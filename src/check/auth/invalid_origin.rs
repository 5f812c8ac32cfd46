//! `invalid-origin`: an origin that browsers never send.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_ORIGIN,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let origins = spec
        .program
        .gateway
        .cors
        .iter()
        .flat_map(|cors| &cors.origins);
    for origin in origins {
        let Some(known) = origin.known() else {
            continue;
        };
        if matches!(known, "*" | "https://*" | "http://*") {
            continue;
        }
        let Some((scheme, host)) = known.split_once("://") else {
            let message = format!("`{known}` is not an origin");
            let fix = format!("https://{known}");
            found.push(
                Diagnostic::error(code, origin.span, message)
                    .help("write scheme and host, e.g. `https://shop.example`")
                    .fix(format!("write `{fix}`"), origin.span, fix),
            );
            continue;
        };
        let (host, rest) = host
            .split_once('/')
            .map_or((host, None), |(host, rest)| (host, Some(rest)));
        let fault = if let Some(_path) = rest {
            let fix = format!("{scheme}://{host}");
            let message = format!("the origin `{known}` has a path");
            Diagnostic::error(code, origin.span, message).safe_fix(
                format!("write `{fix}`"),
                origin.span,
                fix,
            )
        } else if host.contains('*') {
            let message = format!("API Gateway does not accept the wildcard in `{known}`");
            Diagnostic::error(code, origin.span, message)
                .help("list each origin, or use `*`, `https://*` or `http://*`")
        } else if host.is_empty() || host.contains(char::is_whitespace) {
            let message = format!("the origin `{known}` has no host");
            Diagnostic::error(code, origin.span, message)
        } else {
            continue;
        };
        found.push(fault);
    }
}
