//! Permissions for API Gateway to invoke functions: one per function, since one per route would exceed the 20 KB limit
//! of a function's policy.

use std::collections::BTreeSet;

use crate::graph::from_program::Builder;
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::reach::Connection;
use crate::graph::resource::Kind;
use crate::graph::resource::compute::Permission;
use crate::graph::{Body, Expr};

/// Lowers the permissions for functions that routes call.
pub(in crate::graph::from_program) fn of_backends(cx: &mut Builder<'_>, api: &Expr) {
    let program = cx.program;
    let mut functions: BTreeSet<Expr> = BTreeSet::new();
    let mut backends: Vec<_> = program.backend_ids().collect();
    backends.sort_by(|(_, left), (_, right)| left.name.value.cmp(&right.name.value));
    for (id, backend) in backends {
        let index = id.0 as usize;
        let function = match cx.connections.get(index) {
            Some(Some(Connection::Lambda(function))) => function.clone(),
            Some(
                Some(Connection::Http(_) | Connection::Private(_) | Connection::Service) | None,
            )
            | None => continue,
        };
        let routed = cx.first_routes.get(index).copied().flatten().is_some();
        // Two backends with the same function share the first one's permission.
        if !routed || !functions.insert(function.clone()) {
            continue;
        }
        let made = cx.id(
            Kind::Permission,
            &[Piece::Backend(backend.kind, &backend.name.value)],
        );
        let origin = cx.backend_origin(id, backend);
        let source_arn = source(cx, api, Expr::text("*"));
        cx.push(
            made,
            origin,
            Body::Permission(Permission {
                function,
                source_arn,
            }),
        );
    }
}

/// Returns the source ARN of invocations: `arn:PARTITION:execute-api:REGION:ACCOUNT:API/WHAT`.
pub(in crate::graph::from_program) fn source(cx: &Builder<'_>, api: &Expr, what: Expr) -> Expr {
    cx.arn_here(
        "execute-api",
        Expr::join([api.clone(), Expr::text("/"), what]),
    )
}
