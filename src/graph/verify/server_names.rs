//! Invariant: server name and `Host` of a private App Runner service both equal the domain of its ingress connection.
//!
//! Without the first, a client gets 503; without the second, 404 from envoy; with another service's, the wrong backend.

use crate::diag::Diagnostic;
use crate::graph::expr::Attribute;
use crate::graph::resource::api::Call;
use crate::graph::verify::{View, broken, of_kind};
use crate::graph::{Expr, Kind};

/// Reports integrations whose names differ from their ingress connection's domain.
pub(super) fn faults(view: &View<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (resource, integration) in of_kind!(view, Integration) {
        let Call::Private {
            server_name,
            ingress: Some(ingress),
            ..
        } = &integration.call
        else {
            continue;
        };
        let domain = Expr::Get(ingress.clone(), Attribute::IngressDomain);
        let kind = view.get(ingress).map(|resource| resource.body.kind());
        let host = integration
            .request
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case("overwrite:header.Host"));
        if kind != Some(Kind::VpcIngress) {
            let what = "refers to something that is not an ingress connection";
            diagnostics.push(broken(&resource.origin, &resource.id, what));
        }
        if server_name.as_ref() != Some(&domain) {
            let what = "verifies another name than its ingress connection's";
            diagnostics.push(broken(&resource.origin, &resource.id, what));
        }
        if host.map(|(_, value)| value) != Some(&domain) {
            let what = "sends another `Host` than its ingress connection's";
            diagnostics.push(broken(&resource.origin, &resource.id, what));
        }
    }
}
