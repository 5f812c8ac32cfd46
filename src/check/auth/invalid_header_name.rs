//! `invalid-header-name`: a header whose name cannot be one.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{RequestPart, ResponseChange};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_HEADER_NAME,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut judge = |name: &str, span| {
        let fits = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !fits {
            let message = format!("`{name}` is no name of a header");
            let help = "a header's name holds letters, digits and `-`";
            found.push(Diagnostic::error(code, span, message).help(help));
        }
    };
    if let Some(cors) = &spec.program.gateway.cors {
        for text in cors.headers.iter().chain(&cors.expose) {
            if let Some(known) = text.known() {
                judge(known, text.span);
            }
        }
    }
    if let Some(header) = &spec.program.gateway.original_host {
        judge(&header.value, header.span);
    }
    for route in &spec.program.routes {
        for mapping in &route.request {
            if mapping.part == RequestPart::Header {
                judge(&mapping.name.value, mapping.name.span);
            }
        }
        for mapping in &route.response {
            if let ResponseChange::Header(change) = &mapping.change {
                judge(&change.name.value, change.name.span);
            }
        }
    }
}
