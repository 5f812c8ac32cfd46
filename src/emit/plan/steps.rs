//! Steps: one for every resource, and the lookups that they need.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::emit::plan::addresses::{self, Address, addresses, targets};
use crate::emit::plan::patch::{self, Patches};
use crate::emit::plan::reference::{References, balancer_step, get, step_id};
use crate::emit::plan::{identity, marks, order};
use crate::emit::properties::properties;
use crate::facts::{Facts, ResourceType, ResourceTypes};
use crate::graph::resource::Read;
use crate::graph::{Attribute, Body, Expr, Id, Kind, Origin, Resource, Sealed};

/// The action of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Creates a resource.
    Create,
    /// Looks up a resource.
    Read,
}

impl Action {
    /// Returns the keyword in a plan.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
        }
    }
}

/// One operation.
pub(super) struct Step<'g> {
    /// Its id.
    pub(super) id: Cow<'g, str>,
    /// Its action.
    pub(super) action: Action,
    /// Its kind; an address lookup belongs to the endpoint's targets.
    pub(super) kind: Kind,
    /// The registry's type.
    pub(super) of: &'static str,
    /// The steps that must be complete first.
    pub(super) depends_on: BTreeSet<Cow<'g, str>>,
    /// The place in the spec that requires it.
    pub(super) origin: &'g Origin,
    subject: Subject<'g>,
}

/// The subject of a step. Properties are built when they are written, so that the plan is not in memory twice.
enum Subject<'g> {
    /// A resource, and the targets of a target group.
    Resource(&'g Resource, Option<Value>),
    /// A property that identifies the resource to read, and its value.
    Identifier(&'static str, Value),
    /// The ID of an existing resource.
    Existing(&'g Expr),
}

/// The data for describing steps, beside the graph.
pub(super) struct Registry<'f> {
    /// The facts, for AWS's naming rules.
    pub(super) facts: &'f Facts,
    /// The registry's types.
    pub(super) types: ResourceTypes,
    /// The deployment's name.
    pub(super) deployment: &'f str,
}

impl Step<'_> {
    /// Returns the properties; for a lookup, those that identify the resource.
    pub(super) fn properties(
        &self,
        references: &mut References<'_>,
        registry: &Registry<'_>,
    ) -> Map<String, Value> {
        let mut written = Map::new();
        match &self.subject {
            Subject::Resource(resource, targets) => {
                let deployment = registry.deployment;
                if let Some((property, name)) = marks::name(registry.facts, deployment, resource) {
                    written.insert(property.to_owned(), json!(name));
                }
                written.extend(references.entries(&properties(&resource.body)));
                if let Some(targets) = targets {
                    written.insert("Targets".to_owned(), targets.clone());
                }
                patch::apply(references, resource, &self.depends_on, &mut written);
                let mark = (deployment, &*self.id);
                marks::mark(&mut written, self.kind, &registry.types, mark);
            }
            Subject::Identifier(property, value) => {
                written.insert((*property).to_owned(), value.clone());
            }
            Subject::Existing(id) => {
                written.insert("Id".to_owned(), references.expr(id));
            }
        }
        written
    }

    /// Returns the step as it appears in a plan.
    pub(super) fn describe(
        self,
        references: &mut References<'_>,
        registry: &Registry<'_>,
    ) -> Value {
        // INVARIANT: a test looks up every kind of resource.
        let Some(of) = registry.types.types.get(self.of) else {
            never!("no type `{}` among the facts", self.of);
        };
        let properties = self.properties(references, registry);
        let mut described = Map::new();
        let mut put = |name: &str, value: Value| {
            described.insert(name.to_owned(), value);
        };
        put("id", (*self.id).into());
        if let Some(former) = self.former() {
            put("formerly", former.into());
        }
        put("action", self.action.word().into());
        put("type", self.of.into());
        put("via", identity::via(self.kind).into());
        put("identity", self.identity(registry, of, &properties));
        if self.action == Action::Create {
            put(
                "create_only",
                identity::present(&of.create_only, &properties),
            );
            put("write_only", identity::present(&of.write_only, &properties));
            put("retain", self.is_retained(references).into());
        }
        let lock = identity::lock(self.kind, &self.id, &properties);
        put("properties", Value::Object(properties));
        let depends_on = self.depends_on.iter();
        put(
            "depends_on",
            depends_on.map(|id| Value::from(&**id)).collect(),
        );
        if let Some(lock) = lock {
            put("lock", lock);
        }
        if let Some(until) = self.until() {
            put("until", until);
        }
        let origin = self.origin;
        put(
            "origin",
            json!({ "file": &*origin.file, "line": origin.line }),
        );
        if let Some(docs) = &origin.docs {
            put("description", docs.as_str().into());
        }
        Value::Object(described)
    }

    /// Returns true if a patch retains the resource when its step is removed.
    fn is_retained(&self, references: &References<'_>) -> bool {
        match &self.subject {
            Subject::Resource(resource, _) => references.patches.retains(resource),
            Subject::Identifier(..) | Subject::Existing(_) => false,
        }
    }

    fn former(&self) -> Option<&str> {
        match &self.subject {
            Subject::Resource(resource, _) => resource.former.as_ref().map(Id::as_str),
            Subject::Identifier(..) | Subject::Existing(_) => None,
        }
    }

    fn identity(
        &self,
        registry: &Registry<'_>,
        of: &ResourceType,
        properties: &Map<String, Value>,
    ) -> Value {
        match self.action {
            Action::Create => {
                let tagged = marks::is_tagged(self.kind, &registry.types);
                let mut identity = identity::identity(self.kind, of, properties);
                if tagged {
                    identity.insert("tag".to_owned(), marks::STEP.into());
                }
                Value::Object(identity)
            }
            Action::Read => {
                let names: Vec<&String> = properties.keys().collect();
                json!({ "id": names })
            }
        }
    }

    fn until(&self) -> Option<Value> {
        match self.subject {
            Subject::Identifier(..) if self.kind == Kind::Balancer => {
                Some(json!({ "path": "SecurityGroups/0" }))
            }
            Subject::Resource(..) | Subject::Identifier(..) | Subject::Existing(_) => {
                identity::until(self.kind)
            }
        }
    }
}

