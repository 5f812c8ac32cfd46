//! Networks and private backends, `03xx`: what has to be there, and be of the right kind, for a request to arrive.

mod bad_endpoint_ip;
mod bad_host;
mod bad_service_url;
mod ecs_difference;
mod endpoint_ip_count;
mod malformed_id;
mod network_choice;
mod other_region;
mod region_without_app_runner;
mod repeated_subnet;
mod too_few_subnets;
mod too_many_subnets;
mod unknown_attribute;
mod unknown_region;
mod unused_network;
mod url_of_private_service;
mod wrong_arn;

use crate::check::Rule;

pub use unknown_attribute::attributes;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    network_choice::RULE,
    unused_network::RULE,
    region_without_app_runner::RULE,
    unknown_region::RULE,
    endpoint_ip_count::RULE,
    bad_endpoint_ip::RULE,
    too_few_subnets::RULE,
    too_many_subnets::RULE,
    repeated_subnet::RULE,
    url_of_private_service::RULE,
    unknown_attribute::RULE,
    malformed_id::RULE,
    wrong_arn::RULE,
    other_region::RULE,
    ecs_difference::RULE,
    bad_service_url::RULE,
    bad_host::RULE,
];
