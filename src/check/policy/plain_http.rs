//! `plain-http`: a URL without TLS, over the internet.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Destination, Source, Text};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::PLAIN_HTTP,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut judge = |url: &Text| {
        let start = match url.parts.first() {
            Some(crate::model::Part::Literal(start)) => start,
            Some(crate::model::Part::Input(_) | crate::model::Part::Variable(_)) | None => return,
        };
        if start.starts_with("http://") {
            let message = "requests go over the internet without TLS";
            let help = "write `https://`; what is between could read and change them";
            found.push(Diagnostic::warning(code, url.span, message).help(help));
        }
    };
    for route in &spec.program.routes {
        if let Destination::Url(url) = &route.destination {
            judge(url);
        }
    }
    for backend in &spec.program.backends {
        let Some(source) = backend.body.source() else {
            continue;
        };
        if let Source::Existing { url: Some(url), .. } = source {
            judge(url);
        }
    }
}
