//! Inputs that are not part of a program: the graph needs them for policies and integrations. Their values are read
//! here, so that no `--set` is reported as unknown.

use std::collections::BTreeMap;

use crate::diag::Diagnostic;
use crate::diag::codes::INVALID_PARAM_VALUE;
use crate::model::from_ast::{Resolver, units};
use crate::model::{Backend, BackendBody, InputKind, Source, Text};

/// Returns the name suffix and the type of an input that the graph may need for a backend.
///
/// INVARIANT: `graph::from_program` uses the same input names.
fn template(backend: &Backend) -> Option<(&'static str, InputKind)> {
    match &backend.body {
        BackendBody::Service { resource } if resource.known().is_none() => {
            backend.kind.info().graph_input
        }
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

/// Returns the `--set` values of such inputs, by name.
pub(super) fn values(cx: &mut Resolver<'_>, backends: &[Backend]) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for backend in backends {
        let Some((suffix, kind)) = template(backend) else {
            continue;
        };
        let name = format!("{}-{suffix}", backend.name.value);
        let Some(text) = cx.overrides.take(&name) else {
            continue;
        };
        if let Err(reason) = units::fits(kind, &text) {
            let message = format!("`{text}` for the input `{name}` {reason}");
            cx.report(Diagnostic::error(
                INVALID_PARAM_VALUE,
                backend.name.span,
                message,
            ));
        }
        values.insert(name, text);
    }
    values
}
