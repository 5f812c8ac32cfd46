//! Backends: their access, their network, and the settings of their kind.

use crate::diag::Diagnostic;
use crate::diag::codes::WRONG_VALUE;
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::names::{self, BackendName};
use crate::model::from_ast::{Resolver, access, services};
use crate::model::settings::BlockKind;
use crate::model::{
    Access, Backend, BackendBody, BackendKind, Balancer, InputTemplate, NetworkId, Part, Source,
    Symbol, Text,
};
use crate::syntax::ast;

/// Resolves the backends, declared or implied, by name.
pub(super) fn backends(cx: &mut Resolver<'_>) -> Vec<Backend> {
    let known: Vec<BackendName<'_>> = cx.names.backends().cloned().collect();
    known.iter().map(|name| backend(cx, name)).collect()
}

/// A backend's name, kind and settings, before its body is resolved.
pub(super) struct BackendFields<'r> {
    pub(super) name: &'r ast::Word,
    pub(super) kind: BackendKind,
    pub(super) block: BlockKind,
    pub(super) access: Access,
    pub(super) fields: Fields<'r>,
}

fn backend(cx: &mut Resolver<'_>, known: &BackendName<'_>) -> Backend {
    let kind = known.kind.value;
    let block = BlockKind::Backend(kind);
    let settings = known
        .item
        .and_then(|(_, backend)| backend.settings.as_ref());
    let fields = fields::read(cx, block, settings.into_iter().flatten());
    let access = access::access(cx, known, &fields);
    let own = BackendFields {
        name: known.name,
        kind,
        block,
        access: access.value,
        fields,
    };
    let body = body(cx, &own);
    let network = network(cx, &own, &body);
    let docs = known.item.and_then(|(item, _)| item.docs.as_ref());
    Backend {
        name: known.name.clone(),
        kind,
        span: known.span,
        declared: known.item.is_some(),
        docs: docs.map(|docs| docs.value.clone()),
        access,
        network,
        body,
    }
}

fn network(
    cx: &mut Resolver<'_>,
    own: &BackendFields<'_>,
    body: &BackendBody,
) -> Option<NetworkId> {
    if let Some(word) = fields::known(cx, own.block, &own.fields, "network") {
        cx.record_use(Symbol::Network(word.value.clone()), word.span);
        let found = names::network(cx, &word.value);
        if found.is_none() {
            names::report_undeclared_network(cx, &word);
        }
        let is_created = matches!(body.source(), Some(Source::Created(_)));
        let runs_there = own.kind == BackendKind::Ecs && is_created;
        if own.access == Access::Public && !runs_there {
            let message = format!(
                "`network` has no effect on `{}`, which is public",
                own.name.value
            );
            let help = "a public service is reached over the internet; remove `network`";
            cx.report(Diagnostic::error(WRONG_VALUE, word.span, message).help(help));
            return None;
        }
        return found;
    }
    if own.access == Access::Public {
        return None;
    }
    // If there are several networks, a check requires an explicit one; if none is declared, one is implied.
    let several = cx.names.networks().nth(1).is_some();
    (!several).then_some(NetworkId(0))
}

fn body(cx: &mut Resolver<'_>, own: &BackendFields<'_>) -> BackendBody {
    match own.kind {
        BackendKind::AppRunner => services::app_runner(cx, own),
        BackendKind::Ecs => services::ecs(cx, own),
        BackendKind::Lambda => {
            let payload = fields::choice(cx, own.block, &own.fields, "payload", &["1.0", "2.0"]);
            BackendBody::Lambda {
                arn: reference(cx, own),
                payload_v1: payload
                    .filter(|(version, _)| *version == "1.0")
                    .map(|(_, span)| span),
            }
        }
        BackendKind::Alb | BackendKind::Nlb => BackendBody::Balancer(Balancer {
            listener: reference(cx, own),
            host: fields::text(cx, own.block, &own.fields, "host"),
            tls: fields::text(cx, own.block, &own.fields, "tls"),
        }),
        BackendKind::CloudMap => BackendBody::CloudMap {
            service: reference(cx, own),
        },
        BackendKind::Service(_) => BackendBody::Service {
            resource: reference(cx, own),
        },
    }
}

/// Returns the resource that the backend names, or the inputs that replace it, joined by slashes.
fn reference(cx: &mut Resolver<'_>, own: &BackendFields<'_>) -> Text {
    let reference = &own.kind.info().reference;
    if let Some(text) = fields::text(cx, own.block, &own.fields, reference.setting) {
        return text;
    }
    let mut whole = Text::literal("", own.name.span);
    for (index, template) in reference.inputs.iter().enumerate() {
        if index > 0 {
            whole.push(Part::Literal("/".to_owned()));
        }
        for part in input(cx, own, template).parts {
            whole.push(part);
        }
    }
    whole
}

/// Returns the text of a setting, or an input that replaces it.
pub(super) fn text_or_input(
    cx: &mut Resolver<'_>,
    own: &BackendFields<'_>,
    name: &str,
    template: &InputTemplate,
) -> Text {
    match fields::text(cx, own.block, &own.fields, name) {
        Some(text) => text,
        None => input(cx, own, template),
    }
}

/// Returns an input of a backend.
pub(super) fn input(
    cx: &mut Resolver<'_>,
    own: &BackendFields<'_>,
    template: &InputTemplate,
) -> Text {
    let name = &own.name.value;
    let request = InputRequest {
        name: format!("{name}-{}", template.suffix),
        prefix: own.kind.word(),
        kind: template.kind,
        description: template.description.replace("NAME", name),
        origin: own.name.span,
    };
    inputs::input(cx, request)
}
