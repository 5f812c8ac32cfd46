//! App Runner and ECS services: existing ones, and those that are created.

use crate::diag::Diagnostic;
use crate::diag::codes::EXISTING_AND_CREATED;
use crate::model::from_ast::backends::{BackendFields, input, text_or_input};
use crate::model::from_ast::{Resolver, containers, fields};
use crate::model::{
    Access, AppRunner, ArnOf, BackendBody, Ecs, InputKind, InputTemplate, Source, Text,
};
use crate::source::Span;

const APP_RUNNER_URL: InputTemplate = InputTemplate {
    suffix: "url",
    kind: InputKind::Url,
    description: "The URL of the public App Runner service NAME.",
};
const ECS_URL: InputTemplate = InputTemplate {
    suffix: "url",
    kind: InputKind::Url,
    description: "The URL of the public ECS service NAME.",
};
const ECS_LISTENER: InputTemplate = InputTemplate {
    suffix: "listener-arn",
    kind: InputKind::Arn(ArnOf::LISTENER),
    description: "The ARN of the HTTPS listener of the load balancer that serves NAME.",
};
const ECS_HOST: InputTemplate = InputTemplate {
    suffix: "host",
    kind: InputKind::Hostname,
    description: "The host name of NAME in the load balancer's rule and certificate.",
};

/// Returns true if the settings create a service. Reports settings of an existing service beside those of a created
/// one.
fn creates(cx: &mut Resolver<'_>, own: &BackendFields<'_>, existing: &[&str]) -> bool {
    let first = |names: &[&str]| -> Option<(Span, String)> {
        let found = names.iter().find_map(|name| own.fields.one(name))?;
        Some((found.name.span, found.name.value.clone()))
    };
    let exists = first(existing);
    let created = first(containers::SETTINGS);
    if let (Some((exists, existing)), Some((created, creating))) = (&exists, &created) {
        let message =
            format!("`{existing}` names an existing service, and `{creating}` creates one");
        cx.report(
            Diagnostic::error(EXISTING_AND_CREATED, *created, message)
                .place(*exists, "the existing service")
                .help("remove one of them: an existing service keeps the settings it was created with"),
        );
        // Report the other faults of these settings too, and count the params in them as used.
        containers::container(cx, own.name, own.kind, &own.fields);
    }
    exists.is_none() && created.is_some()
}

fn reference_input(cx: &mut Resolver<'_>, own: &BackendFields<'_>) -> Option<Text> {
    let template = own.kind.info().reference.inputs.first()?;
    Some(input(cx, own, template))
}

/// Resolves an `apprunner` backend.
pub(super) fn app_runner(cx: &mut Resolver<'_>, own: &BackendFields<'_>) -> BackendBody {
    if creates(cx, own, &["arn", "ingress", "url"]) {
        let container = containers::container(cx, own.name, own.kind, &own.fields);
        return BackendBody::AppRunner(AppRunner {
            source: Source::Created(Box::new(container)),
            ingress: None,
        });
    }
    let ingress = fields::text(cx, own.block, &own.fields, "ingress");
    let mut arn = fields::text(cx, own.block, &own.fields, "arn");
    let mut url = fields::text(cx, own.block, &own.fields, "url");
    match own.access {
        Access::Private if arn.is_none() && ingress.is_none() => arn = reference_input(cx, own),
        Access::Public if url.is_none() => url = Some(input(cx, own, &APP_RUNNER_URL)),
        Access::Private | Access::Public => {}
    }
    BackendBody::AppRunner(AppRunner {
        source: Source::Existing { arn, url },
        ingress,
    })
}

/// Resolves an `ecs` backend.
pub(super) fn ecs(cx: &mut Resolver<'_>, own: &BackendFields<'_>) -> BackendBody {
    if creates(cx, own, &["arn", "listener", "host", "url"]) {
        let container = containers::container(cx, own.name, own.kind, &own.fields);
        return BackendBody::Ecs(Ecs {
            source: Source::Created(Box::new(container)),
            listener: None,
            host: None,
        });
    }
    let arn = fields::text(cx, own.block, &own.fields, "arn");
    match own.access {
        Access::Private => {
            let is_set = |name: &str| own.fields.one(name).is_some();
            // With an ARN, a deploy looks up the listener and the host that are not set.
            let arn = match arn {
                None if !is_set("listener") && !is_set("host") => reference_input(cx, own),
                arn => arn,
            };
            BackendBody::Ecs(Ecs {
                listener: (arn.is_none() || is_set("listener"))
                    .then(|| text_or_input(cx, own, "listener", &ECS_LISTENER)),
                host: (arn.is_none() || is_set("host"))
                    .then(|| text_or_input(cx, own, "host", &ECS_HOST)),
                source: Source::Existing { arn, url: None },
            })
        }
        Access::Public => {
            let url = text_or_input(cx, own, "url", &ECS_URL);
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
