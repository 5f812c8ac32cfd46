//! The one test binary: fixtures in, marks and snapshots out.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on has to stop at once, and says why"
)]

#[path = "suite/facts.rs"]
mod facts;

#[path = "suite/agreement/mod.rs"]
mod agreement;
#[path = "suite/diag_formats.rs"]
mod diag_formats;
#[path = "suite/diff.rs"]
mod diff;
#[path = "suite/expects.rs"]
mod expects;
#[path = "suite/foresee.rs"]
mod foresee;
#[path = "suite/fuzzed.rs"]
mod fuzzed;
#[path = "suite/graph.rs"]
mod graph;
#[path = "suite/includes.rs"]
mod includes;
#[path = "suite/pages.rs"]
mod pages;
#[path = "suite/resolve.rs"]
mod resolve;
#[path = "suite/resolve_laws.rs"]
mod resolve_laws;
#[path = "suite/route_select.rs"]
mod route_select;
#[path = "suite/route_trace.rs"]
mod route_trace;

#[cfg(unix)]
#[path = "suite/commands.rs"]
mod commands;
#[path = "suite/custom_resource.rs"]
mod custom_resource;
#[path = "suite/editors.rs"]
mod editors;
#[path = "suite/fmt.rs"]
mod fmt;
#[path = "suite/golden.rs"]
mod golden;
#[cfg(unix)]
#[path = "suite/hostile_sizes.rs"]
mod hostile_sizes;
#[path = "suite/house.rs"]
mod house;
#[path = "suite/judges.rs"]
mod judges;
#[path = "suite/language.rs"]
mod language;
#[path = "suite/laws.rs"]
mod laws;
#[path = "suite/lsp.rs"]
mod lsp;
#[cfg(unix)]
#[path = "suite/machine.rs"]
mod machine;
mod marks;
#[path = "suite/plans.rs"]
mod plans;
#[path = "suite/supply.rs"]
mod supply;
#[path = "suite/syntax.rs"]
mod syntax;
#[path = "suite/templates.rs"]
mod templates;
#[path = "suite/terraform.rs"]
mod terraform;
#[path = "suite/tools/mod.rs"]
mod tools;
#[path = "suite/verdicts.rs"]
mod verdicts;
