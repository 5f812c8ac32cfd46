//! Secrets and policy, `06xx`: what would leak, and what would stand open.

mod client_chosen_host;
mod doubled_domain;
mod doubled_variable;
mod managed_header;
mod mtls_with_a_back_door;
mod plain_http;
mod reserved_header;
mod secret_in_spec;
mod secret_without_arn;
mod unreachable_gateway;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    reserved_header::RULE,
    managed_header::RULE,
    secret_in_spec::RULE,
    unreachable_gateway::RULE,
    mtls_with_a_back_door::RULE,
    plain_http::RULE,
    secret_without_arn::RULE,
    doubled_domain::RULE,
    doubled_variable::RULE,
    client_chosen_host::RULE,
];
