//! The names of a template: logical ids of resources, and parameters.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::graph::address::logical_id;
use crate::graph::id::pascal;
use crate::graph::{Id, Sealed};

/// The names of one template.
pub(super) struct Names<'g> {
    sealed: &'g Sealed,
    /// The logical ids of the graph's resources, in its order.
    logical: Vec<String>,
    /// Inputs by name, sorted, with their parameters.
    parameters: Vec<(&'g str, String)>,
}

impl<'g> Names<'g> {
    /// Returns the names of a graph's template. Parameters and resources share a name space. On a collision, the
    /// parameter is renamed, since another logical ID means another resource. `taken` are the logical IDs of resources
    /// outside the graph.
    pub(super) fn new(sealed: &'g Sealed, taken: &BTreeSet<&str>) -> Self {
        let graph = sealed.graph();
        let logical: Vec<String> = graph.resources.iter().map(logical_id).collect();
        let mut used: HashSet<String> = HashSet::new();
        // Without inputs, there are no collisions.
        if !graph.inputs.is_empty() {
            used.extend(logical.iter().cloned());
            used.extend(taken.iter().map(|id| (*id).to_owned()));
        }
        let mut parameters: Vec<(&str, String)> = Vec::with_capacity(graph.inputs.len());
        for input in &graph.inputs {
            let mut name = pascal(&input.name);
            while !used.insert(name.clone()) {
                name.push_str("Parameter");
            }
            parameters.push((&input.name, name));
        }
        parameters.sort_unstable();
        Self {
            sealed,
            logical,
            parameters,
        }
    }

    /// Returns the parameter of an input.
    pub(super) fn parameter(&self, input: &str) -> String {
        let found = self
            .parameters
            .binary_search_by(|(name, _)| (*name).cmp(input));
        let found = found.ok().and_then(|index| self.parameters.get(index));
        match found {
            Some((_, name)) => name.clone(),
            None => never!("a sealed graph reads the input `{input}`, which it does not have"),
        }
    }

    /// Returns the logical ID of a resource.
    pub(super) fn resource(&self, id: &Id) -> Cow<'_, str> {
        let index = self.sealed.position(id);
        let known = index.and_then(|index| self.logical.get(index));
        match known {
            Some(known) => Cow::Borrowed(known.as_str()),
            None => never!("a sealed graph reads `{id}`, which it does not have"),
        }
    }

    /// Returns the graph.
    pub(super) fn sealed(&self) -> &'g Sealed {
        self.sealed
    }
}
