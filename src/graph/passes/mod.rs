//! Passes over a graph, for anything derived from the graph as a whole. Each pass is a file; the pipeline is the list
//! in [`run`].
//!
//! A pass changes resources created by lowering, or adds resources that can be derived without the spec. It must not
//! undo the work of another pass: each can rely on those before it.

mod gateway_tags;
mod kept_ids;
mod route_settings;
mod server_header;
mod sorted;
mod swallowed_preflights;
mod unread_inputs;

use std::collections::BTreeMap;

use crate::graph::resource::Tags;
use crate::graph::{Expr, Graph, Id};

/// Settings for the passes, beside the graph.
pub(super) struct Settings {
    /// Tags for every resource that supports them, sorted.
    pub(super) tags: Tags,
    /// The value of the response header `server`.
    pub(super) server_header: Option<Expr>,
    /// The former ids, from `moved` items.
    pub(super) formers: BTreeMap<Id, Id>,
}

/// Runs every pass.
pub(super) fn run(graph: &mut Graph, settings: &Settings) {
    swallowed_preflights::answer(graph);
    server_header::replace(graph, settings.server_header.as_ref());
    gateway_tags::add(graph, &settings.tags);
    route_settings::wait_for_routes(graph);
    kept_ids::keep(graph, &settings.formers);
    unread_inputs::drop(graph);
    sorted::sort(graph);
}
