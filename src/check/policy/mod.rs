//! Secrets and policy, `06xx`: leaks and unintended access.

mod client_controlled_host;
mod conflicting_domain;
mod duplicate_domain;
mod invalid_env_variable;
mod invalid_secret_arn;
mod managed_header;
mod mtls_bypass;
mod partial_secret_arn;
mod plain_http;
mod reserved_header;
mod secret_in_spec;
mod unreachable_gateway;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    reserved_header::RULE,
    managed_header::RULE,
    secret_in_spec::RULE,
    unreachable_gateway::RULE,
    mtls_bypass::RULE,
    plain_http::RULE,
    invalid_secret_arn::RULE,
    duplicate_domain::RULE,
    invalid_env_variable::RULE,
    client_controlled_host::RULE,
    conflicting_domain::RULE,
    partial_secret_arn::RULE,
];
