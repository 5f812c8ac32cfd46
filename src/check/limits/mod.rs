//! Limits, `05xx`: numbers, lengths and forms that AWS takes, from the facts.

mod bad_domain;
mod bad_mapping_path;
mod bad_port;
mod bad_scopes;
mod bad_stage_variable;
mod bad_tag;
mod bad_tls_version;
mod bad_truststore;
mod cors_max_age_out_of_range;
mod health_out_of_range;
mod log_of_several_lines;
mod log_without_request_id;
mod long_description;
mod long_log_format;
mod long_url;
mod odd_retention;
mod odd_throttle;
mod scale_out_of_range;
mod size_mismatch;
mod status_out_of_range;
mod timeout_out_of_range;
mod too_many_audiences;
mod too_many_authorizers;
mod ttl_out_of_range;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    timeout_out_of_range::RULE,
    size_mismatch::RULE,
    scale_out_of_range::RULE,
    health_out_of_range::RULE,
    odd_retention::RULE,
    long_log_format::RULE,
    log_without_request_id::RULE,
    log_of_several_lines::RULE,
    bad_tag::RULE,
    bad_stage_variable::RULE,
    bad_scopes::RULE,
    too_many_audiences::RULE,
    too_many_authorizers::RULE,
    odd_throttle::RULE,
    cors_max_age_out_of_range::RULE,
    ttl_out_of_range::RULE,
    bad_port::RULE,
    long_description::RULE,
    status_out_of_range::RULE,
    bad_mapping_path::RULE,
    bad_domain::RULE,
    bad_tls_version::RULE,
    bad_truststore::RULE,
    long_url::RULE,
];
