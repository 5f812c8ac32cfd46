//! Backends: their access, their network, and what their kind says.

use crate::diag::Diagnostic;
use crate::model::faults::{ACCESS_CLASH, EXISTING_AND_CREATED, MISSING_ACCESS, WRONG_VALUE};
use crate::model::from_ast::fields::{self, Fields};
use crate::model::from_ast::inputs::{self, Need};
use crate::model::from_ast::names::{self, BackendName};
use crate::model::from_ast::networks::is_created;
use crate::model::from_ast::{Lowering, containers};
use crate::model::settings::BlockKind;
use crate::model::{
    Access, AppRunner, Backend, BackendBody, BackendKind, Balancer, Ecs, InputKind, NetworkId,
    Part, ServiceKind, Source, Symbol, Text,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast;

/// The backends, declared or implied, by name.
pub(super) fn backends(cx: &mut Lowering<'_>) -> Vec<Backend> {
    let known: Vec<BackendName<'_>> = cx.names.backends().cloned().collect();
    known.iter().map(|name| backend(cx, name)).collect()
}

/// What the settings of one backend are read against.
struct Reading<'r> {
    name: &'r ast::Word,
    kind: BackendKind,
    block: BlockKind,
    access: Access,
    fields: Fields<'r>,
}

fn backend(cx: &mut Lowering<'_>, known: &BackendName<'_>) -> Backend {
    let kind = known.kind.value;
    let block = BlockKind::Backend(kind);
    let said = known
        .item
        .and_then(|(_, backend)| backend.settings.as_ref());
    let fields = fields::read(cx, block, said.into_iter().flatten());
    let access = access(cx, known, &fields);
    let reading = Reading {
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

/// Settings that only a private or only a public service has.
const OF_ACCESS: &[(&str, Access)] = &[
    ("url", Access::Public),
    ("ingress", Access::Private),
    ("listener", Access::Private),
    ("host", Access::Private),
];

fn access(cx: &mut Lowering<'_>, known: &BackendName<'_>, fields: &Fields<'_>) -> Spanned<Access> {
    let name = known.name;
    if let Some(fixed) = names::fixed_access(known.kind.value) {
        let span = known.access.as_ref().map_or(name.span, |said| said.span);
        return Spanned::new(fixed, span);
    }
    let mut found = known.access.clone();
    let implied = OF_ACCESS
        .iter()
        .filter_map(|(word, access)| Some((fields.one(word)?, *access)));
    for (setting, access) in implied {
        match &found {
            None => found = Some(Spanned::new(access, setting.name.span)),
            Some(said) if said.value != access => {
                let message = format!(
                    "`{}` is a setting of a {} service, and `{}` is {}",
                    setting.name.value,
                    access.word(),
                    name.value,
                    said.value.word()
                );
                let help = match access {
                    Access::Public => "a private service has no URL; name it by its `arn`",
                    Access::Private => "a public service is named by its `url`",
                };
                cx.report(
                    Diagnostic::error(ACCESS_CLASH, setting.name.span, message)
                        .related(said.span, "said here")
                        .help(help),
                );
            }
            Some(_) => {}
        }
    }
    found.unwrap_or_else(|| {
        let message = format!("`{}` is said to be neither private nor public", name.value);
        let help = format!(
            "write `{0} {1} private` where only its network reaches it, `{0} {1} public` where the internet does",
            known.kind.value.word(),
            name.value
        );
        cx.report(
            Diagnostic::error(MISSING_ACCESS, name.span, message)
                .help(help)
                .fix("write `private`", name.span.after(), " private"),
        );
        Spanned::new(Access::Private, name.span)
    })
}

fn network(cx: &mut Lowering<'_>, reading: &Reading<'_>, body: &BackendBody) -> Option<NetworkId> {
    let said = fields::known(cx, reading.block, &reading.fields, "network");
    if let Some(word) = said {
        cx.used(Symbol::Network(word.value.clone()), word.span);
        let found = names::network(cx, &word.value);
        if found.is_none() {
            names::undeclared_network(cx, &word);
        }
        let lives_there = reading.kind == BackendKind::Ecs && is_created(body);
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

fn body(cx: &mut Lowering<'_>, reading: &Reading<'_>) -> BackendBody {
    match reading.kind {
        BackendKind::AppRunner => app_runner(cx, reading),
        BackendKind::Ecs => ecs(cx, reading),
        BackendKind::Lambda => BackendBody::Lambda {
            arn: said_or_open(
                cx,
                reading,
                "arn",
                &Open {
                    suffix: "function-arn",
                    kind: InputKind::Arn,
                    is: "The ARN of the Lambda function NAME, maybe with a version or an alias.",
                },
            ),
        },
        BackendKind::Alb | BackendKind::Nlb => BackendBody::Balancer(Balancer {
            listener: said_or_open(
                cx,
                reading,
                "listener",
                &Open {
                    suffix: "listener-arn",
                    kind: InputKind::Arn,
                    is: "The ARN of the load balancer's listener that serves NAME.",
                },
            ),
            host: fields::text(cx, reading.block, &reading.fields, "host"),
            tls: fields::text(cx, reading.block, &reading.fields, "tls"),
        }),
        BackendKind::CloudMap => BackendBody::CloudMap {
            service: said_or_open(
                cx,
                reading,
                "service",
                &Open {
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
struct Open {
    suffix: &'static str,
    kind: InputKind,
    /// Its sentence, in which `NAME` stands for the backend's name.
    is: &'static str,
}

fn said_or_open(cx: &mut Lowering<'_>, reading: &Reading<'_>, name: &str, open: &Open) -> Text {
    match fields::text(cx, reading.block, &reading.fields, name) {
        Some(said) => said,
        None => self::open(cx, reading, open),
    }
}

fn open(cx: &mut Lowering<'_>, reading: &Reading<'_>, open: &Open) -> Text {
    let name = &reading.name.value;
    let need = Need {
        name: format!("{name}-{}", open.suffix),
        apart: reading.kind.word(),
        kind: open.kind,
        description: open.is.replace("NAME", name),
        origin: reading.name.span,
    };
    inputs::need(cx, need)
}

fn resource(cx: &mut Lowering<'_>, reading: &Reading<'_>, service: ServiceKind) -> Text {
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
    said_or_open(cx, reading, name, &Open { suffix, kind, is })
}

/// `application/environment/profile`
fn configuration(cx: &mut Lowering<'_>, reading: &Reading<'_>) -> Text {
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
        let open = Open {
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

/// Settings of an existing service, and settings of one to create, exclude each other.
fn created(cx: &mut Lowering<'_>, reading: &Reading<'_>, existing: &[&str]) -> bool {
    let place = |names: &[&str]| -> Option<(Span, String)> {
        let found = names.iter().find_map(|name| reading.fields.one(name))?;
        Some((found.name.span, found.name.value.clone()))
    };
    let exists = place(existing);
    let made = place(containers::SETTINGS);
    if let (Some((exists, existing)), Some((made, creating))) = (&exists, &made) {
        let message = format!(
            "`{existing}` names a service that exists, and `{creating}` is of one to create"
        );
        cx.report(
            Diagnostic::error(EXISTING_AND_CREATED, *made, message)
                .related(*exists, "an existing service")
                .help("leave out one of them: the settings of an existing service stay where it was made"),
        );
        // What else is wrong with them is still worth saying, and what they use is used.
        containers::container(cx, reading.name, reading.kind, &reading.fields);
    }
    exists.is_none() && made.is_some()
}

fn app_runner(cx: &mut Lowering<'_>, reading: &Reading<'_>) -> BackendBody {
    if created(cx, reading, &["arn", "ingress", "url"]) {
        let container = containers::container(cx, reading.name, reading.kind, &reading.fields);
        return BackendBody::AppRunner(AppRunner {
            source: Source::Created(Box::new(container)),
            ingress: None,
        });
    }
    let ingress = fields::text(cx, reading.block, &reading.fields, "ingress");
    let mut arn = fields::text(cx, reading.block, &reading.fields, "arn");
    let mut url = fields::text(cx, reading.block, &reading.fields, "url");
    match reading.access {
        Access::Private if arn.is_none() && ingress.is_none() => {
            let open = Open {
                suffix: "service-arn",
                kind: InputKind::Arn,
                is: "The ARN of the private App Runner service NAME.",
            };
            arn = Some(self::open(cx, reading, &open));
        }
        Access::Public if url.is_none() => {
            let open = Open {
                suffix: "url",
                kind: InputKind::Url,
                is: "The URL of the public App Runner service NAME.",
            };
            url = Some(self::open(cx, reading, &open));
        }
        Access::Private | Access::Public => {}
    }
    BackendBody::AppRunner(AppRunner {
        source: Source::Existing { arn, url },
        ingress,
    })
}

fn ecs(cx: &mut Lowering<'_>, reading: &Reading<'_>) -> BackendBody {
    if created(cx, reading, &["arn", "listener", "host", "url"]) {
        let container = containers::container(cx, reading.name, reading.kind, &reading.fields);
        return BackendBody::Ecs(Ecs {
            source: Source::Created(Box::new(container)),
            listener: None,
            host: None,
        });
    }
    let arn = fields::text(cx, reading.block, &reading.fields, "arn");
    match reading.access {
        Access::Private => {
            let listener = Open {
                suffix: "listener-arn",
                kind: InputKind::Arn,
                is: "The ARN of the HTTPS listener of the load balancer that serves NAME.",
            };
            let host = Open {
                suffix: "host",
                kind: InputKind::Hostname,
                is: "The host name that the load balancer knows NAME by: its rule and its certificate are for it.",
            };
            BackendBody::Ecs(Ecs {
                source: Source::Existing { arn, url: None },
                listener: Some(said_or_open(cx, reading, "listener", &listener)),
                host: Some(said_or_open(cx, reading, "host", &host)),
            })
        }
        Access::Public => {
            let url = Open {
                suffix: "url",
                kind: InputKind::Url,
                is: "The URL of the public ECS service NAME.",
            };
            let url = said_or_open(cx, reading, "url", &url);
            BackendBody::Ecs(Ecs {
                source: Source::Existing {
                    arn,
                    url: Some(url),
                },
                listener: None,
                host: None,
            })
        }
    }
}
