//! `invalid-tag`: too many tags, or an invalid key or value.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Misfit;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::INVALID_TAG,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let tags = &spec.program.gateway.tags;
    let limit = spec.facts.quotas.tags.tags_per_resource.limit;
    let first_beyond = usize::try_from(limit)
        .ok()
        .and_then(|limit| tags.get(limit));
    if let Some((key, _)) = first_beyond {
        let message = format!(
            "a resource can have at most {limit} tags, here are {}",
            tags.len()
        );
        found.push(Diagnostic::error(code, key.span, message));
    }
    for (key, value) in tags {
        let why = match spec.facts.names.tag_key().check(&key.value) {
            Ok(()) => None,
            Err(Misfit::Beginning(start)) => {
                Some(format!("AWS reserves tag keys that start with `{start}`"))
            }
            Err(Misfit::TooShort | Misfit::TooLong | Misfit::Character { .. }) => {
                Some("a tag key must have 1 to 128 characters".to_owned())
            }
        };
        if let Some(message) = why {
            found.push(Diagnostic::error(code, key.span, message));
        }
        if let Some(known) = value.known()
            && spec.facts.names.tag_value().check(known).is_err()
        {
            let message = "a tag value can have at most 256 characters";
            found.push(Diagnostic::error(code, value.span, message));
        }
    }
}
