//! CloudFormation's template quotas (user guide, "Understand CloudFormation quotas"). They cannot be raised, and other
//! targets do not have them.

use crate::diag::{Code, Diagnostic, codes};
use crate::facts::Facts;
use crate::graph::{Graph, Kind};
use crate::source::Span;

const TEMPLATE_TOO_LARGE: Code = codes::TEMPLATE_TOO_LARGE;

/// The size of a template, as counted by CloudFormation.
pub(super) struct Size {
    /// Resources, including those that only the template has.
    pub(super) resources: usize,
    /// Bytes of its text.
    pub(super) bytes: usize,
}

/// Returns a finding for every quota that a template exceeds.
pub(super) fn faults(graph: &Graph, size: &Size, facts: &Facts) -> Vec<Diagnostic> {
    let quotas = &facts.quotas.cloudformation;
    let counts = [
        (
            size.resources,
            quotas.resources_per_template.limit,
            "resources",
        ),
        (
            graph.inputs.len(),
            quotas.parameters_per_template.limit,
            "parameters",
        ),
        (
            graph.outputs.len(),
            quotas.outputs_per_template.limit,
            "outputs",
        ),
        (size.bytes, quotas.template_s3_bytes.limit, "bytes"),
    ];
    let past = counts
        .into_iter()
        .filter(|(count, most, _)| u64::try_from(*count).is_ok_and(|count| count > *most));
    past.map(|(count, most, what)| {
        let message = format!(
            "the template would hold {count} {what}, but CloudFormation accepts {most}"
        );
        Diagnostic::error(TEMPLATE_TOO_LARGE, gateway(graph), message).help(
            "split the gateway into two specs, on paths of one domain; Terraform and plans have no such limit",
        )
    })
    .collect()
}

/// Returns the span of the gateway.
fn gateway(graph: &Graph) -> Span {
    let mut resources = graph.resources.iter();
    let api = resources.find(|resource| resource.body.kind() == Kind::Api);
    api.map_or(Span::default(), |api| api.origin.span)
}
