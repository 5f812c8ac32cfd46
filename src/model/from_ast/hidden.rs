//! Inputs that a program does not have: the graph finds out that it needs them, once it knows what a policy or an
//! integration is made of. Their values are taken here, where every `--set` is accounted for.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::model::faults::BAD_PARAM_VALUE;
use crate::model::from_ast::{Resolver, units};
use crate::model::{Backend, BackendBody, BackendKind, InputKind, ServiceKind, Source, Text};

/// The input that a backend may need beside what it says, by the end of its name.
///
/// INVARIANT: these are the needs of `graph::from_program`, by the same names.
fn hidden(backend: &Backend) -> Option<(&'static str, InputKind)> {
    match &backend.body {
        BackendBody::Service { resource } if resource.known().is_none() => match backend.kind {
            BackendKind::Service(ServiceKind::Sqs) => Some(("queue-arn", InputKind::Arn)),
            BackendKind::Service(ServiceKind::States) => {
                Some(("state-machine-name", InputKind::Text))
            }
            BackendKind::Service(
                ServiceKind::Events | ServiceKind::Kinesis | ServiceKind::AppConfig,
            )
            | BackendKind::AppRunner
            | BackendKind::Ecs
            | BackendKind::Lambda
            | BackendKind::Alb
            | BackendKind::Nlb
            | BackendKind::CloudMap => None,
        },
        BackendBody::AppRunner(service) => {
            let existing = matches!(service.source, Source::Existing { .. });
            let ingress = service.ingress.as_ref().and_then(Text::known);
            let by_arn = ingress.is_some_and(|text| text.starts_with("arn:"));
            (existing && by_arn).then_some(("ingress-domain", InputKind::Hostname))
        }
        BackendBody::Service { .. }
        | BackendBody::Ecs(_)
        | BackendBody::Lambda { .. }
        | BackendBody::Balancer(_)
        | BackendBody::CloudMap { .. } => None,
    }
}

/// What `--set` gives for them, by name.
pub(super) fn given(cx: &mut Resolver<'_>, backends: &[Backend]) -> BTreeMap<String, String> {
    let mut given = BTreeMap::new();
    for backend in backends {
        let Some((suffix, kind)) = hidden(backend) else {
            continue;
        };
        let name = format!("{}-{suffix}", backend.name.value);
        let Some(text) = cx.given.take(&name) else {
            continue;
        };
        if let Err(reason) = units::fits(kind, &text) {
            let message = format!("`{text}` given for the input `{name}` {reason}");
            cx.report(Diagnostic::error(
                BAD_PARAM_VALUE,
                backend.name.span,
                message,
            ));
        }
        given.insert(name, text);
    }
    given
}
