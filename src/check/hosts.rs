//! Hosts of URLs that cannot be reached over the internet.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::model::{Destination, Part, Program, Source, Text};

/// The URLs that API Gateway calls over the internet.
pub(super) fn public_urls(program: &Program) -> Vec<&Text> {
    let routes = program
        .routes
        .iter()
        .filter_map(|route| match &route.destination {
            Destination::Url(url) => Some(url),
            Destination::Backend(_) | Destination::Action(_) => None,
        });
    let backends = program
        .backends
        .iter()
        .filter_map(|backend| match backend.body.source()? {
            Source::Existing { url, .. } => url.as_ref(),
            Source::Created(_) => None,
        });
    routes.chain(backends).collect()
}

/// The host of a URL without its port, if it is known.
pub(super) fn host(url: &Text) -> Option<&str> {
    let Some(Part::Literal(start)) = url.parts.first() else {
        return None;
    };
    let (_, rest) = start.split_once("://")?;
    let end = rest.find(['/', '?', '#']);
    if end.is_none() && url.parts.len() > 1 {
        return None;
    }
    let authority = rest.get(..end.unwrap_or(rest.len()))?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.strip_prefix('[') {
        Some(address) => address.split_once(']').map(|(address, _)| address),
        None => Some(host.split_once(':').map_or(host, |(host, _)| host)),
    }
}

/// Returns true if a host belongs to a private network or to the machine itself.
pub(super) fn is_private(host: &str) -> bool {
    const SUFFIXES: [&str; 9] = [
        ".localhost",
        ".local",
        ".internal",
        ".intranet",
        ".lan",
        ".corp",
        ".home.arpa",
        ".svc",
        ".test",
    ];
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        let shared = matches!(address.octets(), [100, 64..=127, _, _]);
        return address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_unspecified()
            || shared;
    }
    if let Ok(address) = host.parse::<Ipv6Addr>() {
        return address.is_loopback()
            || address.is_unspecified()
            || address.is_unique_local()
            || address.is_unicast_link_local();
    }
    let host = host.to_ascii_lowercase();
    !host.is_empty()
        && (!host.contains('.')
            || is_internal_balancer(&host)
            || SUFFIXES.iter().any(|suffix| host.ends_with(suffix)))
}

/// Returns true for the name of an internal load balancer.
pub(super) fn is_internal_balancer(host: &str) -> bool {
    host.starts_with("internal-") && host.contains(".elb.amazonaws.com")
}
