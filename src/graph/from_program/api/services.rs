//! AWS service integrations: the parameters under AWS's names, and a role for that one action on that one resource.
//!
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html>

mod resources;

use crate::facts::{Owner, ServiceRole, ValueKind};
use crate::graph::Expr;
use crate::graph::from_program::Builder;
use crate::graph::from_program::compute::roles::{self, RoleSpec};
use crate::graph::resource::api::Call;
use crate::graph::resource::compute::Statement;
use crate::model::{
    Action, Backend, BackendBody, BackendId, BackendKind, ServiceKind, Text, whole_seconds,
};

use resources::Resource;

/// Lowers the call of an action and adds its parameters to `request`. Returns `None` for an action that AWS does not
/// have.
pub(super) fn call(
    cx: &mut Builder<'_>,
    action: &Action,
    request: &mut Vec<(String, Expr)>,
) -> Option<Call> {
    let backend = cx.program.backend(action.backend)?;
    let BackendBody::Service { resource } = &backend.body else {
        return None;
    };
    let BackendKind::Service(kind) = backend.kind else {
        return None;
    };
    let entry = cx
        .facts
        .integrations
        .action(backend.kind.word(), &action.name.value)?;
    let resource = resources::resource(cx, action.backend, backend, kind, resource);
    for parameter in &entry.parameters {
        let explicit = action
            .parameters
            .iter()
            .find(|(name, _)| name.value == parameter.word);
        let value = match (explicit, parameter.of) {
            (Some((_, value)), _) => Some(match (parameter.value, value.known()) {
                (ValueKind::Seconds, Some(known)) => Expr::text(whole_seconds(known)),
                _ => cx.mapping_value(value),
            }),
            (None, Owner::Backend) => resource.value(parameter.word),
            (None, Owner::Route) if parameter.word == "region" => elsewhere(cx, &resource),
            (None, Owner::Route) => None,
        };
        request.extend(value.map(|value| (parameter.aws.to_owned(), value)));
    }
    let executions = entry.resource == "execution";
    let statement = Statement {
        actions: vec![entry.iam.to_owned()],
        resources: if executions {
            resource.executions(cx, action.backend, backend)
        } else {
            resource.arns.clone()
        },
    };
    let (purpose, subtype) = (entry.action, entry.subtype);
    let credentials = roles::role(
        cx,
        action.backend,
        backend,
        RoleSpec {
            purpose,
            description: "Lets API Gateway call one action of one resource",
            service: ServiceRole {
                principal: "apigateway.amazonaws.com",
                ..ServiceRole::default()
            },
            managed_policies: Vec::new(),
            statements: vec![statement],
        },
    );
    Some(Call::Service {
        subtype: subtype.to_owned(),
        credentials,
    })
}

/// Returns the ARN of the resource that a backend names.
pub(super) fn arn(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    kind: ServiceKind,
    resource: &Text,
) -> Option<Expr> {
    let resource = resources::resource(cx, id, backend, kind, resource);
    resource.arns.into_iter().next()
}

/// Returns the resource's region, unless it is known to be the gateway's.
fn elsewhere(cx: &Builder<'_>, resource: &Resource) -> Option<Expr> {
    let region = resource.region.as_ref()?;
    let here = cx.program.gateway.region.as_ref();
    let same = here.is_some_and(|here| region.known() == Some(here.value.as_str()));
    (!same).then(|| region.clone())
}
