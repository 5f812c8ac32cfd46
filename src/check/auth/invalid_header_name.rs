//! `invalid-header-name`: a header name with characters that HTTP does not allow.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{RequestPart, ResponseChange};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_HEADER_NAME,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let mut check = |name: &str, span| {
        let fits = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !fits {
            let message = format!("invalid header name `{name}`");
            let help = "use letters, digits and `-`";
            let fault = Diagnostic::error(code, span, message).help(help);
            let bare = name.trim_end_matches([':', '=']);
            found.push(match bare.is_empty() || bare.len() == name.len() {
                true => fault,
                false => fault.instead(span, bare),
            });
        }
    };
    if let Some(cors) = &spec.program.gateway.cors {
        for text in cors.headers.iter().chain(&cors.expose) {
            if let Some(known) = text.known() {
                check(known, text.span);
            }
        }
    }
    if let Some(header) = &spec.program.gateway.original_host {
        check(&header.value, header.span);
    }
    for route in &spec.program.routes {
        for mapping in &route.request {
            if mapping.part == RequestPart::Header {
                check(&mapping.name.value, mapping.name.span);
            }
        }
        for mapping in &route.response {
            if let ResponseChange::Header(change) = &mapping.change {
                check(&change.name.value, change.name.span);
            }
        }
    }
}
