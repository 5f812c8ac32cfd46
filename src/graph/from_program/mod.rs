//! Lowers a checked program to a graph: a file per family, and the code they share.
//!
//! Decides which resources a spec needs, their ids and their origins. Anything derived from the graph as a whole (twins
//! for preflights, tags on every resource) is a pass. Routes are visited in the order of their shapes, backends,
//! networks and authorizers in the order of their names, so the order of declarations never matters.

mod api;
mod compute;
mod dns;
mod inputs;
mod logs;
mod naming;
mod network;
mod origins;
mod outputs;
mod reach;
mod values;

use std::collections::BTreeSet;

use crate::diag::Diagnostic;
use crate::facts::Facts;
use crate::graph::passes::Settings;
use crate::graph::resource::{Body, Kind, Origin, Resource, Tags};
use crate::graph::route_id;
use crate::graph::{Graph, Id};
use crate::model::{Backend, BackendId, Destination, Program};
use crate::source::Sources;

use naming::{Names, Piece};
use origins::Origins;
use reach::Connection;

/// The result of lowering, before the passes.
pub(super) struct Draft {
    /// The graph, unsorted.
    pub(super) graph: Graph,
    /// Settings for the passes.
    pub(super) settings: Settings,
    /// Faults that only lowering can find.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The state shared by the files of this module.
struct Builder<'a> {
    program: &'a Program,
    facts: &'a Facts,
    origins: Origins<'a>,
    names: Names,
    /// Each route's index and shape, by shape.
    routes: Vec<(String, usize)>,
    /// For each backend, the first route (by shape) that it serves.
    first_routes: Vec<Option<usize>>,
    /// For each backend, true if an output shows one of its attributes.
    shown: Vec<bool>,
    /// For each backend, how API Gateway connects to it.
    connections: Vec<Option<Connection>>,
    networks: Vec<network::NetworkResources>,
    /// The roles created so far.
    roles: BTreeSet<Id>,
    /// The VPC connectors created so far.
    connectors: BTreeSet<Id>,
    graph: Graph,
    diagnostics: Vec<Diagnostic>,
}

/// Lowers a program.
pub(super) fn draft(program: &Program, facts: &Facts, sources: &Sources) -> Draft {
    let mut cx = Builder::new(program, facts, sources);
    compute::services(&mut cx);
    network::networks(&mut cx);
    reach::connections(&mut cx);
    let group = logs::group(&mut cx);
    api::api(&mut cx, group);
    dns::domains(&mut cx);
    outputs::outputs(&mut cx);
    let gateway = &program.gateway;
    let server_header = gateway.server_header.as_ref();
    let server_header = server_header.map(|text| cx.text(text));
    Draft {
        settings: Settings {
            tags: cx.tags(),
            server_header,
            formers: cx.names.into_formers(),
        },
        graph: cx.graph,
        diagnostics: cx.diagnostics,
    }
}

impl<'a> Builder<'a> {
    fn new(program: &'a Program, facts: &'a Facts, sources: &'a Sources) -> Self {
        let mut routes: Vec<(String, usize)> = program
            .routes
            .iter()
            .enumerate()
            .map(|(index, route)| (route_id::shape(&route.key), index))
            .collect();
        routes.sort();
        let mut first_routes = vec![None; program.backends.len()];
        for (_, index) in &routes {
            let target = program.routes.get(*index).map(|route| &route.destination);
            let backend = match target {
                Some(Destination::Backend(id)) => *id,
                Some(Destination::Action(action)) => action.backend,
                Some(Destination::Url(_)) | None => continue,
            };
            if let Some(first) = first_routes.get_mut(backend.0 as usize) {
                first.get_or_insert(*index);
            }
        }
        let gateway = &program.gateway.name;
        let region = program.gateway.region.as_ref();
        let mut cx = Self {
            program,
            facts,
            origins: Origins::new(program, sources),
            names: Names::new(&program.moves),
            routes,
            first_routes,
            shown: outputs::used_by_outputs(program),
            connections: vec![None; program.backends.len()],
            networks: Vec::new(),
            roles: BTreeSet::new(),
            connectors: BTreeSet::new(),
            graph: Graph {
                deployment: in_env(program, Names::new(&program.moves).first_gateway(gateway)),
                gateway: program.gateway.name.clone(),
                environment: program.env.clone(),
                description: values::plain(program.gateway.description.as_ref()),
                region: region.map(|region| region.value.clone()),
                partition: region
                    .and_then(|region| facts.regions.partition(&region.value))
                    .map(|partition| partition.name),
                patches: program.patches.clone(),
                ..Graph::default()
            },
            diagnostics: Vec::new(),
        };
        cx.graph.inputs = cx.program_inputs();
        cx
    }

    /// Returns the gateway's name with the environment's, for resources that can be renamed. Those that can't use the
    /// graph's `deployment`, which a renamed gateway keeps.
    fn title(&self) -> String {
        in_env(self.program, &self.program.gateway.name)
    }

    fn tags(&self) -> Tags {
        let tags = self.program.gateway.tags.iter();
        let mut tags: Tags = tags
            .map(|(name, value)| (name.value.clone(), self.text(value)))
            .collect();
        tags.sort_by(|(left, _), (right, _)| left.cmp(right));
        tags
    }

    fn id(&mut self, kind: Kind, pieces: &[Piece<'_>]) -> Id {
        self.names.id(kind, pieces)
    }

    fn push(&mut self, id: Id, origin: Origin, body: Body) {
        self.graph.resources.push(Resource {
            id,
            former: None,
            origin,
            depends_on: Vec::new(),
            body,
        });
    }

    /// Returns true if a route or an output uses the backend.
    fn is_used(&self, id: BackendId) -> bool {
        let index = id.0 as usize;
        let routed = self.first_routes.get(index).copied().flatten().is_some();
        routed || self.shown.get(index).copied().unwrap_or(false)
    }

    /// Returns the origin of a backend's resources: its declaration, or the first route (by shape) that implies it.
    fn backend_origin(&self, id: BackendId, backend: &Backend) -> Origin {
        let first = self.first_routes.get(id.0 as usize).copied().flatten();
        match first.and_then(|index| self.program.routes.get(index)) {
            Some(route) if !backend.declared => self.origins.route(self.program, route),
            Some(_) | None => self.origins.backend(backend),
        }
    }
}

/// Returns the gateway's name with the environment's, which distinguishes the deployments of a spec.
fn in_env(program: &Program, gateway: &str) -> String {
    match &program.env {
        Some(env) => format!("{gateway}-{env}"),
        None => gateway.to_owned(),
    }
}
