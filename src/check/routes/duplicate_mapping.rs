//! `duplicate-mapping`: two mappings of the same header, query parameter or status.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Operation, RequestPart, ResponseChange};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::DUPLICATE_MAPPING,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    for route in &spec.program.routes {
        let mut requests: BTreeMap<(Operation, RequestPart, String), Span> = BTreeMap::new();
        for mapping in &route.request {
            let name = match mapping.part {
                RequestPart::Header => mapping.name.value.to_ascii_lowercase(),
                RequestPart::Query => mapping.name.value.clone(),
            };
            let key = (mapping.operation, mapping.part, name);
            check(
                code,
                found,
                requests.insert(key, mapping.span),
                mapping.span,
            );
        }
        let mut answers: BTreeMap<(u16, Option<(Operation, String)>), Span> = BTreeMap::new();
        for mapping in &route.response {
            let what = match &mapping.change {
                ResponseChange::Status(_) => None,
                ResponseChange::Header(change) => {
                    Some((change.operation, change.name.value.to_ascii_lowercase()))
                }
            };
            let key = (mapping.status.value, what);
            check(code, found, answers.insert(key, mapping.span), mapping.span);
        }
    }
}

fn check(code: Code, found: &mut Vec<Diagnostic>, first: Option<Span>, span: Span) {
    if let Some(first) = first {
        let message = "duplicate mapping; API Gateway applies only one of them";
        found.push(
            Diagnostic::warning(code, span, message)
                .place(first, "the other mapping")
                .help("remove one; a route's own mapping wins over its group's"),
        );
    }
}
