//! IAM roles: each for one purpose of one backend, with no more than that needs.

use crate::graph::expr::Attribute;
use crate::graph::from_program::Lowering;
use crate::graph::from_program::naming::Piece;
use crate::graph::resource::Kind;
use crate::graph::resource::compute::{Role, Statement};
use crate::graph::{Body, Expr};
use crate::model::{Backend, BackendId, Text, Word};

/// A role.
pub(in crate::graph::from_program) struct RoleOf {
    /// What it is for, in a word or two; ends its id.
    pub(in crate::graph::from_program) purpose: &'static str,
    /// What it is for, in a sentence.
    pub(in crate::graph::from_program) description: &'static str,
    /// The service that may take it.
    pub(in crate::graph::from_program) principal: &'static str,
    /// AWS's own policies.
    pub(in crate::graph::from_program) managed_policies: Vec<&'static str>,
    /// What it allows beside them.
    pub(in crate::graph::from_program) statements: Vec<Statement>,
}

/// Makes a role, unless it is made already, and gives its ARN.
pub(in crate::graph::from_program) fn role(
    cx: &mut Lowering<'_>,
    id: BackendId,
    backend: &Backend,
    role: RoleOf,
) -> Expr {
    let pieces = [
        Piece::Backend(backend.kind, &backend.name.value),
        Piece::Word(role.purpose),
    ];
    let made = cx.id(Kind::Role, &pieces);
    let arn = Expr::Get(made.clone(), Attribute::Arn);
    if cx.roles.insert(made.clone()) {
        let policies = role.managed_policies.iter();
        let body = Body::Role(Role {
            description: role.description.to_owned(),
            principal: role.principal.to_owned(),
            managed_policies: policies.map(|policy| cx.managed_policy(policy)).collect(),
            statements: role.statements,
            tags: Vec::new(),
        });
        let origin = cx.backend_origin(id, backend);
        cx.push(made, origin, body);
    }
    arn
}

/// What reading these secrets takes, and nothing else.
pub(in crate::graph::from_program) fn read_secrets(
    cx: &Lowering<'_>,
    secrets: &[(Word, Text)],
) -> Vec<Statement> {
    let mut of_secrets_manager = Vec::new();
    let mut of_parameter_store = Vec::new();
    for (_, arn) in secrets {
        let parts = arn.known().map(|arn| arn.split(':').collect::<Vec<_>>());
        match parts.as_deref() {
            Some(["arn", _, "ssm", ..]) => of_parameter_store.push(cx.text(arn)),
            // `arn:..:secret:NAME:KEY:STAGE:VERSION` names a part of a secret; a policy names the secret.
            Some(["arn", ..]) => {
                let whole = parts.iter().flatten().take(7).copied();
                of_secrets_manager.push(Expr::text(whole.collect::<Vec<_>>().join(":")));
            }
            Some(_) | None => of_secrets_manager.push(cx.text(arn)),
        }
    }
    let statement = |action: &str, mut resources: Vec<Expr>| {
        resources.sort();
        resources.dedup();
        (!resources.is_empty()).then(|| Statement {
            actions: vec![action.to_owned()],
            resources,
        })
    };
    let secrets = statement("secretsmanager:GetSecretValue", of_secrets_manager);
    let parameters = statement("ssm:GetParameters", of_parameter_store);
    secrets.into_iter().chain(parameters).collect()
}
