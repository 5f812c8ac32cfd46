//! IAM roles: each serves one purpose of one backend, with least privilege.

use crate::facts::ServiceRole;
use crate::graph::expr::Attribute;
use crate::graph::from_program::Builder;
use crate::graph::from_program::naming::Piece;
use crate::graph::from_program::values::split;
use crate::graph::resource::Kind;
use crate::graph::resource::compute::{Role, Statement};
use crate::graph::{Body, Expr};
use crate::model::{Backend, BackendId, Text, Word};

/// A role.
pub(in crate::graph::from_program) struct RoleSpec {
    /// Its purpose in a word or two; the suffix of its id.
    pub(in crate::graph::from_program) purpose: &'static str,
    /// Its purpose, in a sentence.
    pub(in crate::graph::from_program) description: &'static str,
    /// The service that can assume it.
    pub(in crate::graph::from_program) service: ServiceRole,
    /// AWS managed policies.
    pub(in crate::graph::from_program) managed_policies: Vec<&'static str>,
    /// Additional statements.
    pub(in crate::graph::from_program) statements: Vec<Statement>,
}

/// Creates a role unless it exists already, and returns its ARN.
pub(in crate::graph::from_program) fn role(
    cx: &mut Builder<'_>,
    id: BackendId,
    backend: &Backend,
    role: RoleSpec,
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
            principal: role.service.principal.to_owned(),
            same_account: role.service.source_account,
            managed_policies: policies.map(|policy| cx.managed_policy(policy)).collect(),
            statements: role.statements,
            tags: Vec::new(),
        });
        let origin = cx.backend_origin(id, backend);
        cx.push(made, origin, body);
    }
    arn
}

/// Returns the permissions to read exactly these secrets.
pub(in crate::graph::from_program) fn read_secrets(
    cx: &Builder<'_>,
    secrets: &[(Word, Text)],
) -> Vec<Statement> {
    let mut of_secrets_manager = Vec::new();
    let mut of_parameter_store = Vec::new();
    for (_, arn) in secrets {
        let parts = split(arn, ':');
        let service = parts.get(2).and_then(Text::known);
        match service {
            Some("ssm") => of_parameter_store.push(cx.text(arn)),
            Some("secretsmanager") => of_secrets_manager.extend(secret(cx, &parts)),
            // If the ARN is an input, neither its service nor its completeness is known.
            Some(_) | None => {
                of_parameter_store.push(cx.text(arn));
                of_secrets_manager.extend([cx.text(arn), complete(cx.text(arn))]);
            }
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

/// Returns the policy resources for `arn:..:secret:NAME:KEY:STAGE:VERSION`: the secret without key, stage and version,
/// and with the six characters that Secrets Manager appends to a name.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html>
fn secret(cx: &Builder<'_>, parts: &[Text]) -> Vec<Expr> {
    const NAME: usize = 6;
    let mut pieces = Vec::new();
    for (index, part) in parts.iter().take(NAME + 1).enumerate() {
        if index > 0 {
            pieces.push(Expr::text(":"));
        }
        pieces.push(cx.text(part));
    }
    let arn = Expr::join(pieces);
    match parts.get(NAME).and_then(Text::known).map(suffix) {
        Some(Suffix::Random) => vec![arn],
        Some(Suffix::None) => vec![complete(arn)],
        Some(Suffix::Word) | None => vec![complete(arn.clone()), arn],
    }
}

fn complete(arn: Expr) -> Expr {
    Expr::join([arn, Expr::text("-??????")])
}

/// The suffix of a secret's name.
enum Suffix {
    /// Six characters appended by Secrets Manager.
    Random,
    /// Six letters that can also be a word, as in `shop/db-secret`.
    Word,
    /// No such suffix.
    None,
}

fn suffix(name: &str) -> Suffix {
    let end = name.rsplit_once('-').map_or("", |(_, end)| end);
    if end.len() != 6 || !end.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Suffix::None
    } else if end.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Suffix::Word
    } else {
        Suffix::Random
    }
}
