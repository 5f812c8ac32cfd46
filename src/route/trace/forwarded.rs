//! The request that a backend receives, and its hops.

use crate::model::{
    Access, Backend, BackendBody, Destination, Network, Program, Route, Source, Text,
};
use crate::route::Request;
use crate::route::path::forwarded_path;
use crate::route::select::params;
use crate::route::trace::headers::{SeenHeader, backend_headers};
use crate::route::trace::{Values, query};

/// The delivery to a backend.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// An HTTP request.
    Http(Box<Forwarded>),
    /// An event, with the request in it.
    Event {
        /// The function.
        function: String,
        /// The payload format version, `1.0` or `2.0`.
        payload: &'static str,
    },
    /// A service call with only these parameters.
    Call {
        /// Parameters and their values.
        parameters: Vec<(String, String)>,
    },
}

/// An HTTP request as the backend sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Forwarded {
    /// The path.
    pub path: String,
    /// The query string, without its `?`; empty if there is none.
    pub query: String,
    /// The `Host`.
    pub host: String,
    /// The TLS server name that a private integration verifies; `None` if it sets none.
    pub tls_server_name: Option<String>,
    /// True if the gateway uses HTTPS to the backend.
    pub https: bool,
    /// The headers.
    pub headers: Vec<SeenHeader>,
    /// The hops between gateway and backend, in order.
    pub via: Vec<Via>,
}

/// A hop between gateway and backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// The open internet.
    Internet,
    /// The VPC link into a network; its name, if it has one.
    Link(Option<String>),
    /// The listener of the network load balancer that the gateway creates.
    OwnListener,
    /// The interface endpoint of App Runner, and a service's ingress connection behind it.
    Endpoint {
        /// The ingress connection's domain.
        ingress: String,
    },
    /// An existing listener.
    Listener(String),
    /// A Cloud Map service.
    CloudMap(String),
}

impl Via {
    /// Returns the hop in words.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Internet => "the internet".to_owned(),
            Self::Link(Some(network)) => format!("VPC link into network {network}"),
            Self::Link(None) => "VPC link".to_owned(),
            Self::OwnListener => "network load balancer, listener TCP 443".to_owned(),
            Self::Endpoint { .. } => "endpoint apprunner.requests".to_owned(),
            Self::Listener(listener) => format!("listener {listener}"),
            Self::CloudMap(service) => format!("Cloud Map {service}"),
        }
    }
}

/// The address of a backend.
struct Address {
    host: String,
    tls_server_name: Option<String>,
    https: bool,
    via: Vec<Via>,
    /// The query string of the destination itself.
    query: String,
}

pub(super) fn delivery(
    program: &Program,
    request: &Request,
    route: &Route,
    words: &Values<'_>,
) -> Delivery {
    let address = match &route.destination {
        Destination::Url(url) => public(&words.text(url)),
        Destination::Action(action) => {
            let parameters = action.parameters.iter();
            let parameters =
                parameters.map(|(name, value)| (name.value.clone(), words.text(value)));
            return Delivery::Call {
                parameters: parameters.collect(),
            };
        }
        Destination::Backend(id) => match program.backend(*id) {
            None => public(""),
            Some(backend) => match address(program, request, backend, words) {
                Ok(address) => address,
                Err(pathless) => return pathless,
            },
        },
    };
    let params = params(&route.key, &request.path);
    let path = forwarded_path(&route.forward, &request.path, &params);
    let sent = query::apply_mappings(&request.query, &route.request, words);
    let query = [address.query.as_str(), &sent];
    let query: Vec<&str> = query.into_iter().filter(|it| !it.is_empty()).collect();
    Delivery::Http(Box::new(Forwarded {
        path,
        query: query.join("&"),
        headers: backend_headers(program, request, route, &address.host, words),
        host: address.host,
        tls_server_name: address.tls_server_name,
        https: address.https,
        via: address.via,
    }))
}

