//! Outputs: the standard ones of every gateway, and those that the spec declares.

use crate::diag::{Code, Diagnostic, codes};
use crate::graph::expr::Attribute;
use crate::graph::from_program::reach::Connection;
use crate::graph::from_program::{Builder, api, compute, dns};
use crate::graph::resource::Kind;
use crate::graph::{Expr, Id, Output};
use crate::model::{self, Backend, BackendBody, BackendId, NetworkId, OutputOf, Program, Source};

/// An attribute that neither the spec nor the deploy provides.
const UNAVAILABLE_ATTRIBUTE: Code = codes::UNAVAILABLE_ATTRIBUTE;

/// Returns for each backend whether an output refers to it.
pub(super) fn used_by_outputs(program: &Program) -> Vec<bool> {
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
pub(super) fn outputs(cx: &mut Builder<'_>) {
    of_the_gateway(cx);
    of_domains(cx);
    of_ingresses(cx);
    let program = cx.program;
    for output in &program.outputs {
        declared_output(cx, output);
    }
}

fn push(cx: &mut Builder<'_>, name: String, description: &str, value: Expr) {
    // The spec can declare an output of that name itself.
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

fn of_the_gateway(cx: &mut Builder<'_>) {
    if cx.program.gateway.api.is_some() {
        return;
    }
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

fn of_domains(cx: &mut Builder<'_>) {
    let by_host: Vec<(String, Vec<&model::Domain>)> = dns::by_host(cx).into_iter().collect();
    let one_host = by_host.len() == 1;
    let created = dns::created_hosts(cx);
    for (host, domains) in &by_host {
        // The stack that created an existing domain shows it.
        if !created.contains(host) {
            continue;
        }
        let id = dns::domain_id(cx, host);
        let word = if one_host { "domain" } else { id.as_str() };
        let target = Expr::Get(id.clone(), Attribute::RegionalDomainName);
        let about = format!("The target of the DNS record of {host}.");
        push(cx, format!("{word}-target"), &about, target);
        let zone = Expr::Get(id.clone(), Attribute::RegionalHostedZoneId);
        let about = format!("The hosted zone of that target, for an alias record of {host}.");
        push(cx, format!("{word}-hosted-zone"), &about, zone);
        let one_path = domains.len() == 1;
        for domain in domains {
            let name = match (one_path, dns::mapping_id(cx, host, domain)) {
                (true, _) => format!("{word}-url"),
                (false, mapping) => format!("{mapping}-url"),
            };
            let url = url(cx, domain);
            push(cx, name, "The URL of the API on its domain.", url);
        }
    }
}

/// Returns the URL of a domain, with the path that leads to the API.
fn url(cx: &Builder<'_>, domain: &model::Domain) -> Expr {
    let mut url = vec![Expr::text("https://"), cx.text(&domain.host)];
    if let Some(path) = domain.path.as_ref().filter(|path| path.known() != Some("")) {
        url.extend([Expr::text("/"), cx.text(path)]);
    }
    Expr::join(url)
}

fn of_ingresses(cx: &mut Builder<'_>) {
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
            &format!("The domain name of {name} in its network."),
            domain,
        );
    }
}

fn declared_output(cx: &mut Builder<'_>, output: &model::Output) {
    let attribute = output.attribute.value.as_str();
    let value = match output.of {
        OutputOf::Gateway => of_gateway(cx, attribute),
        OutputOf::Network(id) => of_network(cx, id, attribute),
        OutputOf::Backend(id) => of_backend(cx, id, attribute),
    };
    let Some(value) = value else {
        let message = format!("the `{attribute}` of this output is not known here");
        let diagnostic = Diagnostic::error(UNAVAILABLE_ATTRIBUTE, output.attribute.span, message)
            .help("an output of an existing backend can only show what the spec sets, and one of a network only what its backends need");
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

fn of_gateway(cx: &mut Builder<'_>, attribute: &str) -> Option<Expr> {
    if let Some(api) = &cx.program.gateway.api {
        let id = cx.text(api);
        return match attribute {
            "id" => Some(id),
            "arn" => Some(cx.arn_here("execute-api", id)),
            _ => None,
        };
    }
    let api = cx.id(Kind::Api, &[]);
    let has_endpoint = cx.program.gateway.endpoint_off.is_none();
    let endpoint = Expr::Get(api.clone(), Attribute::ApiEndpoint);
    match attribute {
        "id" => Some(Expr::Get(api, Attribute::Id)),
        "arn" => {
            let id = Expr::Get(api, Attribute::Id);
            Some(cx.arn_here("execute-api", id))
        }
        "endpoint" => has_endpoint.then_some(endpoint),
        // The URL for clients: a domain's, if there is one.
        "url" => match dns::by_host(cx).into_values().next() {
            Some(domains) => {
                let domain = domains.first()?;
                Some(url(cx, domain))
            }
            None => has_endpoint.then_some(endpoint),
        },
        _ => None,
    }
}

fn of_network(cx: &Builder<'_>, id: NetworkId, attribute: &str) -> Option<Expr> {
    let network = cx.program.network(id)?;
    let made = cx.networks.get(id.0 as usize)?;
    let get = |id: &Option<Id>, attribute| Some(Expr::Get(id.clone()?, attribute));
    match attribute {
        "vpc" => Some(cx.text(&network.vpc)),
        "link" => made.link.clone(),
        "security-group" => get(&made.link_group, Attribute::Id),
        "endpoint" => made.endpoint.clone(),
        "balancer" => get(&made.balancer, Attribute::Arn),
        "listener" => made.listener.clone(),
        _ => None,
    }
}

fn of_backend(cx: &mut Builder<'_>, id: BackendId, attribute: &str) -> Option<Expr> {
    let backend = cx.program.backend(id)?;
    match attribute {
        "arn" => arn(cx, id, backend),
        "domain" => domain(connection(cx, id)?),
        // A private service has no URL, so it has no such connection.
        "url" => match connection(cx, id)? {
            Connection::Http(origin) => Some(origin.clone()),
            Connection::Private(_) | Connection::Lambda(_) | Connection::Service => None,
        },
        "listener" => match connection(cx, id)? {
            Connection::Private(way) => Some(way.uri.clone()),
            Connection::Http(_) | Connection::Lambda(_) | Connection::Service => None,
        },
        // `queue`, `bus`, ..: the value that the spec gives under that keyword.
        _ => match &backend.body {
            BackendBody::Service { resource } => Some(cx.text(resource)),
            BackendBody::AppRunner(_)
            | BackendBody::Ecs(_)
            | BackendBody::Lambda { .. }
            | BackendBody::Balancer(_)
            | BackendBody::CloudMap { .. } => None,
        },
    }
}

/// Returns the host of a backend.
fn domain(way: &Connection) -> Option<Expr> {
    match way {
        Connection::Private(way) => way.host.clone(),
        Connection::Http(origin) => match origin {
            Expr::Literal(url) => Some(Expr::text(url.split_once("://")?.1)),
            Expr::Join(pieces) => match pieces.as_slice() {
                [Expr::Literal(scheme), rest @ ..] if scheme == "https://" => {
                    Some(Expr::join(rest.iter().cloned()))
                }
                _ => None,
            },
            // The host cannot be extracted from a URL that is an input.
            Expr::Get(..)
            | Expr::Input(_)
            | Expr::Region
            | Expr::Account
            | Expr::Partition
            | Expr::Deployment => None,
        },
        Connection::Lambda(_) | Connection::Service => None,
    }
}

fn connection<'c>(cx: &'c Builder<'_>, id: BackendId) -> Option<&'c Connection> {
    cx.connections.get(id.0 as usize)?.as_ref()
}

fn arn(cx: &mut Builder<'_>, id: BackendId, backend: &Backend) -> Option<Expr> {
    let source = match &backend.body {
        BackendBody::AppRunner(service) => &service.source,
        BackendBody::Ecs(service) => &service.source,
        BackendBody::Lambda { arn, .. } => return Some(cx.text(arn)),
        BackendBody::Balancer(balancer) => return Some(cx.text(&balancer.listener)),
        BackendBody::CloudMap { service } => return Some(cx.text(service)),
        BackendBody::Service { .. } => return api::service_arn(cx, id, backend),
    };
    match source {
        Source::Existing { arn, .. } => Some(cx.text(arn.as_ref()?)),
        Source::Created(_) => Some(Expr::Get(compute::service_id(cx, backend), Attribute::Arn)),
    }
}
