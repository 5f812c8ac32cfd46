//! Steps: one for every resource, and the reads that they need.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::emit::plan::addresses::{Address, addresses, targets};
use crate::emit::plan::order;
use crate::emit::plan::reference::{References, step_id};
use crate::emit::properties::properties;
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
    pub(super) id: Cow<'g, str>,
    /// What it does.
    pub(super) action: Action,
    /// The kind that it belongs to; a read belongs to the endpoint's targets.
    pub(super) kind: Kind,
    /// The registry's type.
    pub(super) of: &'static str,
    /// The steps that must be through before.
    pub(super) depends_on: BTreeSet<Cow<'g, str>>,
    /// The place that needs it.
    pub(super) origin: &'g Origin,
    subject: Subject<'g>,
}

/// What a step is about. Properties are made of it when they are written, so that no plan is in memory twice.
enum Subject<'g> {
    /// A resource, and the targets that a target group gets here.
    Resource(&'g Resource, Option<Value>),
    /// The identifier of a network interface.
    Interface(Value),
}

impl Step<'_> {
    /// The properties; of a read, those that identify what is read.
    pub(super) fn properties(&self, references: &mut References<'_>) -> Map<String, Value> {
        let mut written = Map::new();
        match &self.subject {
            Subject::Resource(resource, targets) => {
                if let Some((property, name)) = resource.body.given_name() {
                    written.insert(property.to_owned(), json!(name));
                }
                written.extend(references.entries(&properties(&resource.body)));
                if let Some(targets) = targets {
                    written.insert("Targets".to_owned(), targets.clone());
                }
            }
            Subject::Interface(identifier) => {
                written.insert("Id".to_owned(), identifier.clone());
            }
        }
        written
    }

    /// The step as a plan has it.
    pub(super) fn described(self, references: &mut References<'_>) -> Value {
        let properties = self.properties(references);
        let Self {
            id,
            action,
            kind: _,
            of,
            depends_on,
            origin,
            subject: _,
        } = self;
        let depends_on = depends_on.into_iter().map(Value::from);
        let mut described = Map::from_iter([
            ("id".to_owned(), id.into()),
            ("action".to_owned(), action.word().into()),
            ("type".to_owned(), of.into()),
            ("properties".to_owned(), Value::Object(properties)),
            ("depends_on".to_owned(), depends_on.collect()),
            (
                "origin".to_owned(),
                json!({ "file": &*origin.file, "line": origin.line }),
            ),
        ]);
        if let Some(docs) = &origin.docs {
            described.insert("description".to_owned(), docs.as_str().into());
        }
        Value::Object(described)
    }
}

/// The steps of a graph, each after all that it depends on.
pub(super) fn steps(sealed: &Sealed) -> Vec<Step<'_>> {
    let addresses = addresses(sealed);
    let mut steps: Vec<Step<'_>> = Vec::with_capacity(sealed.graph().resources.len());
    for resource in &sealed.graph().resources {
        // Endpoints' targets are no resources here: their target group lists them.
        if resource.body.kind() != Kind::EndpointTargets {
            steps.push(create(sealed, resource));
        }
    }
    for resource in &sealed.graph().resources {
        register(sealed, resource, &addresses, &mut steps);
    }
    steps.extend(addresses.into_values().flatten().map(read));
    order::sort(
        steps,
        |step| (step.kind.descriptor().plan_rank, step.id.clone()),
        |step| &step.depends_on,
    )
}

fn create<'g>(sealed: &'g Sealed, resource: &'g Resource) -> Step<'g> {
    let kind = resource.body.kind();
    // A service that exists is read itself.
    let (action, of) = if kind == Kind::ExpressLookup {
        (Action::Read, Kind::ExpressService.aws_type())
    } else {
        (Action::Create, kind.aws_type())
    };
    let read = resource.body.resources().into_iter();
    let first = read.chain(&resource.depends_on);
    Step {
        id: step_id(resource).into(),
        action,
        kind,
        of,
        depends_on: first.map(|id| stand_in(sealed, id).into()).collect(),
        origin: &resource.origin,
        subject: Subject::Resource(resource, None),
    }
}

/// The step that makes what an id names: the targets of an endpoint are there once their target group is.
fn stand_in<'g>(sealed: &'g Sealed, id: &'g Id) -> &'g str {
    let Some(resource) = sealed.get(id) else {
        return id.as_str();
    };
    if let Body::EndpointTargets(targets) = &resource.body {
        return stand_in(sealed, &targets.target_group);
    }
    step_id(resource)
}

/// Puts an endpoint's addresses into the step of their target group.
fn register<'g>(
    sealed: &'g Sealed,
    resource: &'g Resource,
    addresses: &BTreeMap<&Id, Vec<Address<'g>>>,
    steps: &mut [Step<'g>],
) {
    let Body::EndpointTargets(it) = &resource.body else {
        return;
    };
    let group = stand_in(sealed, &it.target_group);
    let step = steps.iter_mut().find(|step| step.id == group);
    if let (Some(step), Some(addresses)) = (step, addresses.get(&it.endpoint)) {
        if let Subject::Resource(_, registered) = &mut step.subject {
            *registered = Some(targets(addresses, it.port));
        }
        let reads = addresses.iter().map(|address| address.id.clone().into());
        step.depends_on.extend(reads);
    }
}

fn read(address: Address<'_>) -> Step<'_> {
    Step {
        action: Action::Read,
        kind: Kind::EndpointTargets,
        of: Address::TYPE,
        depends_on: BTreeSet::from([address.endpoint.into()]),
        origin: address.origin,
        subject: Subject::Interface(address.interface()),
        id: address.id.into(),
    }
}
