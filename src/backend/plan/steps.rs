//! Steps: one for every resource, and the reads that they need.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::backend::plan::addresses::{Address, addresses, targets};
use crate::backend::plan::order;
use crate::backend::plan::reference::{References, step_id};
use crate::backend::properties::{name, properties};
use crate::graph::{Body, Id, Kind, Origin, Resource, Sealed};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Makes a resource.
    Create,
    /// Looks one up.
    Read,
}

impl Action {
    /// The word in a plan.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
        }
    }
}

/// One operation.
pub(super) struct Step<'g> {
    /// Its id: what it is about, in words.
    pub(super) id: String,
    /// What it does.
    pub(super) action: Action,
    /// The kind that it belongs to; a read belongs to the endpoint's targets.
    pub(super) kind: Kind,
    /// The registry's type.
    pub(super) of: &'static str,
    /// The properties; of a read, those that identify what is read.
    pub(super) properties: Map<String, Value>,
    /// The steps that must be through before.
    pub(super) depends_on: BTreeSet<String>,
    /// The place that needs it.
    pub(super) origin: &'g Origin,
}

/// The steps of a graph, each after all that it depends on.
pub(super) fn steps<'g>(sealed: &'g Sealed, references: &mut References<'_>) -> Vec<Step<'g>> {
    let addresses = addresses(sealed);
    let mut steps: Vec<Step<'g>> = Vec::new();
    for resource in &sealed.graph().resources {
        // Endpoints' targets are no resources here: their target group lists them.
        if resource.body.kind() != Kind::EndpointTargets {
            steps.push(create(sealed, resource, references));
        }
    }
    for resource in &sealed.graph().resources {
        register(sealed, resource, &addresses, &mut steps);
    }
    steps.extend(addresses.into_values().flatten().map(read));
    order::sort(steps)
}

fn create<'g>(
    sealed: &'g Sealed,
    resource: &'g Resource,
    references: &mut References<'_>,
) -> Step<'g> {
    let values = properties(&resource.body);
    let mut properties = Map::new();
    if let Some((property, name)) = name(&resource.body) {
        properties.insert(property.to_owned(), json!(name));
    }
    properties.extend(references.map(&values));
    let mut first = resource.body.resources();
    first.extend(&resource.depends_on);
    let kind = resource.body.kind();
    Step {
        id: step_id(resource).to_owned(),
        action: Action::Create,
        kind,
        of: kind.aws_type(),
        properties,
        depends_on: first.into_iter().map(|id| stand_in(sealed, id)).collect(),
        origin: &resource.origin,
    }
}

/// The step that makes what an id names: the targets of an endpoint are there once their target group is.
fn stand_in(sealed: &Sealed, id: &Id) -> String {
    let Some(resource) = sealed.get(id) else {
        return id.as_str().to_owned();
    };
    if let Body::EndpointTargets(targets) = &resource.body {
        return stand_in(sealed, &targets.target_group);
    }
    step_id(resource).to_owned()
}

/// Puts an endpoint's addresses into the step of their target group.
fn register(
    sealed: &Sealed,
    resource: &Resource,
    addresses: &BTreeMap<&Id, Vec<Address<'_>>>,
    steps: &mut [Step<'_>],
) {
    let Body::EndpointTargets(it) = &resource.body else {
        return;
    };
    let group = stand_in(sealed, &it.target_group);
    let step = steps.iter_mut().find(|step| step.id == group);
    if let (Some(step), Some(addresses)) = (step, addresses.get(&it.endpoint)) {
        step.properties
            .insert("Targets".to_owned(), targets(addresses, it.port));
        let reads = addresses.iter().map(|address| address.id.clone());
        step.depends_on.extend(reads);
    }
}

fn read(address: Address<'_>) -> Step<'_> {
    let mut properties = Map::new();
    properties.insert("Id".to_owned(), address.interface());
    Step {
        action: Action::Read,
        kind: Kind::EndpointTargets,
        of: Address::TYPE,
        properties,
        depends_on: BTreeSet::from([address.endpoint.to_owned()]),
        origin: address.origin,
        id: address.id,
    }
}
