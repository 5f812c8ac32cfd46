//! `expect` items, `025x`: tests of the routes, compared with the trace.
//!
//! Each rule compares one part of an item; if the backend is wrong, only that is reported.

mod pattern_in_expect;
mod refused_preflight;
mod trace_summary;
mod uncertain_answer;
mod unexpected_auth;
mod unexpected_backend;
mod unexpected_header;
mod unexpected_limit;
mod unexpected_path;

use crate::check::{Rule, Spec};
use crate::model::Expect;
use crate::route::Table;
use crate::route::trace::{Trace, trace};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    unexpected_backend::RULE,
    unexpected_path::RULE,
    unexpected_auth::RULE,
    uncertain_answer::RULE,
    pattern_in_expect::RULE,
    unexpected_limit::RULE,
    unexpected_header::RULE,
    refused_preflight::RULE,
];

/// The maximum number of findings that suggest the nearest route; more are not printed.
const MOST_EXPLAINED: usize = 100;

/// The items that are requests, with their traces, which do not include the nearest route.
fn traces(spec: Spec<'_>) -> Vec<(&Expect, Trace)> {
    let program = spec.program;
    if program.expects.is_empty() {
        return Vec::new();
    }
    let table = Table::new(&program.routes).without_nearest();
    let requests = program.expects.iter().filter_map(|expect| {
        let request = pattern_in_expect::request(expect)?;
        Some((expect, trace(program, spec.facts, &table, &request)))
    });
    requests.collect()
}
