//! `status-out-of-range`: a response status outside the range that API Gateway maps.

use crate::check::{Rule, Spec};
use crate::diag::{Code, Diagnostic, codes};
use crate::model::ResponseChange;

/// The rule.
pub(super) const RULE: Rule = Rule {
    code: codes::STATUS_OUT_OF_RANGE,
    find,
};

fn find(code: Code, spec: Spec<'_>, found: &mut Vec<Diagnostic>) {
    let range = spec.facts.quotas.ranges.response_status;
    for mapping in spec.program.routes.iter().flat_map(|route| &route.response) {
        let new = match &mapping.change {
            ResponseChange::Status(status) => Some(status),
            ResponseChange::Header(_) => None,
        };
        for status in [Some(&mapping.status), new].into_iter().flatten() {
            if !range.contains(i64::from(status.value)) {
                let message = format!("expected a status from {} to {}", range.min, range.max);
                found.push(Diagnostic::error(code, status.span, message));
            }
        }
    }
}
