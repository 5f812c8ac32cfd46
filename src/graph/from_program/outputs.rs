//! Outputs: those that every gateway has, and those that the spec asks for.

use crate::diag::{Code, Diagnostic};
use crate::graph::expr::Attribute;
use crate::graph::from_program::reach::Way;
use crate::graph::from_program::{Lowering, compute, dns};
use crate::graph::resource::Kind;
use crate::graph::{Expr, Output};
use crate::model::{
    self, Access, AppRunner, Backend, BackendBody, BackendId, Ecs, NetworkId, OutputOf, Program,
    Source, Text,
};

/// An attribute that a thing does not have.
const MISSING_ATTRIBUTE: Code = Code(190);

/// For each backend, whether an output is of it.
pub(super) fn shown(program: &Program) -> Vec<bool> {
    let mut shown = vec![false; program.backends.len()];
    for output in &program.outputs {
        if let OutputOf::Backend(id) = output.of
            && let Some(slot) = shown.get_mut(id.0 as usize)
        {
            *slot = true;
        }
    }
    shown
}

/// Lowers the outputs.
pub(super) fn outputs(cx: &mut Lowering<'_>) {
    of_the_gateway(cx);
    of_domains(cx);
    of_ingresses(cx);
    let program = cx.program;
    for output in &program.outputs {
        said(cx, output);
    }
}

fn push(cx: &mut Lowering<'_>, name: String, description: &str, value: Expr) {
    // The spec may ask for an output of that name itself.
    if cx
        .program
        .outputs
        .iter()
        .any(|output| output.name.value == name)
    {
        return;
    }
    cx.graph.outputs.push(Output {
        name,
        description: description.to_owned(),
        value,
        export: None,
        span: cx.program.gateway.span,
    });
}

fn of_the_gateway(cx: &mut Lowering<'_>) {
    let api = cx.id(Kind::Api, &[]);
    let id = Expr::Get(api.clone(), Attribute::Id);
    push(cx, "api-id".to_owned(), "The id of the API.", id);
    if cx.program.gateway.endpoint_off.is_none() {
        let endpoint = Expr::Get(api, Attribute::ApiEndpoint);
        push(
            cx,
            "api-endpoint".to_owned(),
            "The URL of the API.",
            endpoint,
        );
    }
}

fn of_domains(cx: &mut Lowering<'_>) {
    let hosts: Vec<String> = dns::by_host(cx).into_keys().collect();
    for host in &hosts {
        let id = dns::domain_id(cx, host);
        let name = match hosts.as_slice() {
            [_] => "domain-target".to_owned(),
            _ => format!("{id}-target"),
        };
        let description = format!("What the DNS record of {host} leads to.");
        let target = Expr::Get(id, Attribute::RegionalDomainName);
        push(cx, name, &description, target);
    }
}

fn of_ingresses(cx: &mut Lowering<'_>) {
    let program = cx.program;
    let made: Vec<(BackendId, Expr)> = cx
        .networks
        .iter()
        .flat_map(|network| &network.ingresses)
        .map(|(id, ingress)| (*id, Expr::Get(ingress.clone(), Attribute::IngressDomain)))
        .collect();
    for (id, domain) in made {
        let Some(backend) = program.backend(id) else {
            continue;
        };
        let name = &backend.name.value;
        push(
            cx,
            format!("{name}-ingress-domain"),
            &format!("The domain name that {name} answers to in its network."),
            domain,
        );
    }
}

fn said(cx: &mut Lowering<'_>, output: &model::Output) {
    let attribute = output.attribute.value.as_str();
    let (value, has) = match output.of {
        OutputOf::Gateway => (of_gateway(cx, attribute), "`id`, `url`, `endpoint`, `arn`"),
        OutputOf::Network(id) => (
            of_network(cx, id, attribute),
            "`vpc`, `link`, `security-group`, `endpoint`, `balancer`, `listener`",
        ),
        OutputOf::Backend(id) => of_backend(cx, id, attribute),
    };
    let Some(value) = value else {
        let message = format!("there is no `{attribute}` to show here");
        let diagnostic = Diagnostic::error(MISSING_ATTRIBUTE, output.attribute.span, message)
            .help(format!("attributes, where they are known: {has}"));
        cx.diagnostics.push(diagnostic);
        return;
    };
    let description = match &output.docs {
        Some(docs) => docs.split_whitespace().collect::<Vec<_>>().join(" "),
        None => String::new(),
    };
    let export = output.export.as_ref().map(|export| cx.text(export));
    cx.graph.outputs.push(Output {
        name: output.name.value.clone(),
        description,
        value,
        export,
        span: output.span,
    });
}

fn of_gateway(cx: &mut Lowering<'_>, attribute: &str) -> Option<Expr> {
    let api = cx.id(Kind::Api, &[]);
    let endpoint = Expr::Get(api.clone(), Attribute::ApiEndpoint);
    let off = cx.program.gateway.endpoint_off.is_some();
    match attribute {
        "id" => Some(Expr::Get(api, Attribute::Id)),
        "endpoint" => (!off).then_some(endpoint),
        "url" => match dns::by_host(cx).into_values().next() {
            Some(domains) => {
                let domain = domains.first()?;
                let mut url = vec![Expr::text("https://"), cx.text(&domain.host)];
                if let Some(path) = &domain.path {
                    url.extend([Expr::text("/"), cx.text(path)]);
                }
                Some(Expr::join(url))
            }
            None => (!off).then_some(endpoint),
        },
        "arn" => {
            let id = Expr::Get(api, Attribute::Id);
            Some(cx.arn_here("execute-api", id))
        }
        _ => None,
    }
}

