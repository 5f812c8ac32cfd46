//! `expect` items, `025x`: tests of the routes, held against what the matcher says.
//!
//! Each rule looks at one thing that an item says; the later ones are silent where somebody else answers.

mod doubtful_answer;
mod no_request;
mod other_answer;
mod other_auth;
mod other_path;
mod short_story;

use crate::check::{Rule, Spec};
use crate::model::Expect;
use crate::route::Table;
use crate::route::trace::{Trace, trace};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    other_answer::RULE,
    other_path::RULE,
    other_auth::RULE,
    doubtful_answer::RULE,
    no_request::RULE,
];

/// The items that are requests, and what becomes of those.
fn asked(spec: Spec<'_>) -> Vec<(&Expect, Trace)> {
    let program = spec.program;
    if program.expects.is_empty() {
        return Vec::new();
    }
    let table = Table::new(&program.routes);
    let told = program.expects.iter().filter_map(|expect| {
        let request = no_request::request(expect)?;
        Some((expect, trace(program, &table, &request)))
    });
    told.collect()
}
