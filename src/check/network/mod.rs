//! Networks and private backends, `03xx`: missing or mismatched parts on the way to a backend.

mod ambiguous_network;
mod app_runner_ecs_difference;
mod appconfig_without_ids;
mod duplicate_subnet;
mod endpoint_ip_count;
mod incomplete_existing_network;
mod ingress_without_endpoint;
mod invalid_endpoint_ip;
mod invalid_host;
mod invalid_service_url;
mod malformed_id;
mod private_url;
mod region_without_app_runner;
mod too_few_subnets;
mod too_many_security_groups;
mod too_many_subnets;
mod unknown_attribute;
mod unknown_region;
mod unused_network;
mod url_of_private_service;
mod wrong_arn;
mod wrong_region;

use crate::check::Rule;

pub use unknown_attribute::attributes;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    ambiguous_network::RULE,
    unused_network::RULE,
    incomplete_existing_network::RULE,
    ingress_without_endpoint::RULE,
    region_without_app_runner::RULE,
    unknown_region::RULE,
    endpoint_ip_count::RULE,
    invalid_endpoint_ip::RULE,
    too_few_subnets::RULE,
    too_many_subnets::RULE,
    duplicate_subnet::RULE,
    url_of_private_service::RULE,
    unknown_attribute::RULE,
    malformed_id::RULE,
    wrong_arn::RULE,
    wrong_region::RULE,
    app_runner_ecs_difference::RULE,
    invalid_service_url::RULE,
    invalid_host::RULE,
    private_url::RULE,
    appconfig_without_ids::RULE,
    too_many_security_groups::RULE,
];
