//! `description-too-long`: a description that is longer than AWS accepts.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DESCRIPTION_TOO_LONG,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let limit = spec.facts.quotas.http_api.description_length.limit;
    let Some(description) = &spec.program.gateway.description else {
        return;
    };
    let length = description.known().map_or(0, |known| known.chars().count());
    if length as u64 > limit {
        let message =
            format!("a description can have at most {limit} characters, this one has {length}");
        found.push(Diagnostic::error(code, description.span, message));
    }
}
