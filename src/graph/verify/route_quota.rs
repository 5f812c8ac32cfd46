//! Routes past the quota need a raised one, twins for preflights included.

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::verify::{View, of_kind, past};

/// More routes than an API may have unasked.
const MANY_ROUTES: Code = codes::TOO_MANY_ROUTES;

/// One finding at the first route too many.
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
