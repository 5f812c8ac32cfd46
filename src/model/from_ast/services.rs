//! App Runner and ECS services: existing ones, and those that are created.

use crate::diag::Diagnostic;
use crate::model::faults::EXISTING_AND_CREATED;
use crate::model::from_ast::backends::{BackendFields, InputTemplate, open, text_or_input};
use crate::model::from_ast::{Resolver, containers, fields};
use crate::model::{Access, AppRunner, BackendBody, Ecs, InputKind, Source};
use crate::source::Span;

/// Settings of an existing service, and settings of one to create, exclude each other.
fn created(cx: &mut Resolver<'_>, reading: &BackendFields<'_>, existing: &[&str]) -> bool {
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

/// `apprunner`
pub(super) fn app_runner(cx: &mut Resolver<'_>, reading: &BackendFields<'_>) -> BackendBody {
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
            let need = InputTemplate {
                suffix: "service-arn",
                kind: InputKind::Arn,
                is: "The ARN of the private App Runner service NAME.",
            };
            arn = Some(open(cx, reading, &need));
        }
        Access::Public if url.is_none() => {
            let need = InputTemplate {
                suffix: "url",
                kind: InputKind::Url,
                is: "The URL of the public App Runner service NAME.",
            };
            url = Some(open(cx, reading, &need));
        }
        Access::Private | Access::Public => {}
    }
    BackendBody::AppRunner(AppRunner {
        source: Source::Existing { arn, url },
        ingress,
    })
}

/// `ecs`
pub(super) fn ecs(cx: &mut Resolver<'_>, reading: &BackendFields<'_>) -> BackendBody {
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
            let said = |name: &str| reading.fields.one(name).is_some();
            let service = InputTemplate {
                suffix: "service-arn",
                kind: InputKind::Arn,
                is: "The ARN of the private ECS service NAME.",
            };
            // The service tells what the spec does not: where both are said, nothing has to ask it.
            let arn = match arn {
                None if !said("listener") && !said("host") => Some(open(cx, reading, &service)),
                arn => arn,
            };
            let listener = InputTemplate {
                suffix: "listener-arn",
                kind: InputKind::Arn,
                is: "The ARN of the HTTPS listener of the load balancer that serves NAME.",
            };
            let host = InputTemplate {
                suffix: "host",
                kind: InputKind::Hostname,
                is: "The host name that the load balancer knows NAME by: its rule and its certificate are for it.",
            };
            BackendBody::Ecs(Ecs {
                listener: (arn.is_none() || said("listener"))
                    .then(|| text_or_input(cx, reading, "listener", &listener)),
                host: (arn.is_none() || said("host"))
                    .then(|| text_or_input(cx, reading, "host", &host)),
                source: Source::Existing { arn, url: None },
            })
        }
        Access::Public => {
            let url = InputTemplate {
                suffix: "url",
                kind: InputKind::Url,
                is: "The URL of the public ECS service NAME.",
            };
            let url = text_or_input(cx, reading, "url", &url);
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
