//! Lookups of existing ECS Express Mode services, for facts about their load balancers.

use crate::graph::from_program::Builder;
use crate::graph::from_program::compute;
use crate::graph::resource::compute::ExpressLookup;
use crate::graph::{Body, Kind};
use crate::model::{Access, Backend, BackendId, Ecs, Source};

/// Lowers the lookup of a private service if the spec does not give its listener or host.
///
/// ECS moves services between load balancers as their number changes, so a listener noted by hand can be out of date:
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
