//! Existing ECS Express Mode services: what only the service can tell of its load balancer.

use crate::graph::from_program::Builder;
use crate::graph::from_program::compute;
use crate::graph::resource::compute::ExpressLookup;
use crate::graph::{Body, Kind};
use crate::model::{Access, Backend, BackendId, Ecs, Source};

/// Lowers the look at a private service whose listener or host the spec does not say.
///
/// ECS moves services between load balancers as their number changes, so what a person noted down may be of another day:
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html>
pub(super) fn lookup(cx: &mut Builder<'_>, id: BackendId, backend: &Backend, service: &Ecs) {
    let Source::Existing { arn: Some(arn), .. } = &service.source else {
        return;
    };
    let known = service.listener.is_some() && service.host.is_some();
    if known || backend.access.value != Access::Private || !cx.is_used(id) {
        return;
    }
    let lookup = compute::of(cx, Kind::ExpressLookup, backend);
    let origin = cx.backend_origin(id, backend);
    let service = cx.text(arn);
    cx.push(
        lookup,
        origin,
        Body::ExpressLookup(ExpressLookup { service }),
    );
}
