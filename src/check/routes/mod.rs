//! Routes, `02xx`: keys that AWS refuses, requests that go elsewhere than it looks, mappings and actions.

mod decoded_slash;
mod doubled_mapping;
mod early_variable;
mod empty_segment;
mod greedy_not_last;
mod lacking_variable;
mod letter_case;
mod long_route_key;
mod lost_rest;
mod mapping_on_action;
mod missing_parameter;
mod odd_path_character;
mod odd_variable_name;
mod query_in_path;
mod repeated_variable;
mod same_shape;
mod trailing_slash;
mod unanswered_prefix;
mod unknown_action;
mod unknown_context_variable;
mod unknown_parameter;
mod unreachable_route;
mod unset_stage_variable;
mod weaker_auth;
mod wrong_parameter_value;

use crate::check::Rule;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    same_shape::RULE,
    greedy_not_last::RULE,
    trailing_slash::RULE,
    empty_segment::RULE,
    odd_path_character::RULE,
    odd_variable_name::RULE,
    repeated_variable::RULE,
    lacking_variable::RULE,
    unanswered_prefix::RULE,
    unreachable_route::RULE,
    weaker_auth::RULE,
    letter_case::RULE,
    decoded_slash::RULE,
    lost_rest::RULE,
    query_in_path::RULE,
    long_route_key::RULE,
    unknown_action::RULE,
    unknown_parameter::RULE,
    missing_parameter::RULE,
    wrong_parameter_value::RULE,
    mapping_on_action::RULE,
    doubled_mapping::RULE,
    unknown_context_variable::RULE,
    early_variable::RULE,
    unset_stage_variable::RULE,
];