/// Returns the steps of a graph, in dependency order.
pub(super) fn steps(sealed: &Sealed) -> Vec<Step<'_>> {
    let addresses = addresses(sealed);
    let mut steps: Vec<Step<'_>> = Vec::with_capacity(sealed.graph().resources.len());
    for resource in &sealed.graph().resources {
        // Endpoint targets are not separate resources here: their target group lists them.
        if resource.body.kind() != Kind::EndpointTargets {
            steps.push(create(sealed, resource));
        }
    }
    for resource in &sealed.graph().resources {
        register(sealed, resource, &addresses, &mut steps);
        steps.extend(existing_endpoint(resource));
    }
    steps.extend(addresses.into_values().flatten().map(read));
    read_balancers(sealed, &mut steps);
    depend_on_patches(sealed, &mut steps);
    order::sort(
        steps,
        |step| (step.kind.descriptor().plan_rank, step.id.clone()),
        |step| &step.depends_on,
    )
}

fn create<'g>(sealed: &'g Sealed, resource: &'g Resource) -> Step<'g> {
    let kind = resource.body.kind();
    // An existing service is read directly.
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

/// Makes each patched step depend on the steps that its patches refer to, unless those depend on it.
fn depend_on_patches<'g>(sealed: &'g Sealed, steps: &mut [Step<'g>]) {
    let patches = Patches::new(sealed);
    for index in 0..steps.len() {
        let Some(step) = steps.get(index) else { break };
        let Subject::Resource(resource, _) = &step.subject else {
            continue;
        };
        let own = step.id.clone();
        let uses = patches.uses(resource).into_iter();
        let uses: Vec<&str> = uses.filter(|it| !waits_for(steps, it, &own)).collect();
        if let Some(step) = steps.get_mut(index) {
            step.depends_on.extend(uses.into_iter().map(Cow::from));
        }
    }
}

/// Returns true if a step equals another or depends on it.
fn waits_for(steps: &[Step<'_>], step: &str, other: &str) -> bool {
    let mut open = vec![step];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == other {
            return true;
        }
        if seen.insert(id)
            && let Some(found) = steps.iter().find(|it| it.id == id)
        {
            open.extend(found.depends_on.iter().map(|it| &**it));
        }
    }
    false
}

/// Returns the step that creates a resource: an endpoint's targets exist once their target group does.
fn stand_in<'g>(sealed: &'g Sealed, id: &'g Id) -> &'g str {
    let Some(resource) = sealed.get(id) else {
        return id.as_str();
    };
    if let Body::EndpointTargets(targets) = &resource.body {
        return stand_in(sealed, &targets.target_group);
    }
    step_id(resource)
}

/// Adds an endpoint's addresses to the step of their target group.
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
    if let (Some(step), Some(addresses)) = (step, addresses.get(&it.target_group)) {
        if let Subject::Resource(_, registered) = &mut step.subject {
            *registered = Some(targets(addresses, it.port));
        }
        let reads = addresses.iter().map(|address| address.id.clone().into());
        step.depends_on.extend(reads);
    }
}