/// Returns the address of a backend, or the delivery if it is not an HTTP backend.
fn address(
    program: &Program,
    request: &Request,
    backend: &Backend,
    words: &Values<'_>,
) -> Result<Address, Delivery> {
    let name = backend.name.value.as_str();
    let link = || {
        let network = backend.network.and_then(|id| program.network(id));
        Via::Link(network.and_then(network_name))
    };
    let private = |host: String, tls: Option<String>, hops: Vec<Via>| Address {
        https: tls.is_some(),
        tls_server_name: tls,
        host,
        via: std::iter::once(link()).chain(hops).collect(),
        query: String::new(),
    };
    // Without a `host` setting `Host` is not overwritten: the backend sees the gateway's.
    let requested_host = || words.domain(request);
    let address = match (&backend.body, backend.access.value) {
        (BackendBody::AppRunner(service), Access::Private) => {
            let known = service.ingress.as_ref().map(|it| words.text(it));
            // The domain of an ingress connection given by ARN is known only to AWS.
            let domain = known
                .filter(|it| !it.starts_with("arn:") && !it.starts_with('<'))
                .unwrap_or_else(|| format!("<{name} ingress domain>"));
            let endpoint = Via::Endpoint {
                ingress: domain.clone(),
            };
            private(
                domain.clone(),
                Some(domain),
                vec![Via::OwnListener, endpoint],
            )
        }
        (BackendBody::AppRunner(service), Access::Public) => {
            public(&url(&service.source, name, words))
        }
        (BackendBody::Ecs(service), Access::Private) => {
            let text_or_symbol = |text: &Option<Text>, symbol: &str| match (text, &service.source) {
                (Some(text), _) => words.text(text),
                (None, Source::Existing { .. } | Source::Created(_)) => {
                    format!("<{name} {symbol}>")
                }
            };
            let host = text_or_symbol(&service.host, "host");
            let listener = Via::Listener(text_or_symbol(&service.listener, "listener"));
            private(host.clone(), Some(host), vec![listener])
        }
        (BackendBody::Ecs(service), Access::Public) => public(&url(&service.source, name, words)),
        (BackendBody::Balancer(balancer), Access::Private | Access::Public) => {
            let host = balancer.host.as_ref().map(|it| words.text(it));
            let tls = balancer.tls.as_ref().map(|it| words.text(it));
            let listener = Via::Listener(words.text(&balancer.listener));
            private(host.unwrap_or_else(requested_host), tls, vec![listener])
        }
        (BackendBody::CloudMap { service }, Access::Private | Access::Public) => private(
            requested_host(),
            None,
            vec![Via::CloudMap(words.text(service))],
        ),
        (BackendBody::Lambda { arn, payload_v1 }, Access::Private | Access::Public) => {
            return Err(Delivery::Event {
                function: words.text(arn),
                payload: match payload_v1 {
                    Some(_) => "1.0",
                    None => "2.0",
                },
            });
        }
        (BackendBody::Service { .. }, Access::Private | Access::Public) => {
            return Err(Delivery::Call {
                parameters: Vec::new(),
            });
        }
    };
    Ok(address)
}

fn network_name(network: &Network) -> Option<String> {
    network.name.as_ref().map(|name| name.value.clone())
}

fn url(source: &Source, name: &str, words: &Values<'_>) -> String {
    match source {
        Source::Existing { url: Some(url), .. } => words.text(url),
        Source::Existing { url: None, .. } | Source::Created(_) => format!("https://<{name} url>"),
    }
}

/// Returns the address of a public URL, or of a symbol for one.
fn public(url: &str) -> Address {
    let (https, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => (true, url),
    };
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    // The path is part of the route's forward, and a backend's URL has none.
    let host = before.split('/').next().unwrap_or("");
    Address {
        host: host.to_owned(),
        tls_server_name: None,
        https,
        via: vec![Via::Internet],
        query: query.to_owned(),
    }
}
