//! Invariant: patches do not break the private chain (server name, `Host`, targets, security group rules).

use crate::diag::{Code, Diagnostic, codes};
use crate::graph::address::terraform_address;
use crate::graph::id::pascal;
use crate::graph::resource::api::{Call, Integration};
use crate::graph::verify::View;
use crate::graph::{Body, Patch, PatchTarget, Resource};

/// The rule for patches that break the private chain.
const PATCHED_CHAIN: Code = codes::PATCH_BREAKS_PRIVATE_BACKEND;

/// Reports patches that would break the chain.
pub(super) fn faults(view: &View<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for patch in &view.graph.patches {
        let resources = &view.graph.resources;
        let patched = resources.iter().find(|resource| names(patch, resource));
        let Some(resource) = patched else {
            continue;
        };
        let Some(why) = reason_to_keep(resource, patch) else {
            continue;
        };
        let message = format!("this patch breaks the flow to a private backend: {why}");
        diagnostics.push(
            Diagnostic::error(PATCHED_CHAIN, patch.pointer.span, message)
                .place(resource.origin.span, "part of this chain")
                .help(
                    "remove the patch; for a backend with other requirements, use `nlb` or `alb`",
                ),
        );
    }
}

/// Returns true if a patch addresses the resource. Terraform knows a renamed resource by its new address,
/// CloudFormation by its old logical ID; the other name in each is refused as well, though it names nothing.
fn names(patch: &Patch, resource: &Resource) -> bool {
    let ids = std::iter::once(&resource.id).chain(&resource.former);
    let address = patch.address.value.as_str();
    let kind = resource.body.kind();
    ids.into_iter().any(|id| match patch.target.value {
        PatchTarget::Cfn => address == pascal(id.as_str()),
        PatchTarget::Terraform => address == terraform_address(kind, id),
    })
}

/// Returns the reason why a property must not be patched, if there is one.
fn reason_to_keep(resource: &Resource, patch: &Patch) -> Option<&'static str> {
    let pointer = patch.pointer.value.trim_start_matches('/');
    let pointer = pointer.strip_prefix("Properties/").unwrap_or(pointer);
    let mut steps = pointer.split('/');
    let first = steps.next().unwrap_or("");
    let second = steps.next();
    match &resource.body {
        Body::Integration(integration) if is_private(integration) => match (first, second) {
            ("", _) => Some("the whole integration"),
            ("TlsConfig" | "tls_config", _) => Some("the server name that is verified"),
            ("RequestParameters" | "request_parameters", None) => Some("the `Host` that is sent"),
            ("RequestParameters" | "request_parameters", Some(key))
                if key.eq_ignore_ascii_case("overwrite:header.Host") =>
            {
                Some("the `Host` that is sent")
            }
            (
                "IntegrationUri" | "integration_uri" | "ConnectionId" | "connection_id"
                | "ConnectionType" | "connection_type",
                _,
            ) => Some("the target of the integration"),
            _ => None,
        },
        Body::TargetGroup(_) => match first {
            ""
            | "Port"
            | "port"
            | "Protocol"
            | "protocol"
            | "TargetType"
            | "target_type"
            | "TargetGroupAttributes"
            | "preserve_client_ip"
            | "proxy_protocol_v2" => Some("the target group's attributes"),
            _ => None,
        },
        Body::Ingress(_) | Body::Egress(_) => match first {
            "Description" | "description" => None,
            _ => Some("a security rule"),
        },
        _ => None,
    }
}

fn is_private(integration: &Integration) -> bool {
    match &integration.call {
        Call::Private { server_name, .. } => server_name.is_some(),
        Call::Http { .. } | Call::Lambda { .. } | Call::Service { .. } => false,
    }
}
