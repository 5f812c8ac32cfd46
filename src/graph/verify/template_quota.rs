//! A template holds so many resources and no more: the one quota that is a target's, so it is asked for by who builds
//! for that target.

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::{Body, Kind, Sealed};

/// More resources than a template may have.
const TEMPLATE_TOO_LARGE: Code = codes::TEMPLATE_TOO_LARGE;

/// A function of the template, its role and its log group: no resources of the graph.
const OF_A_FUNCTION: u64 = 3;

/// How many resources the template of a graph has.
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

/// The finding where a template would be too large.
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
        format!("the template would have {count} resources, and CloudFormation takes {quota}");
    Some(
        Diagnostic::error(TEMPLATE_TOO_LARGE, span.unwrap_or_default(), message)
            .help("build for Terraform, or cut the routes in two gateways, on paths of one domain"),
    )
}
