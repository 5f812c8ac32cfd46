//! Backends: their access, their network, and what their kind says.

use crate::diag::Diagnostic;
use crate::model::faults::WRONG_VALUE;
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::inputs::{self, InputRequest};
use crate::model::from_ast::names::{self, BackendName};
use crate::model::from_ast::{Resolver, access, services};
use crate::model::settings::BlockKind;
use crate::model::{
    Access, Backend, BackendBody, BackendKind, Balancer, InputKind, NetworkId, Part, ServiceKind,
    Source, Symbol, Text,
};
use crate::syntax::ast;

/// The backends, declared or implied, by name.
pub(super) fn backends(cx: &mut Resolver<'_>) -> Vec<Backend> {
    let known: Vec<BackendName<'_>> = cx.names.backends().cloned().collect();
    known.iter().map(|name| backend(cx, name)).collect()
}

/// What the settings of one backend are read against.
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
    let said = known
        .item
        .and_then(|(_, backend)| backend.settings.as_ref());
    let fields = fields::read(cx, block, said.into_iter().flatten());
    let access = access::access(cx, known, &fields);
    let reading = BackendFields {
        name: known.name,
        kind,
        block,
        access: access.value,
        fields,
    };
    let body = body(cx, &reading);
    let network = network(cx, &reading, &body);
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
    reading: &BackendFields<'_>,
    body: &BackendBody,
) -> Option<NetworkId> {
    let said = fields::known(cx, reading.block, &reading.fields, "network");
    if let Some(word) = said {
        cx.used(Symbol::Network(word.value.clone()), word.span);
        let found = names::network(cx, &word.value);
        if found.is_none() {
            names::undeclared_network(cx, &word);
        }
        let is_created = matches!(body.source(), Some(Source::Created(_)));
        let lives_there = reading.kind == BackendKind::Ecs && is_created;
        if reading.access == Access::Public && !lives_there {
            let message = format!(
                "`network` says nothing to `{}`, which is public",
                reading.name.value
            );
            let help = "a public service is reached over the internet";
            cx.report(Diagnostic::error(WRONG_VALUE, word.span, message).help(help));
            return None;
        }
        return found;
    }
    if reading.access == Access::Public {
        return None;
    }
    // Where there are several, a check asks for the choice; where there is none, one is implied.
    let several = cx.names.networks().nth(1).is_some();
    (!several).then_some(NetworkId(0))
}

fn body(cx: &mut Resolver<'_>, reading: &BackendFields<'_>) -> BackendBody {
    match reading.kind {
        BackendKind::AppRunner => services::app_runner(cx, reading),
        BackendKind::Ecs => services::ecs(cx, reading),
        BackendKind::Lambda => BackendBody::Lambda {
            arn: text_or_input(
                cx,
                reading,
                "arn",
                &InputTemplate {
                    suffix: "function-arn",
                    kind: InputKind::Arn,
                    is: "The ARN of the Lambda function NAME, maybe with a version or an alias.",
                },
            ),
        },
        BackendKind::Alb | BackendKind::Nlb => BackendBody::Balancer(Balancer {
            listener: text_or_input(
                cx,
                reading,
                "listener",
                &InputTemplate {
                    suffix: "listener-arn",
                    kind: InputKind::Arn,
                    is: "The ARN of the load balancer's listener that serves NAME.",
                },
            ),
            host: fields::text(cx, reading.block, &reading.fields, "host"),
            tls: fields::text(cx, reading.block, &reading.fields, "tls"),
        }),
        BackendKind::CloudMap => BackendBody::CloudMap {
            service: text_or_input(
                cx,
                reading,
                "service",
                &InputTemplate {
                    suffix: "service-arn",
                    kind: InputKind::Arn,
                    is: "The ARN of the Cloud Map service NAME.",
                },
            ),
        },
        BackendKind::Service(service) => BackendBody::Service {
            resource: resource(cx, reading, service),
        },
    }
}

/// An input that stands in for a setting.
pub(super) struct InputTemplate {
    pub(super) suffix: &'static str,
    pub(super) kind: InputKind,
    /// Its sentence, in which `NAME` stands for the backend's name.
    pub(super) is: &'static str,
}

/// The text of a setting, or an input.
pub(super) fn text_or_input(
    cx: &mut Resolver<'_>,
    reading: &BackendFields<'_>,
    name: &str,
    open: &InputTemplate,
) -> Text {
    match fields::text(cx, reading.block, &reading.fields, name) {
        Some(said) => said,
        None => self::open(cx, reading, open),
    }
}

/// An input of a backend.
pub(super) fn open(
    cx: &mut Resolver<'_>,
    reading: &BackendFields<'_>,
    open: &InputTemplate,
) -> Text {
    let name = &reading.name.value;
    let need = InputRequest {
        name: format!("{name}-{}", open.suffix),
        apart: reading.kind.word(),
        kind: open.kind,
        description: open.is.replace("NAME", name),
        origin: reading.name.span,
    };
    inputs::need(cx, need)
}

fn resource(cx: &mut Resolver<'_>, reading: &BackendFields<'_>, service: ServiceKind) -> Text {
    let (name, suffix, kind, is) = match service {
        ServiceKind::Sqs => (
            "queue",
            "queue-url",
            InputKind::Url,
            "The URL of the queue NAME.",
        ),
        ServiceKind::Events => (
            "bus",
            "bus-name",
            InputKind::Text,
            "The name of the event bus NAME.",
        ),
        ServiceKind::States => (
            "machine",
            "state-machine-arn",
            InputKind::Arn,
            "The ARN of the state machine NAME.",
        ),
        ServiceKind::Kinesis => (
            "stream",
            "stream-name",
            InputKind::Text,
            "The name of the data stream NAME.",
        ),
        ServiceKind::AppConfig => return configuration(cx, reading),
    };
    text_or_input(cx, reading, name, &InputTemplate { suffix, kind, is })
}

/// `application/environment/profile`
fn configuration(cx: &mut Resolver<'_>, reading: &BackendFields<'_>) -> Text {
    if let Some(said) = fields::text(cx, reading.block, &reading.fields, "profile") {
        return said;
    }
    let parts = [
        (
            "application",
            "The id or name of the AppConfig application that NAME reads.",
        ),
        (
            "environment",
            "The id or name of the AppConfig environment that NAME reads.",
        ),
        (
            "profile",
            "The id or name of the AppConfig configuration profile that NAME reads.",
        ),
    ];
    let mut whole = Text::literal("", reading.name.span);
    for (index, (suffix, is)) in parts.into_iter().enumerate() {
        if index > 0 {
            whole.push(Part::Literal("/".to_owned()));
        }
        let open = InputTemplate {
            suffix,
            kind: InputKind::Text,
            is,
        };
        for part in self::open(cx, reading, &open).parts {
            whole.push(part);
        }
    }
    whole
}
