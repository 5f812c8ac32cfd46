//! Who may ask: what a route's authorizer wants to see.

use crate::model::{AuthBody, Authorization, Program};
use crate::route::Request;
use crate::route::trace::Values;

/// What stands between a request and its backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthHop {
    /// The authorizer's name; `iam` for the built-in one.
    pub name: String,
    /// What it wants.
    pub credential: Credential,
    /// Scopes, one of which a token must have.
    pub scopes: Vec<String>,
    /// Identity headers that the request does not carry, where it was given with headers: without them it gets a 401.
    pub missing: Vec<String>,
}

/// What an authorizer wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A signature of AWS, version 4, of somebody who may call `execute-api:Invoke`.
    Signature,
    /// A token.
    Token {
        /// Where it is, e.g. `request.header.Authorization`.
        from: String,
        /// Who issues it.
        issuer: String,
        /// Audiences, one of which it must name.
        audience: Vec<String>,
    },
    /// What a function lets through.
    Function {
        /// The function.
        function: String,
        /// Where the identity is.
        from: Vec<String>,
    },
}

pub(super) fn hop(
    program: &Program,
    request: &Request,
    authorization: &Authorization,
) -> Option<AuthHop> {
    let using = match authorization {
        Authorization::Open(_) | Authorization::Unknown => return None,
        Authorization::Required(using) => using,
    };
    let words = Values::new(program);
    let auth = using.auth.and_then(|id| program.auth(id));
    let credential = match auth.map(|auth| &auth.body) {
        None => Credential::Signature,
        Some(AuthBody::Jwt {
            issuer,
            audience,
            identity,
        }) => Credential::Token {
            from: identity.as_ref().map_or_else(
                || "request.header.Authorization".to_owned(),
                |it| it.value.clone(),
            ),
            issuer: words.text(issuer),
            audience: audience.iter().map(|it| words.text(it)).collect(),
        },
        Some(AuthBody::Lambda {
            function, identity, ..
        }) => Credential::Function {
            function: words.text(function),
            from: identity.iter().map(|it| it.value.clone()).collect(),
        },
    };
    let wanted: Vec<String> = match &credential {
        Credential::Signature => vec!["request.header.Authorization".to_owned()],
        Credential::Token { from, .. } => vec![from.clone()],
        Credential::Function { from, .. } => from.clone(),
    };
    let missing = wanted.iter().filter_map(|it| {
        let header = it.strip_prefix("request.header.")?;
        let absent = !request.headers.is_empty() && request.header_value(header).is_none();
        absent.then(|| header.to_owned())
    });
    Some(AuthHop {
        name: auth.map_or("iam".to_owned(), |auth| auth.name.value.clone()),
        missing: missing.collect(),
        credential,
        scopes: using.scopes.iter().map(|it| it.value.clone()).collect(),
    })
}
