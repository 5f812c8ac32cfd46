//! The names of a template: logical ids of resources, and parameters.

use std::collections::BTreeSet;

use crate::graph::id::pascal;
use crate::graph::{Id, Resource, Sealed};

/// The names of one template.
pub(super) struct Names<'g> {
    sealed: &'g Sealed,
    /// Inputs by name, sorted, and the parameters that they are.
    parameters: Vec<(&'g str, String)>,
}

impl<'g> Names<'g> {
    /// The names of a graph's template. Parameters and resources share one name space: a parameter gives way, since a
    /// resource under another id is another resource. `taken` are logical ids of resources that the graph does not have.
    pub(super) fn new(sealed: &'g Sealed, taken: &[&str]) -> Self {
        let graph = sealed.graph();
        let ids = graph.resources.iter().map(logical_id);
        let mut used: BTreeSet<String> = ids.collect();
        used.extend(taken.iter().map(|id| (*id).to_owned()));
        let mut parameters: Vec<(&str, String)> = Vec::with_capacity(graph.inputs.len());
        for input in &graph.inputs {
            let mut name = pascal(&input.name);
            while !used.insert(name.clone()) {
                name.push_str("Parameter");
            }
            parameters.push((&input.name, name));
        }
        parameters.sort_unstable();
        Self { sealed, parameters }
    }

    /// The parameter of an input.
    pub(super) fn parameter(&self, input: &str) -> String {
        let found = self
            .parameters
            .binary_search_by(|(name, _)| (*name).cmp(input));
        let found = found.ok().and_then(|index| self.parameters.get(index));
        found.map_or_else(|| pascal(input), |(_, name)| name.clone())
    }

    /// The resource of an id, as logical id.
    pub(super) fn resource(&self, id: &Id) -> String {
        self.sealed
            .get(id)
            .map_or_else(|| pascal(id.as_str()), logical_id)
    }

    /// The graph.
    pub(super) fn sealed(&self) -> &'g Sealed {
        self.sealed
    }
}

/// The logical id of a resource: the former one where the thing is still the same, as CloudFormation cannot rename.
pub(super) fn logical_id(resource: &Resource) -> String {
    let id = resource.former.as_ref().unwrap_or(&resource.id);
    pascal(id.as_str())
}
