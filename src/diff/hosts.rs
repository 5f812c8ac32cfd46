//! Compares the host names of two gateways, and whether clients need a certificate.

use std::collections::BTreeMap;

use crate::diff::aspect::{Aspect, AspectChange};
use crate::diff::requests::{RequestChange, RequestPattern};
use crate::model::{Domain, Method, Program};
use crate::route::trace::Values;

/// A placeholder for the generated host name, which is unknown before deployment.
const GENERATED: &str = "<api>.execute-api.<region>.amazonaws.com";

/// The entry points: host and mapping path, with the truststore of mutual TLS.
type Doors = BTreeMap<String, Option<String>>;

/// Returns the host names that are added or removed, and the changes of mutual TLS.
#[must_use]
pub fn hosts(old: &Program, new: &Program) -> Vec<RequestChange> {
    let (before, after) = (doors(old), doors(new));
    let mut changes = Vec::new();
    for (door, mtls) in &after {
        let found = match before.get(door) {
            None => Some((
                Aspect::HostExposed,
                None,
                Some(describe(door, mtls.as_deref())),
            )),
            Some(was) => mutual_tls(was.as_deref(), mtls.as_deref()),
        };
        changes.extend(found.map(|found| change(door, found)));
    }
    for (door, mtls) in before.iter().filter(|(door, _)| !after.contains_key(*door)) {
        let was = Some(describe(door, mtls.as_deref()));
        changes.push(change(door, (Aspect::HostGone, was, None)));
    }
    changes
}

type Found = (Aspect, Option<String>, Option<String>);

fn mutual_tls(old: Option<&str>, new: Option<&str>) -> Option<Found> {
    let text = |it: &str| format!("truststore {it}");
    match (old, new) {
        (Some(old), None) => Some((Aspect::MutualTlsOff, Some(text(old)), None)),
        (None, Some(new)) => Some((Aspect::MutualTlsOn, None, Some(text(new)))),
        // A different truststore accepts different clients.
        (Some(old), Some(new)) if old != new => {
            Some((Aspect::MutualTlsOff, Some(text(old)), Some(text(new))))
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn describe(door: &str, mtls: Option<&str>) -> String {
    match mtls {
        Some(truststore) => format!("https://{door}, mutual TLS with {truststore}"),
        None => format!("https://{door}"),
    }
}

fn change(door: &str, (aspect, old, new): Found) -> RequestChange {
    RequestChange {
        aspects: vec![AspectChange { aspect, old, new }],
        patterns: vec![RequestPattern {
            methods: Method::ALL
                .into_iter()
                .filter(|it| *it != Method::Any)
                .collect(),
            path: format!("https://{door}/<path*>"),
        }],
        example: format!("GET https://{door}/"),
        backend: None,
        old_backend: None,
    }
}

fn doors(program: &Program) -> Doors {
    let words = Values::new(program);
    let door = |domain: &Domain| {
        let host = words.text(&domain.host);
        let path = domain.path.as_ref().map(|it| words.text(it));
        let path = path.filter(|it| !it.is_empty());
        let door = path.map_or(host.clone(), |path| format!("{host}/{path}"));
        (door, domain.mtls.as_ref().map(|it| words.text(it)))
    };
    let mut doors: Doors = program.gateway.domains.iter().map(door).collect();
    if program.gateway.endpoint_off.is_none() {
        doors.insert(GENERATED.to_owned(), None);
    }
    doors
}
