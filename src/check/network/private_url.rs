//! `private-url`: a URL whose host cannot be reached over the internet.

use crate::check::hosts;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::PRIVATE_URL,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for url in hosts::public_urls(spec.program) {
        let Some(host) = hosts::host(url).filter(|host| hosts::is_private(host)) else {
            continue;
        };
        let message = format!("`{host}` cannot be reached over the internet");
        let help = if hosts::is_internal_balancer(host) {
            "API Gateway calls URLs over the internet; use `alb NAME { listener ARN }` to reach the balancer through the VPC link"
        } else {
            "API Gateway calls URLs over the internet; use `alb`, `nlb` or `cloudmap` to reach private hosts through the VPC link"
        };
        found.push(Diagnostic::warning(code, url.span, message).help(help));
    }
}
