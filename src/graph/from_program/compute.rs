//! Compute: services created from an image, their roles, and permissions for API Gateway to invoke functions.

mod app_runner;
mod express;
mod express_lookup;
mod images;
pub(super) mod permissions;
pub(super) mod roles;

use crate::graph::from_program::Builder;
use crate::graph::from_program::naming::Piece;
use crate::graph::id::digest;
use crate::graph::resource::Kind;
use crate::graph::{Expr, Id, Num};
use crate::model::{Access, Arg, Backend, BackendBody, BackendKind, Source, Text, Word};
use crate::source::Spanned;

/// The maximum length of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameLength {
    min: usize,
    max: usize,
}

/// App Runner services, connections and connectors; also short enough for ECS services.
pub(super) const APP_RUNNER_NAME: NameLength = NameLength { min: 4, max: 40 };
/// Auto scaling configurations of App Runner.
const SCALING_NAME: NameLength = NameLength { min: 4, max: 32 };

/// Lowers every service that the spec creates, even if it is unused, since an item declares it.
pub(super) fn services(cx: &mut Builder<'_>) {
    let program = cx.program;
    for (id, backend) in program.backend_ids() {
        match &backend.body {
            BackendBody::AppRunner(service) => {
                if let Source::Created(container) = &service.source {
                    app_runner::service(cx, id, backend, container);
                }
            }
            BackendBody::Ecs(service) => {
                if let Source::Created(container) = &service.source {
                    express::service(cx, id, backend, container);
                }
                express_lookup::lookup(cx, id, backend, service);
            }
            BackendBody::Lambda { .. }
            | BackendBody::Balancer(_)
            | BackendBody::CloudMap { .. }
            | BackendBody::Service { .. } => {}
        }
    }
}

/// Returns the id of a service created here. It includes the access of an ECS service: its load balancer cannot change
/// between public and private, so changing the access replaces the service.
pub(super) fn service_id(cx: &mut Builder<'_>, backend: &Backend) -> Id {
    if backend.kind != BackendKind::Ecs {
        return of(cx, Kind::AppRunnerService, backend);
    }
    let name = Piece::Backend(backend.kind, &backend.name.value);
    cx.id(Kind::ExpressService, &[name, Piece::Word(access(backend))])
}

fn access(backend: &Backend) -> &'static str {
    match backend.access.value {
        Access::Private => "private",
        Access::Public => "public",
    }
}

/// Returns the id of the lookup of an existing ECS Express Mode service.
pub(super) fn lookup_id(cx: &mut Builder<'_>, backend: &Backend) -> Id {
    of(cx, Kind::ExpressLookup, backend)
}

/// Returns the id of a backend's resource, for kinds of which a backend has only one.
fn of(cx: &mut Builder<'_>, kind: Kind, backend: &Backend) -> Id {
    cx.id(kind, &[Piece::Backend(backend.kind, &backend.name.value)])
}

/// Returns a name for targets that do not generate names: unique in an account, since it starts with the deployment's
/// name. A resource renamed in the spec keeps its name, as a new name would replace it.
pub(super) fn name(cx: &Builder<'_>, backend: &Backend, length: NameLength) -> String {
    let first = cx.names.first_backend(backend.kind, &backend.name.value);
    let mut full = format!("{}-{first}", cx.graph.deployment);
    if backend.kind == BackendKind::Ecs {
        full = format!("{full}-{}", access(backend));
    }
    length.fit(&full)
}

/// Like [`name`], with a digest of the immutable settings, so that changed settings get a new name.
fn name_of_content(
    cx: &Builder<'_>,
    backend: &Backend,
    length: NameLength,
    content: &[&str],
) -> String {
    let first = cx.names.first_backend(backend.kind, &backend.name.value);
    let full = format!("{}-{first}", cx.graph.deployment);
    length.fit_with(&full, &digest(content))
}

impl NameLength {
    /// Fits the text to the allowed length.
    fn fit(self, full: &str) -> String {
        if full.len() < self.min {
            return format!("{full}-svc");
        }
        if full.len() <= self.max {
            return full.to_owned();
        }
        self.fit_with(full, &digest(&[full]))
    }

    /// Returns as much of the text as fits before a digest.
    fn fit_with(self, full: &str, digest: &str) -> String {
        let room = self.max.saturating_sub(digest.len() + 1);
        // INVARIANT: names are ASCII.
        let Some(start) = full.get(..room.min(full.len())) else {
            never!("the name `{full}`");
        };
        format!("{}-{digest}", start.trim_end_matches('-'))
    }
}

fn env(cx: &Builder<'_>, env: &[(Word, Text)]) -> Vec<(String, Expr)> {
    let mut env: Vec<(String, Expr)> = env
        .iter()
        .map(|(name, value)| (name.value.clone(), cx.text(value)))
        .collect();
    env.sort_by(|(left, _), (right, _)| left.cmp(right));
    env
}

fn number(cx: &Builder<'_>, explicit: Option<&Spanned<Arg<u32>>>, default: u32) -> Num {
    let explicit = explicit.map(|explicit| explicit.value);
    cx.num(explicit.unwrap_or(Arg::Known(default)))
}
