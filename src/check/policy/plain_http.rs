//! `plain-http`: a backend URL without TLS.

use crate::check::hosts;
use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::Part;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::PLAIN_HTTP,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for url in hosts::public_urls(spec.program) {
        let Some(Part::Literal(start)) = url.parts.first() else {
            continue;
        };
        // A host that cannot be reached at all has its own finding.
        let is_private = hosts::host(url).is_some_and(hosts::is_private);
        if start.starts_with("http://") && !is_private {
            let message = "requests to this URL are not encrypted";
            let help = "use `https://`; anyone on the path can read and change plain HTTP";
            found.push(Diagnostic::warning(code, url.span, message).help(help));
        }
    }
}
