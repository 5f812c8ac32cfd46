//! Passes over a graph: what follows from the graph as a whole. A pass is a file, and the pipeline is the list in [`run`].
//!
//! A pass changes resources that lowering made, or adds some that need no look at the spec. It must not undo what
//! another pass did: each may count on those before it.

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

/// What passes know beside the graph.
pub(super) struct Settings {
    /// Tags of everything that takes them, sorted.
    pub(super) tags: Tags,
    /// What the header `server` of answers says.
    pub(super) server_header: Option<Expr>,
    /// The ids that things had before a `moved` item.
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
