//! The verified graph. Its only constructor is private to this module.

use crate::graph::{Graph, Id, Resource};

/// A graph that holds every invariant; its resources are sorted by id, and every reference resolves.
#[derive(Clone, Debug)]
pub struct Sealed {
    graph: Graph,
}

impl Sealed {
    /// Wraps a graph whose invariants have been checked.
    pub(super) fn new(graph: Graph) -> Self {
        Self { graph }
    }

    /// Returns the graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Returns the resource with an id, by binary search.
    #[must_use]
    pub fn get(&self, id: &Id) -> Option<&Resource> {
        let found = self.position(id);
        found.and_then(|index| self.graph.resources.get(index))
    }

    /// Returns the index of an id among the resources.
    #[must_use]
    pub fn position(&self, id: &Id) -> Option<usize> {
        let resources = &self.graph.resources;
        resources
            .binary_search_by(|resource| resource.id.cmp(id))
            .ok()
    }
}
