//! What runs, and what it may do: services made from an image, their roles, API Gateway's right to call functions.

mod app_runner;
mod express;
mod express_lookup;
pub(super) mod permissions;
pub(super) mod roles;

use crate::graph::from_program::Lowering;
use crate::graph::from_program::naming::Piece;
use crate::graph::id::digest;
use crate::graph::resource::Kind;
use crate::graph::{Expr, Id, Num};
use crate::model::{Arg, Backend, BackendBody, BackendKind, Source, Text, Word};
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
pub(super) fn services(cx: &mut Lowering<'_>) {
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

/// The id of a service that is made here.
pub(super) fn service_id(cx: &mut Lowering<'_>, backend: &Backend) -> Id {
    let kind = if backend.kind == BackendKind::Ecs {
        Kind::ExpressService
    } else {
        Kind::AppRunnerService
    };
    of(cx, kind, backend)
}

/// The id of the look at an ECS Express Mode service that exists.
pub(super) fn lookup_id(cx: &mut Lowering<'_>, backend: &Backend) -> Id {
    of(cx, Kind::ExpressLookup, backend)
}

/// The id of a backend's resource of a kind that it has one of.
fn of(cx: &mut Lowering<'_>, kind: Kind, backend: &Backend) -> Id {
    cx.id(kind, &[Piece::Backend(backend.kind, &backend.name.value)])
}

/// A name for targets that do not name things themselves: unique in an account, since the deployment's name leads it.
/// What was renamed in the spec keeps it, as another name would replace the thing.
pub(super) fn name(cx: &Lowering<'_>, backend: &Backend, length: NameLength) -> String {
    let first = cx.names.first_backend(backend.kind, &backend.name.value);
    let full = format!("{}-{first}", cx.graph.deployment);
    if full.len() < length.min {
        return format!("{full}-svc");
    }
    if full.len() <= length.max {
        return full;
    }
    let digest = digest(&[&full]);
    let short = full.get(..length.max - digest.len() - 1).unwrap_or(&full);
    format!("{}-{digest}", short.trim_end_matches('-'))
}

fn env(cx: &Lowering<'_>, env: &[(Word, Text)]) -> Vec<(String, Expr)> {
    let mut env: Vec<(String, Expr)> = env
        .iter()
        .map(|(name, value)| (name.value.clone(), cx.text(value)))
        .collect();
    env.sort_by(|(left, _), (right, _)| left.cmp(right));
    env
}

fn number(cx: &Lowering<'_>, said: Option<&Spanned<Arg<u32>>>, default: u32) -> Num {
    let said = said.map(|said| said.value);
    cx.num(said.unwrap_or(Arg::Known(default)))
}
