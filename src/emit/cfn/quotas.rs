//! What a template may hold at most (user guide, "Understand CloudFormation quotas"). Nobody can raise these, and no
//! other target has them.

use crate::diag::{Code, Diagnostic, codes};
use crate::graph::{Graph, Kind};
use crate::source::Span;

const TEMPLATE_QUOTA: Code = codes::TEMPLATE_QUOTA_EXCEEDED;

/// Resources of a template.
pub const RESOURCES: usize = 500;
/// Parameters of a template.
pub const PARAMETERS: usize = 200;
/// Outputs of a template.
pub const OUTPUTS: usize = 200;
/// Bytes of a template that is taken from S3; those of one inside a call are far fewer.
pub const BYTES: usize = 1_048_576;

/// How much of what CloudFormation counts a template holds.
pub(super) struct Size {
    /// Resources, those that only the template has included.
    pub(super) resources: usize,
    /// Bytes of its text.
    pub(super) bytes: usize,
}

/// A finding for every quota that a template of that size is past.
pub(super) fn faults(graph: &Graph, size: &Size) -> Vec<Diagnostic> {
    let counts = [
        (size.resources, RESOURCES, "resources"),
        (graph.inputs.len(), PARAMETERS, "parameters"),
        (graph.outputs.len(), OUTPUTS, "outputs"),
        (size.bytes, BYTES, "bytes"),
    ];
    let past = counts.into_iter().filter(|(count, most, _)| count > most);
    past.map(|(count, most, what)| {
        let message = format!(
            "the template would hold {count} {what}, and CloudFormation takes {most}"
        );
        Diagnostic::error(TEMPLATE_QUOTA, gateway(graph), message).help(
            "cut the gateway in two specs, on paths of one domain; Terraform and plans have no such limit",
        )
    })
    .collect()
}

/// The place of the gateway.
fn gateway(graph: &Graph) -> Span {
    let mut resources = graph.resources.iter();
    let api = resources.find(|resource| resource.body.kind() == Kind::Api);
    api.map_or(Span::default(), |api| api.origin.span)
}
