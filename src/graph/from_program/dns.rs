//! Domains: one custom domain per host, a mapping per path, and a certificate and alias records if the zone is known.

use std::collections::BTreeMap;

use crate::graph::expr::Attribute;
use crate::graph::from_program::Builder;
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::origins::written;
use crate::graph::resource::Kind;
use crate::graph::resource::dns::{Certificate, Domain, Mapping, Record};
use crate::graph::{Body, Expr, Id, Origin};
use crate::model::{self, Text};

/// Lowers the domains.
pub(super) fn domains(cx: &mut Builder<'_>) {
    for (host, domains) in by_host(cx) {
        self::domain(cx, &host, &domains);
    }
}

/// Groups the domains by host, sorted by path. Domains of the same host differ only in the path.
pub(super) fn by_host<'a>(cx: &Builder<'a>) -> BTreeMap<String, Vec<&'a model::Domain>> {
    let mut by_host: BTreeMap<String, Vec<&model::Domain>> = BTreeMap::new();
    for domain in &cx.program.gateway.domains {
        let host = written(cx.program, &domain.host);
        by_host.entry(host).or_default().push(domain);
    }
    for domains in by_host.values_mut() {
        domains.sort_by_key(|domain| {
            let path = domain.path.as_ref();
            path.map(|path| written(cx.program, path))
        });
    }
    by_host
}

/// Returns the hosts whose custom domains are created.
pub(super) fn created_hosts(cx: &Builder<'_>) -> Vec<String> {
    let exists = |domain: &&model::Domain| {
        matches!(domain.certificate, model::Certificate::OfExistingDomain(_))
    };
    by_host(cx)
        .into_iter()
        .filter(|(_, domains)| !domains.iter().all(&exists))
        .map(|(host, _)| host)
        .collect()
}

/// Returns the pieces of a host's ids: its labels.
pub(super) fn labels(host: &str) -> Vec<Piece<'_>> {
    host.split('.').map(Piece::Text).collect()
}

/// Returns the id of a host's custom domain.
pub(super) fn domain_id(cx: &mut Builder<'_>, host: &str) -> Id {
    cx.id(Kind::Domain, &labels(host))
}

fn domain(cx: &mut Builder<'_>, host: &str, domains: &[&model::Domain]) {
    let Some(first) = domains.first().copied() else {
        return;
    };
    if domains
        .iter()
        .all(|domain| matches!(domain.certificate, model::Certificate::OfExistingDomain(_)))
    {
        for domain in domains {
            let name = cx.text(&domain.host);
            mapping(cx, host, domain, name);
        }
        return;
    }
    let origin = cx.origins.setting(first.span, &format!("domain {host}"));
    let zone = domains.iter().find_map(|domain| domain.zone.as_ref());
    let certificate = certificate(cx, host, first, zone, &origin);
    let mtls = domains.iter().find_map(|domain| domain.mtls.as_ref());
    let version = domains
        .iter()
        .find_map(|domain| domain.mtls_version.as_ref());
    let ownership = domains.iter().find_map(|domain| domain.ownership.as_ref());
    let dualstack = cx.program.gateway.dualstack.is_some();
    let id = domain_id(cx, host);
    let body = Body::Domain(Domain {
        host: cx.text(&first.host),
        certificate,
        truststore: mtls.map(|text| cx.text(text)),
        truststore_version: version.map(|text| cx.text(text)),
        ownership: ownership.map(|text| cx.text(text)),
        dualstack,
        tags: Vec::new(),
    });
    cx.push(id.clone(), origin.clone(), body);
    for domain in domains {
        mapping(cx, host, domain, Expr::Get(id.clone(), Attribute::Name));
    }
    if let Some(zone) = zone {
        let types: &[&'static str] = if dualstack { &["A", "AAAA"] } else { &["A"] };
        for record_type in types {
            let word = record_type.to_ascii_lowercase();
            let mut pieces = vec![Piece::Word(&word)];
            pieces.extend(labels(host));
            let record = cx.id(Kind::Record, &pieces);
            let body = Body::Record(Record {
                zone: cx.text(zone),
                host: cx.text(&first.host),
                record_type,
                domain: id.clone(),
            });
            cx.push(record, origin.clone(), body);
        }
    }
}

fn certificate(
    cx: &mut Builder<'_>,
    host: &str,
    domain: &model::Domain,
    zone: Option<&Text>,
    origin: &Origin,
) -> Expr {
    let zone = match (&domain.certificate, zone) {
        (model::Certificate::Arn(arn), _) => return cx.text(arn),
        (model::Certificate::Auto(_) | model::Certificate::OfExistingDomain(_), Some(zone)) => {
            cx.text(zone)
        }
        (model::Certificate::Auto(_) | model::Certificate::OfExistingDomain(_), None) => {
            Expr::text("")
        }
    };
    let id = cx.id(Kind::Certificate, &labels(host));
    let body = Body::Certificate(Certificate {
        host: cx.text(&domain.host),
        zone,
        tags: Vec::new(),
    });
    cx.push(id.clone(), origin.clone(), body);
    Expr::Get(id, Attribute::Arn)
}

/// Returns the id of the mapping of a domain's path.
pub(super) fn mapping_id(cx: &mut Builder<'_>, host: &str, domain: &model::Domain) -> Id {
    let shown = shown_path(cx, domain);
    let mut pieces = labels(host);
    if let Some(shown) = &shown {
        pieces.push(Piece::Word("at"));
        pieces.extend(shown.split('/').map(Piece::Text));
    }
    cx.id(Kind::Mapping, &pieces)
}

/// Returns a domain's path as written in the spec; `None` if all paths lead to the API.
fn shown_path(cx: &Builder<'_>, domain: &model::Domain) -> Option<String> {
    let path = domain.path.as_ref();
    let path = path.filter(|path| path.known() != Some(""))?;
    Some(written(cx.program, path))
}

fn mapping(cx: &mut Builder<'_>, host: &str, domain: &model::Domain, name: Expr) {
    let path = domain.path.as_ref();
    let path = path.filter(|path| path.known() != Some(""));
    let shown = shown_path(cx, domain);
    let mapping = mapping_id(cx, host, domain);
    let api = cx.id(Kind::Api, &[]);
    let stage = cx.id(Kind::Stage, &[]);
    let body = Body::Mapping(Mapping {
        domain: name,
        api,
        stage,
        key: path.map(|path| cx.text(path)),
    });
    let item = match &shown {
        Some(shown) => format!("domain {host} path {shown}"),
        None => format!("domain {host}"),
    };
    let origin = cx.origins.setting(domain.span, &item);
    cx.push(mapping, origin, body);
}
