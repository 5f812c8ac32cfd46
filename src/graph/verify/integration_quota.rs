//! Invariant: after sharing, an API has no more integrations than the quota allows.

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::verify::{View, of_kind, past};

/// The rule for too many integrations.
const TOO_MANY_INTEGRATIONS: Code = codes::TOO_MANY_INTEGRATIONS;

/// Reports the first integration over the quota.
pub(super) fn faults(view: &View<'_>, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) {
    let quota = facts.quotas.http_api.integrations_per_api.limit;
    let integrations = of_kind!(view, Integration).map(|(resource, _)| resource);
    if let Some((first, count)) = past(integrations, quota) {
        let message = format!(
            "this API needs {count} integrations, but AWS allows {quota}, which cannot be raised"
        );
        diagnostics.push(
            Diagnostic::error(TOO_MANY_INTEGRATIONS, first.origin.span, message)
                .label("a route with its own mapping")
                .help("routes share an integration where backend, path, timeout and changes are the same; split the rest into two gateways, on paths of one domain"),
        );
    }
}