fn of_network(cx: &Lowering<'_>, id: NetworkId, attribute: &str) -> Option<Expr> {
    let network = cx.program.network(id)?;
    let made = cx.networks.get(id.0 as usize)?;
    let get = |id: &Option<crate::graph::Id>, attribute| Some(Expr::Get(id.clone()?, attribute));
    match attribute {
        "vpc" => Some(cx.text(&network.vpc)),
        "link" => get(&made.link, Attribute::Id),
        "security-group" => get(&made.link_group, Attribute::Id),
        "endpoint" => get(&made.endpoint, Attribute::Id),
        "balancer" => get(&made.balancer, Attribute::Arn),
        "listener" => get(&made.listener, Attribute::Arn),
        _ => None,
    }
}

fn of_backend(
    cx: &mut Lowering<'_>,
    id: BackendId,
    attribute: &str,
) -> (Option<Expr>, &'static str) {
    let Some(backend) = cx.program.backend(id) else {
        return (None, "");
    };
    match &backend.body {
        BackendBody::AppRunner(service) => match backend.access.value {
            Access::Private => (
                of_private_app_runner(cx, id, backend, service, attribute),
                "`arn`, `domain` (a private service has no URL)",
            ),
            Access::Public => (
                of_public(cx, id, backend, &service.source, attribute),
                "`arn`, `url`, `domain`",
            ),
        },
        BackendBody::Ecs(service) => match backend.access.value {
            Access::Private => (
                of_private_ecs(cx, id, backend, service, attribute),
                "`arn`, `domain`, `listener`",
            ),
            Access::Public => (
                of_public(cx, id, backend, &service.source, attribute),
                "`arn`, `url`, `domain`",
            ),
        },
        BackendBody::Lambda { arn } => (only(cx, "arn", attribute, arn), "`arn`"),
        BackendBody::Balancer(balancer) => (
            only(cx, "listener", attribute, &balancer.listener),
            "`listener`",
        ),
        BackendBody::CloudMap { service } => (
            only(cx, "service", attribute, service).or_else(|| only(cx, "arn", attribute, service)),
            "`arn`",
        ),
        BackendBody::Service { resource } => {
            let word = match backend.kind {
                model::BackendKind::Service(kind) => word(kind),
                model::BackendKind::AppRunner
                | model::BackendKind::Ecs
                | model::BackendKind::Lambda
                | model::BackendKind::Alb
                | model::BackendKind::Nlb
                | model::BackendKind::CloudMap => "",
            };
            (
                only(cx, word, attribute, resource),
                "`queue`, `bus`, `machine` or `stream`, by its kind",
            )
        }
    }
}

fn word(kind: model::ServiceKind) -> &'static str {
    match kind {
        model::ServiceKind::Sqs => "queue",
        model::ServiceKind::Events => "bus",
        model::ServiceKind::States => "machine",
        model::ServiceKind::Kinesis => "stream",
        model::ServiceKind::AppConfig => "configuration",
    }
}

fn only(cx: &Lowering<'_>, word: &str, attribute: &str, text: &Text) -> Option<Expr> {
    (word == attribute).then(|| cx.text(text))
}

fn arn(cx: &mut Lowering<'_>, id: BackendId, backend: &Backend, source: &Source) -> Option<Expr> {
    match source {
        Source::Existing { arn, .. } => Some(cx.text(arn.as_ref()?)),
        Source::Created(_) => {
            let _ = id;
            Some(Expr::Get(compute::service_id(cx, backend), Attribute::Arn))
        }
    }
}

fn of_private_app_runner(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    service: &AppRunner,
    attribute: &str,
) -> Option<Expr> {
    match attribute {
        "arn" => arn(cx, id, backend, &service.source),
        "domain" => host(cx, id),
        _ => None,
    }
}

fn of_private_ecs(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    service: &Ecs,
    attribute: &str,
) -> Option<Expr> {
    match attribute {
        "arn" => arn(cx, id, backend, &service.source),
        "domain" | "host" => host(cx, id),
        "listener" => match cx.ways.get(id.0 as usize) {
            Some(Some(Way::Private(way))) => Some(way.uri.clone()),
            Some(Some(Way::Http { .. } | Way::Lambda(_) | Way::Service) | None) | None => None,
        },
        _ => None,
    }
}

/// The `Host` that a private backend is asked by.
fn host(cx: &Lowering<'_>, id: BackendId) -> Option<Expr> {
    match cx.ways.get(id.0 as usize) {
        Some(Some(Way::Private(way))) => way.host.clone(),
        Some(Some(Way::Http { .. } | Way::Lambda(_) | Way::Service) | None) | None => None,
    }
}

fn of_public(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    source: &Source,
    attribute: &str,
) -> Option<Expr> {
    let (origin, prefix) = match cx.ways.get(id.0 as usize) {
        Some(Some(Way::Http { origin, prefix })) => (origin.clone(), prefix.clone()),
        Some(Some(Way::Private(_) | Way::Lambda(_) | Way::Service) | None) | None => return None,
    };
    match attribute {
        "arn" => arn(cx, id, backend, source),
        "url" => Some(Expr::join([origin, Expr::text(prefix)])),
        "domain" | "host" => match origin {
            Expr::Literal(text) => {
                let host = text
                    .split_once("://")
                    .map_or(text.as_str(), |(_, host)| host);
                Some(Expr::text(host))
            }
            Expr::Join(mut pieces) => {
                let scheme = pieces.first().and_then(Expr::known) == Some("https://");
                scheme.then(|| {
                    pieces.remove(0);
                    Expr::join(pieces)
                })
            }
            Expr::Get(..)
            | Expr::Input(_)
            | Expr::Region
            | Expr::Account
            | Expr::Partition
            | Expr::Deployment => None,
        },
        _ => None,
    }
}
