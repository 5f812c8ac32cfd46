//! `duplicate-subnet`: a duplicate subnet or security group.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{ListArg, Text};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DUPLICATE_SUBNET,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for network in &spec.program.networks {
        let groups = network.security_groups.as_ref().map(|groups| &groups.value);
        for list in [Some(&network.subnets), groups].into_iter().flatten() {
            if let ListArg::Known(texts) = list {
                check(code, texts, found);
            }
        }
    }
}

fn check(code: Code, texts: &[Text], found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for text in texts {
        let Some(known) = text.known() else {
            continue;
        };
        if let Some(first) = seen.insert(known, text.span) {
            let message = format!("duplicate `{known}`");
            found.push(
                Diagnostic::error(code, text.span, message).place(first, "first listed here"),
            );
        }
    }
}