/// Returns a step that reads an existing endpoint, for its network interfaces.
fn existing_endpoint(resource: &Resource) -> Option<Step<'_>> {
    let (step, id) = addresses::existing(resource)?;
    Some(Step {
        id: step.into(),
        action: Action::Read,
        kind: Kind::Endpoint,
        of: Kind::Endpoint.aws_type(),
        depends_on: BTreeSet::new(),
        origin: &resource.origin,
        subject: Subject::Existing(id),
    })
}

fn read(address: Address<'_>) -> Step<'_> {
    Step {
        action: Action::Read,
        kind: Kind::EndpointTargets,
        of: Address::TYPE,
        subject: Subject::Identifier("Id", address.interface()),
        depends_on: BTreeSet::from([address.endpoint]),
        origin: address.origin,
        id: address.id.into(),
    }
}

/// Adds a lookup of the load balancer of each ECS Express Mode service whose security group a rule references.
///
/// The service returns its groups as ARNs in some responses; the load balancer returns IDs.
fn read_balancers<'g>(sealed: &'g Sealed, steps: &mut Vec<Step<'g>>) {
    const LOAD_BALANCER: &str = "ECSManagedResourceArns/IngressPath/LoadBalancerArn";
    let mut services: BTreeMap<&Id, &Origin> = BTreeMap::new();
    for step in &mut *steps {
        let Subject::Resource(resource, _) = &step.subject else {
            continue;
        };
        let mut read = Vec::new();
        resource.body.each_read(&mut |what| {
            if let Read::Value(Expr::Get(id, Attribute::LoadBalancerSecurityGroup)) = what {
                read.push(id);
            }
        });
        for id in read {
            services.entry(id).or_insert(step.origin);
            let service = sealed.get(id).map_or(id.as_str(), step_id);
            step.depends_on.insert(balancer_step(service).into());
        }
    }
    for (id, origin) in services {
        let service = sealed.get(id).map_or(id.as_str(), step_id);
        steps.push(Step {
            id: balancer_step(service).into(),
            action: Action::Read,
            kind: Kind::Balancer,
            of: Kind::Balancer.aws_type(),
            depends_on: BTreeSet::from([service.into()]),
            origin,
            subject: Subject::Identifier("LoadBalancerArn", get(service, LOAD_BALANCER)),
        });
    }
}
