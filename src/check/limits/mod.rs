//! Limits, `05xx`: numbers, lengths and formats that AWS accepts, from the facts.

mod cors_max_age_out_of_range;
mod description_too_long;
mod health_out_of_range;
mod ineffective_throttle;
mod invalid_domain;
mod invalid_image;
mod invalid_mapping_path;
mod invalid_port;
mod invalid_retention;
mod invalid_scopes;
mod invalid_stage_variable;
mod invalid_tag;
mod invalid_truststore;
mod log_format_too_long;
mod log_without_request_id;
mod multiline_log_format;
mod scale_out_of_range;
mod size_mismatch;
mod status_out_of_range;
mod timeout_out_of_range;
mod too_many_audiences;
mod too_many_authorizers;
mod ttl_out_of_range;
mod unsupported_tls_version;
mod url_too_long;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    timeout_out_of_range::RULE,
    size_mismatch::RULE,
    scale_out_of_range::RULE,
    health_out_of_range::RULE,
    invalid_retention::RULE,
    log_format_too_long::RULE,
    log_without_request_id::RULE,
    multiline_log_format::RULE,
    invalid_tag::RULE,
    invalid_stage_variable::RULE,
    invalid_scopes::RULE,
    too_many_audiences::RULE,
    too_many_authorizers::RULE,
    ineffective_throttle::RULE,
    cors_max_age_out_of_range::RULE,
    ttl_out_of_range::RULE,
    invalid_port::RULE,
    description_too_long::RULE,
    status_out_of_range::RULE,
    invalid_mapping_path::RULE,
    invalid_domain::RULE,
    unsupported_tls_version::RULE,
    invalid_truststore::RULE,
    url_too_long::RULE,
    invalid_image::RULE,
];
