//! What runs, and what it may do: services made from an image, their roles, API Gateway's right to call functions.

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

/// How long a name may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameLength {
    min: usize,
    max: usize,
}

/// Services, connections and connectors of App Runner, and short enough for services of ECS.
pub(super) const APP_RUNNER_NAME: NameLength = NameLength { min: 4, max: 40 };
/// Auto scaling configurations of App Runner.
const SCALING_NAME: NameLength = NameLength { min: 4, max: 32 };

/// Lowers every service that is made here, used or not: its item asks for it.
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

/// The id of a service that is made here. The access of an ECS service is a part of it: its load balancer cannot change
/// between public and private, so the other one is another service.
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

/// The id of the look at an ECS Express Mode service that exists.
pub(super) fn lookup_id(cx: &mut Builder<'_>, backend: &Backend) -> Id {
    of(cx, Kind::ExpressLookup, backend)
}

/// The id of a backend's resource of a kind that it has one of.
fn of(cx: &mut Builder<'_>, kind: Kind, backend: &Backend) -> Id {
    cx.id(kind, &[Piece::Backend(backend.kind, &backend.name.value)])
}

/// A name for targets that do not name things themselves: unique in an account, since the deployment's name leads it.
/// What was renamed in the spec keeps it, as another name would replace the thing.
pub(super) fn name(cx: &Builder<'_>, backend: &Backend, length: NameLength) -> String {
    let first = cx.names.first_backend(backend.kind, &backend.name.value);
    let mut full = format!("{}-{first}", cx.graph.deployment);
    if backend.kind == BackendKind::Ecs {
        full = format!("{full}-{}", access(backend));
    }
    length.fit(&full)
}

/// As [`name`], with a digest of settings that cannot change: other settings get another name.
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
    /// The text, made as long or short as it has to be.
    fn fit(self, full: &str) -> String {
        if full.len() < self.min {
            return format!("{full}-svc");
        }
        if full.len() <= self.max {
            return full.to_owned();
        }
        self.fit_with(full, &digest(&[full]))
    }

    /// As much of the text as there is room for before a digest.
    fn fit_with(self, full: &str, digest: &str) -> String {
        let room = self.max.saturating_sub(digest.len() + 1);
        let start = full.get(..room.min(full.len())).unwrap_or(full);
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

fn number(cx: &Builder<'_>, said: Option<&Spanned<Arg<u32>>>, default: u32) -> Num {
    let said = said.map(|said| said.value);
    cx.num(said.unwrap_or(Arg::Known(default)))
}
