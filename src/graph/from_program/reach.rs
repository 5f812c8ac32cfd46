//! How API Gateway connects to a backend: over the internet, through a VPC link, or by an AWS service call.

use crate::graph::expr::Attribute;
use crate::graph::from_program::inputs::NewInput;
use crate::graph::from_program::{Builder, compute};
use crate::graph::{Expr, Id, InputKind};
use crate::model::{
    Access, AppRunner, Backend, BackendBody, BackendId, Balancer, Ecs, Source, Text,
};

/// A connection to a backend.
#[derive(Clone, Debug)]
pub(super) enum Connection {
    /// Over the internet: scheme and host.
    Http(Expr),
    /// Through a VPC link.
    Private(Box<PrivateConnection>),
    /// A function, by ARN.
    Lambda(Expr),
    /// An AWS service; each action is a separate integration.
    Service,
}

/// A connection through a VPC link.
#[derive(Clone, Debug)]
pub(super) struct PrivateConnection {
    /// The listener's or Cloud Map service's ARN.
    pub(super) uri: Expr,
    /// The VPC link.
    pub(super) link: Expr,
    /// The server name to verify.
    pub(super) server_name: Option<Expr>,
    /// The value of `Host`.
    pub(super) host: Option<Expr>,
    /// The ingress connection that provides both, if it is created here.
    pub(super) ingress: Option<Id>,
}

/// Determines the connection to every used backend.
pub(super) fn connections(cx: &mut Builder<'_>) {
    let program = cx.program;
    for (id, backend) in program.backend_ids() {
        if !cx.is_used(id) {
            continue;
        }
        let way = match &backend.body {
            BackendBody::AppRunner(service) => app_runner(cx, id, backend, service),
            BackendBody::Ecs(service) => ecs(cx, backend, service),
            BackendBody::Lambda { arn, .. } => Some(Connection::Lambda(cx.text(arn))),
            BackendBody::Balancer(balancer) => self::balancer(cx, backend, balancer),
            BackendBody::CloudMap { service } => cloud_map(cx, backend, service),
            BackendBody::Service { .. } => Some(Connection::Service),
        };
        if let Some(slot) = cx.connections.get_mut(id.0 as usize) {
            *slot = way;
        }
    }
}

fn app_runner(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    service: &AppRunner,
) -> Option<Connection> {
    match (backend.access.value, &service.source) {
        (Access::Public, Source::Existing { url, .. }) => Some(at_url(cx, url.as_ref()?)),
        (Access::Public, Source::Created(_)) => {
            // Only a public service has a `ServiceUrl`; reading it from a private one fails the deploy.
            // https://github.com/aws/apprunner-roadmap/issues/235
            let url = Expr::Get(compute::service_id(cx, backend), Attribute::ServiceUrl);
            Some(Connection::Http(Expr::join([Expr::text("https://"), url])))
        }
        (Access::Private, _) => {
            let network = backend.network?;
            let made = cx.networks.get(network.0 as usize)?;
            let link = made.link.clone()?;
            let listener = made.listeners.get(&id).or(made.listener.as_ref())?;
            let uri = listener.clone();
            let ingress = made.ingresses.get(&id).cloned();
            let domain = match (&ingress, &service.ingress) {
                (Some(ingress), _) => Expr::Get(ingress.clone(), Attribute::IngressDomain),
                (None, Some(explicit)) => existing_domain(cx, id, backend, explicit),
                (None, None) => return None,
            };
            // Server name and `Host` are the same: without the first, a client gets 503; without the second, envoy's
            // 404.
            Some(Connection::Private(Box::new(PrivateConnection {
                uri,
                link,
                server_name: Some(domain.clone()),
                host: Some(domain),
                ingress,
            })))
        }
    }
}

/// Returns the domain of an existing ingress connection, which cannot be derived from its ARN.
fn existing_domain(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    explicit: &Text,
) -> Expr {
    let is_arn = explicit
        .known()
        .is_some_and(|text| text.starts_with("arn:"));
    if !is_arn {
        return cx.text(explicit);
    }
    let origin = cx.backend_origin(id, backend);
    cx.need(NewInput {
        name: format!("{}-ingress-domain", backend.name.value),
        kind: InputKind::Hostname,
        description: "The domain name of the service's VPC ingress connection.",
        origin,
    })
}

fn ecs(cx: &mut Builder<'_>, backend: &Backend, service: &Ecs) -> Option<Connection> {
    let service_id = match (backend.access.value, &service.source) {
        (Access::Public, Source::Existing { url, .. }) => return Some(at_url(cx, url.as_ref()?)),
        (Access::Public | Access::Private, Source::Created(_)) => compute::service_id(cx, backend),
        (Access::Private, Source::Existing { .. }) => compute::lookup_id(cx, backend),
    };
    let of_service = |attribute| Expr::Get(service_id.clone(), attribute);
    if backend.access.value == Access::Public {
        let endpoint = of_service(Attribute::Endpoint);
        return Some(Connection::Http(Expr::join([
            Expr::text("https://"),
            endpoint,
        ])));
    }
    let host = service.host.as_ref().map(|host| cx.text(host));
    let host = host.unwrap_or_else(|| of_service(Attribute::Endpoint));
    // ECS moves services between load balancers, so every deploy looks the listener up.
    let listener = service.listener.as_ref().map(|listener| cx.text(listener));
    let listener = listener.unwrap_or_else(|| of_service(Attribute::ListenerArn));
    Some(Connection::Private(Box::new(PrivateConnection {
        uri: listener,
        link: link(cx, backend)?,
        server_name: Some(host.clone()),
        host: Some(host),
        ingress: None,
    })))
}

fn balancer(cx: &Builder<'_>, backend: &Backend, balancer: &Balancer) -> Option<Connection> {
    Some(Connection::Private(Box::new(PrivateConnection {
        uri: cx.text(&balancer.listener),
        link: link(cx, backend)?,
        server_name: balancer.tls.as_ref().map(|tls| cx.text(tls)),
        host: balancer.host.as_ref().map(|host| cx.text(host)),
        ingress: None,
    })))
}

fn cloud_map(cx: &Builder<'_>, backend: &Backend, service: &Text) -> Option<Connection> {
    Some(Connection::Private(Box::new(PrivateConnection {
        uri: cx.text(service),
        link: link(cx, backend)?,
        server_name: None,
        host: None,
        ingress: None,
    })))
}

fn link(cx: &Builder<'_>, backend: &Backend) -> Option<Expr> {
    let network = backend.network?;
    cx.networks.get(network.0 as usize)?.link.clone()
}

/// Returns the connection to a URL without its path, which the integration adds.
fn at_url(cx: &Builder<'_>, url: &Text) -> Connection {
    Connection::Http(match url.known() {
        Some(known) => Expr::text(known.trim_end_matches('/')),
        None => cx.text(url),
    })
}
