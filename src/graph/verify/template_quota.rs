//! The number of resources in a template. This quota belongs to one target, so it is checked only when that target is
//! built.

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::{Body, Kind, Sealed};

/// The rule for too large a template.
const TEMPLATE_TOO_LARGE: Code = codes::TEMPLATE_TOO_LARGE;

/// A helper function of the template, its role and its log group, which are not resources of the graph.
const OF_A_FUNCTION: u64 = 3;

/// Returns the number of resources in a graph's template.
#[must_use]
pub fn template_resources(sealed: &Sealed) -> u64 {
    let resources = &sealed.graph().resources;
    let count = u64::try_from(resources.len()).unwrap_or(u64::MAX);
    let has = |kind: Kind| {
        resources
            .iter()
            .any(|resource| resource.body.kind() == kind)
    };
    let functions = [Kind::EndpointTargets, Kind::ExpressLookup];
    functions
        .into_iter()
        .filter(|kind| has(*kind))
        .fold(count, |count, _| count + OF_A_FUNCTION)
}

/// Returns the finding if a template would be too large.
#[must_use]
pub fn template_quota(sealed: &Sealed, facts: &Facts) -> Option<Diagnostic> {
    let quota = facts.quotas.cloudformation.resources_per_template.limit;
    let count = template_resources(sealed);
    if count <= quota {
        return None;
    }
    let api = sealed.graph().resources.iter();
    let api = api.filter(|resource| matches!(resource.body, Body::Api(_)));
    let span = api.map(|resource| resource.origin.span).next();
    let message =
        format!("the template would have {count} resources, but CloudFormation accepts {quota}");
    Some(
        Diagnostic::error(TEMPLATE_TOO_LARGE, span.unwrap_or_default(), message).help(
            "build for Terraform, or split the routes into two gateways, on paths of one domain",
        ),
    )
}
