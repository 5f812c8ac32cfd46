//! `reserved-header`: a header that API Gateway does not allow routes to change.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::{Operation, RequestPart, ResponseChange};

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::RESERVED_HEADER,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let headers = &spec.facts.headers;
    let mut check = |name: &crate::model::Word, operation: Operation| {
        let Some(reserved) = headers.find_reserved(&name.value) else {
            return;
        };
        let verb = match operation {
            Operation::Set => "set",
            Operation::Append => "append to",
            Operation::Remove => "remove",
        };
        let message = format!(
            "API Gateway does not let routes {verb} the header `{}`",
            name.value
        );
        let settable: Vec<String> = headers
            .settable
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let help = format!(
            "{}; {} and most other headers can be set",
            reserved.instead.trim_end_matches('.'),
            settable.join(", ")
        );
        found.push(Diagnostic::error(code, name.span, message).help(help));
    };
    for route in &spec.program.routes {
        for mapping in &route.request {
            if mapping.part == RequestPart::Header {
                check(&mapping.name, mapping.operation);
            }
        }
        for mapping in &route.response {
            if let ResponseChange::Header(change) = &mapping.change {
                check(&change.name, change.operation);
            }
        }
    }
    if let Some(header) = &spec.program.gateway.original_host {
        check(header, Operation::Set);
    }
}
