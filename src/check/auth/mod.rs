//! Authorization and CORS, `04xx`: settings that let nobody in, or everybody.

mod bad_cors_method;
mod bad_header_name;
mod bad_issuer;
mod bad_origin;
mod bad_token_place;
mod cors_without_origins;
mod credentials_for_anyone;
mod missing_audience;
mod scopes_without_token;
mod unprotected_route;
mod unused_auth;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    bad_issuer::RULE,
    scopes_without_token::RULE,
    missing_audience::RULE,
    credentials_for_anyone::RULE,
    bad_origin::RULE,
    bad_cors_method::RULE,
    cors_without_origins::RULE,
    bad_header_name::RULE,
    unused_auth::RULE,
    bad_token_place::RULE,
    unprotected_route::RULE,
];
