//! Applies patches to a program, so that it describes the patched output.
//!
//! A patch changes properties of a resource. If the resource affects requests (route, integration, authorizer, stage,
//! API, domain, mapping), the change is applied to a copy of the program, which every command except `build` then uses.
//! Lowering still starts from the program as written, because the emitters apply the patches themselves.

mod changes;
mod gateway;
mod routes;

use crate::diag::{Diagnostic, codes};
use crate::driver::patched::changes::{Change, changes};
use crate::graph::{Body, PatchTarget, Sealed};
use crate::model::{Authorization, Program};

pub use changes::patched_properties;

/// A program with its patches applied.
pub(super) struct PatchedProgram {
    /// The program.
    pub(super) program: Program,
    /// Findings about the patches.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Applies the patches of a program to a copy of it; `sealed` is the lowered program.
pub(super) fn apply(program: &Program, sealed: &Sealed) -> PatchedProgram {
    let mut patched = PatchedProgram {
        program: program.clone(),
        diagnostics: Vec::new(),
    };
    let cfn = changes(sealed, PatchTarget::Cfn);
    let terraform = changes(sealed, PatchTarget::Terraform);
    patched.diagnostics = disagreements(sealed);
    for change in cfn.iter().chain(&terraform) {
        if is_unseen(change) {
            continue;
        }
        if !carry(&mut patched.program, sealed, change) {
            patched.diagnostics.push(opaque_patch(change));
        }
    }
    let dropped = removed_authorization(program, &patched.program);
    patched.diagnostics.extend(dropped);
    patched
}

/// Returns true if the property does not affect requests.
fn is_unseen(change: &Change<'_>) -> bool {
    const UNSEEN: [&str; 9] = [
        "ApiKeySelectionExpression",
        "AutoDeploy",
        "CredentialsArn",
        "Description",
        "DisableSchemaValidation",
        "Name",
        "OperationName",
        "Tags",
        "Version",
    ];
    match &change.resource.body {
        Body::Api(_)
        | Body::Stage(_)
        | Body::Route(_)
        | Body::Integration(_)
        | Body::Authorizer(_)
        | Body::Domain(_)
        | Body::Mapping(_) => UNSEEN.contains(&change.property()),
        Body::VpcLink(_)
        | Body::SecurityGroup(_)
        | Body::Ingress(_)
        | Body::Egress(_)
        | Body::Endpoint(_)
        | Body::EndpointTargets(_)
        | Body::Balancer(_)
        | Body::TargetGroup(_)
        | Body::Listener(_)
        | Body::AppRunnerService(_)
        | Body::AutoScaling(_)
        | Body::VpcConnector(_)
        | Body::VpcIngress(_)
        | Body::ExpressService(_)
        | Body::ExpressLookup(_)
        | Body::Role(_)
        | Body::Permission(_)
        | Body::Certificate(_)
        | Body::Record(_)
        | Body::LogGroup(_) => true,
    }
}

/// Applies one change; returns `false` if the program cannot represent it.
fn carry(program: &mut Program, sealed: &Sealed, change: &Change<'_>) -> bool {
    match &change.resource.body {
        Body::Route(route) => routes::route(program, sealed, change, route),
        Body::Integration(_) => routes::integration(program, sealed, change),
        Body::Authorizer(authorizer) => gateway::authorizer(program, change, authorizer),
        Body::Stage(_) => gateway::stage(program, change),
        Body::Api(_) => gateway::api(program, change),
        Body::Domain(domain) => gateway::domain(program, change, domain),
        Body::Mapping(mapping) => gateway::mapping(program, sealed, change, mapping),
        Body::VpcLink(_)
        | Body::SecurityGroup(_)
        | Body::Ingress(_)
        | Body::Egress(_)
        | Body::Endpoint(_)
        | Body::EndpointTargets(_)
        | Body::Balancer(_)
        | Body::TargetGroup(_)
        | Body::Listener(_)
        | Body::AppRunnerService(_)
        | Body::AutoScaling(_)
        | Body::VpcConnector(_)
        | Body::VpcIngress(_)
        | Body::ExpressService(_)
        | Body::ExpressLookup(_)
        | Body::Role(_)
        | Body::Permission(_)
        | Body::Certificate(_)
        | Body::Record(_)
        | Body::LogGroup(_) => false,
    }
}

fn opaque_patch(change: &Change<'_>) -> Diagnostic {
    let message = format!(
        "`{}` is patched in a way that gwc cannot interpret",
        change.path()
    );
    Diagnostic::note(codes::OPAQUE_PATCH, change.patch.pointer.span, message)
        .place(
            change.resource.origin.span,
            "patched resource declared here",
        )
        .help("`trace`, `routes`, `diff` and `expect` ignore this patch")
}

/// Reports properties that patches set to different values in the two targets.
fn disagreements(sealed: &Sealed) -> Vec<Diagnostic> {
    let found = changes::disagreements(sealed).into_iter();
    found
        .map(|(path, cfn, terraform)| {
            let message = format!("the patches of `{path}` give the two targets different values");
            Diagnostic::error(codes::PATCHES_DISAGREE, terraform.value.span, message)
                .place(cfn.value.span, "value for the other target")
                .help("write the same value in both patches")
        })
        .collect()
}

/// Reports routes whose authorization a patch removes.
fn removed_authorization(old: &Program, new: &Program) -> Vec<Diagnostic> {
    let pairs = old.routes.iter().zip(&new.routes);
    let dropped = pairs.filter_map(
        |(old, new)| match (&old.authorization, &new.authorization) {
            (Authorization::Required(using), Authorization::Open(Some(patch))) => {
                let message = format!("this patch removes the authorization of `{}`", old.written);
                Some(
                    Diagnostic::warning(codes::PATCH_REMOVES_AUTH, *patch, message)
                        .place(using.span, "required here")
                        .help("write `open` on the route instead, where readers expect it"),
                )
            }
            _ => None,
        },
    );
    dropped.collect()
}
