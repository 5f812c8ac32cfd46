//! The authorizer of a route, and the credential that it requires.

use crate::model::{AuthBody, Authorization, Program};
use crate::route::Request;
use crate::route::trace::Values;

/// The authorizer between a request and its backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthHop {
    /// The authorizer's name; `iam` for the built-in one.
    pub name: String,
    /// The credential that it requires.
    pub credential: Credential,
    /// Scopes; a token needs at least one of them.
    pub scopes: Vec<String>,
    /// Missing identity headers of a request with headers: without them it gets a 401.
    pub missing: Vec<String>,
}

/// The credential that an authorizer requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An AWS signature (version 4) of a principal with `execute-api:Invoke`.
    Signature,
    /// A token.
    Token {
        /// Its location, e.g. `request.header.Authorization`.
        from: String,
        /// Its issuer.
        issuer: String,
        /// Audiences; it must have one of them.
        audience: Vec<String>,
    },
    /// Credentials that a function accepts.
    Function {
        /// The function.
        function: String,
        /// The locations of the identity; empty if the function is called for every request.
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
            function,
            identity,
            every_request,
            ..
        }) => Credential::Function {
            function: words.text(function),
            from: if identity.is_empty() && every_request.is_none() {
                vec!["request.header.Authorization".to_owned()]
            } else {
                identity.iter().map(|it| it.value.clone()).collect()
            },
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
        scopes: using.scopes.iter().map(|it| words.text(it)).collect(),
    })
}
