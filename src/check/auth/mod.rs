//! Authorization and CORS, `04xx`: settings that reject every client, or none.

mod claims_without_jwt;
mod cookie_identity;
mod cors_without_origins;
mod invalid_cors_method;
mod invalid_header_name;
mod invalid_issuer;
mod invalid_origin;
mod invalid_token_source;
mod missing_audience;
mod options_beside_cors;
mod scopes_without_jwt;
mod shared_authorizer_cache;
mod unprotected_route;
mod unused_auth;
mod wildcard_with_credentials;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    invalid_issuer::RULE,
    scopes_without_jwt::RULE,
    missing_audience::RULE,
    wildcard_with_credentials::RULE,
    invalid_origin::RULE,
    invalid_cors_method::RULE,
    cors_without_origins::RULE,
    invalid_header_name::RULE,
    unused_auth::RULE,
    invalid_token_source::RULE,
    unprotected_route::RULE,
    shared_authorizer_cache::RULE,
    cookie_identity::RULE,
    claims_without_jwt::RULE,
    options_beside_cors::RULE,
];
