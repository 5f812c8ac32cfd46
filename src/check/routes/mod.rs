//! Routes, `02xx`: keys that AWS refuses, surprising matches, mappings and actions.

mod case_only_difference;
mod decoded_slash;
mod duplicate_mapping;
mod duplicate_route;
mod duplicate_variable;
mod empty_segment;
mod fifo_queue_parameter;
mod greedy_not_last;
mod invalid_parameter_value;
mod invalid_path_character;
mod invalid_variable_name;
mod mapping_on_action;
mod missing_parameter;
mod missing_variable;
mod mixed_forwarding;
mod query_in_path;
mod route_key_too_long;
mod trailing_slash;
mod unavailable_variable;
mod undefined_stage_variable;
mod unexpanded_variable;
mod unknown_action;
mod unknown_context_variable;
mod unknown_parameter;
mod unmatched_prefix;
mod unreachable_route;
mod unused_greedy_variable;
mod weaker_auth;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    duplicate_route::RULE,
    greedy_not_last::RULE,
    trailing_slash::RULE,
    empty_segment::RULE,
    invalid_path_character::RULE,
    invalid_variable_name::RULE,
    duplicate_variable::RULE,
    missing_variable::RULE,
    unmatched_prefix::RULE,
    unreachable_route::RULE,
    weaker_auth::RULE,
    case_only_difference::RULE,
    decoded_slash::RULE,
    unused_greedy_variable::RULE,
    query_in_path::RULE,
    route_key_too_long::RULE,
    unknown_action::RULE,
    unknown_parameter::RULE,
    missing_parameter::RULE,
    invalid_parameter_value::RULE,
    mapping_on_action::RULE,
    duplicate_mapping::RULE,
    unknown_context_variable::RULE,
    unavailable_variable::RULE,
    undefined_stage_variable::RULE,
    fifo_queue_parameter::RULE,
    unexpanded_variable::RULE,
    mixed_forwarding::RULE,
];
