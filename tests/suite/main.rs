//! The one test binary: fixtures in, marks and snapshots out.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has to stop at once, and says why"
)]

mod facts;

mod agreement;
#[cfg(all(feature = "live", unix))]
mod apply;
mod check_targets;
mod diag_formats;
mod diff;
mod doctor;
mod edits;
mod expects;
mod findings;
mod fuzzed;
mod graph;
mod import;
mod includes;
#[cfg(unix)]
mod init;
mod inputs;
mod pages;
mod patches;
mod resolve;
mod resolve_laws;
mod route_select;
mod route_trace;

mod architecture;
#[cfg(unix)]
mod commands;
mod costs;
mod custom_resource;
mod editors;
mod fmt;
mod golden;
#[cfg(unix)]
mod hostile_sizes;
mod judges;
mod language;
mod laws;
mod lsp;
#[cfg(unix)]
mod machine;
mod marks;
mod messages;
mod one_fault;
mod plans;
mod serve;
mod settings_stay;
#[cfg(unix)]
mod strangers;
mod supply;
mod symptoms;
mod syntax;
mod templates;
mod terraform;
mod tools;
mod verdicts;
