//! Invariant: the number of routes, including twins for preflights, is within the quota or the quota has been raised.

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::verify::{View, of_kind, past};

/// The rule for more routes than the default quota.
const MANY_ROUTES: Code = codes::TOO_MANY_ROUTES;

/// Reports the first route over the quota.
pub(super) fn faults(view: &View<'_>, facts: &Facts, diagnostics: &mut Vec<Diagnostic>) {
    let quota = facts.quotas.http_api.routes_per_api.limit;
    let routes = of_kind!(view, Route).map(|(resource, _)| resource);
    if let Some((first, count)) = past(routes, quota) {
        let message = format!(
            "this API has {count} routes, and an account may have {quota} unless its quota is raised"
        );
        diagnostics.push(
            Diagnostic::warning(MANY_ROUTES, first.origin.span, message)
                .help("ask AWS for more routes per API before the deploy (quota L-65B5C802)"),
        );
    }
}
