//! Compares two graphs: the resources that are created, replaced, updated or deleted, why, and how AWS handles it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::driver::patched_properties;
use crate::emit::properties::tree::{Naming, is_symbol, text, tree};
use crate::facts::{Confidence, Deployer, ResourceTypes, Update, UpdateEffect, Updates};
use crate::graph::address::terraform_address;
use crate::graph::id::pascal;
use crate::graph::{PatchTarget, Resource, Sealed};

/// A resource that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceChange {
    /// Its id in the graph.
    pub id: String,
    /// Its name in the target.
    pub name: String,
    /// CloudFormation's name of its type.
    pub kind: String,
    /// The action.
    pub action: Action,
    /// The properties that change.
    pub properties: Vec<PropertyChange>,
    /// The reason why AWS will refuse the change, and the remedy.
    pub refused: Option<String>,
    /// Other effects of the change, e.g. that requests fail in the meantime.
    pub effects: Vec<String>,
}

/// A property that changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PropertyChange {
    /// Its path, with `/` between the levels.
    pub path: String,
    /// The value before, as text.
    pub old: String,
    /// The value after, as text.
    pub new: String,
}

/// The change of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is replaced by a new one.
    Replace(Vec<Reason>),
    /// It is deleted.
    Delete,
    /// It changes in place.
    Update,
    /// It is created.
    Create,
}

/// The reason why a resource is replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A property changes that AWS cannot change in place.
    CreateOnly(String),
    /// Such a property refers to a replaced resource: the property, and the resource's name.
    Follows(String, String),
    /// The id now belongs to a resource of another type; holds the old type.
    OtherType(String),
}

impl Action {
    /// Returns the word used in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Replace(_) => "replace",
            Self::Delete => "delete",
            Self::Update => "update",
            Self::Create => "create",
        }
    }
}

impl ResourceChange {
    /// Returns the changed properties, and the reasons for a replacement.
    #[must_use]
    pub fn why(&self) -> Vec<String> {
        let reasons = match &self.action {
            Action::Replace(reasons) => reasons.iter().map(reason).collect(),
            Action::Delete | Action::Update | Action::Create => Vec::new(),
        };
        let effects = self.effects.iter().cloned();
        reasons
            .into_iter()
            .chain(effects)
            .chain(self.values())
            .collect()
    }

    /// Returns the old and new values of its properties, with equal changes merged.
    fn values(&self) -> impl Iterator<Item = String> {
        let mut places: Vec<(&PropertyChange, usize)> = Vec::new();
        let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for change in &self.properties {
            let at = *known
                .entry((&change.old, &change.new))
                .or_insert(places.len());
            match places.get_mut(at) {
                Some((_, count)) => *count += 1,
                None => places.push((change, 1)),
            }
        }
        places.into_iter().map(|(change, count)| {
            let PropertyChange { path, old, new } = change;
            match count {
                1 => format!("{path}: {old} -> {new}"),
                count => format!("{path} and {} more: {old} -> {new}", count - 1),
            }
        })
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::CreateOnly(property) => format!("{property} cannot change in place"),
        Reason::Follows(property, name) => {
            format!("{property} cannot change in place, and {name} is replaced")
        }
        Reason::OtherType(kind) => format!("it was a {kind}"),
    }
}

/// Facts about updates.
#[derive(Debug)]
pub struct UpdateFacts {
    /// Properties that cannot change in place.
    pub types: ResourceTypes,
    /// Updates with side effects.
    pub updates: Updates,
}

impl UpdateFacts {
    /// Loads the facts that are built into the program.
    #[must_use]
    pub fn load() -> Self {
        Self {
            types: ResourceTypes::load(),
            updates: Updates::load(),
        }
    }
}

/// A resource and its comparable properties.
struct Node<'g> {
    resource: &'g Resource,
    properties: Value,
}

/// Compares two graphs. Replacements come first, and each kind is sorted by id.
#[must_use]
pub fn resources(
    old: &Sealed,
    new: &Sealed,
    known: &UpdateFacts,
    deployer: Deployer,
) -> Vec<ResourceChange> {
    let types = &known.types;
    let (old, new) = (nodes(old, deployer), nodes(new, deployer));
    let mut changes: BTreeMap<&str, ResourceChange> = BTreeMap::new();
    for (id, node) in &new {
        let Some(before) = old.get(id) else {
            changes.insert(id, change(id, node, deployer, Action::Create));
            continue;
        };
        let (was, is) = (aws_type(before), aws_type(node));
        if was != is {
            let reason = Reason::OtherType(was.to_owned());
            changes.insert(
                id,
                change(id, node, deployer, Action::Replace(vec![reason])),
            );
            continue;
        }
        let mut properties = Vec::new();
        differences("", &before.properties, &node.properties, &mut properties);
        if properties.is_empty() {
            continue;
        }
        let fixed: BTreeSet<String> = properties
            .iter()
            .filter_map(|it| create_only(types, is, &it.path))
            .collect();
        let action = match fixed.is_empty() {
            true => Action::Update,
            false => Action::Replace(fixed.into_iter().map(Reason::CreateOnly).collect()),
        };
        let mut found = change(id, node, deployer, action);
        found.properties = properties;
        let effects = known
            .updates
            .of(deployer, is, &before.properties, &node.properties);
        effects.for_each(|update| note(&mut found, update));
        changes.insert(id, found);
    }
    for (id, node) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
        changes.insert(id, change(id, node, deployer, Action::Delete));
    }
    follow(&new, types, deployer, &mut changes);
    for (id, change) in &mut changes {
        if let Some(node) = new.get(id) {
            interruption(change, node, deployer);
        }
    }
    let mut changes: Vec<ResourceChange> = changes.into_values().collect();
    let rank = |action: &Action| match action {
        Action::Replace(_) => 0,
        Action::Delete => 1,
        Action::Update => 2,
        Action::Create => 3,
    };
    changes.sort_by_key(|it| (it.refused.is_none(), rank(&it.action)));
    changes
}

/// Adds whether requests fail during a replacement, unless a fact about the update already says so.
fn interruption(change: &mut ResourceChange, node: &Node<'_>, deployer: Deployer) {
    let mut effects = change.effects.iter();
    let is_known = change.refused.is_some() || effects.any(|it| it.starts_with("requests "));
    if is_known || !matches!(change.action, Action::Replace(_)) {
        return;
    }
    let create_first = match deployer {
        // A stack always creates the replacement first.
        Deployer::CloudFormation => true,
        Deployer::Terraform | Deployer::Apply => {
            node.resource.body.kind().descriptor().create_first
        }
    };
    change.effects.push(if create_first {
        "requests keep working: the replacement is created first".to_owned()
    } else {
        "requests may fail in the meantime: it is deleted before its replacement is created"
            .to_owned()
    });
}

/// Adds the known effect of an update.
fn note(change: &mut ResourceChange, update: &Update) {
    let condition = update.condition.map(|it| format!(" if {it}"));
    let instead = match update.instead {
        "" => String::new(),
        instead => format!("; {instead}"),
    };
    let text = format!("{}{instead}", update.why);
    let condition = condition.unwrap_or_default();
    let effect = match update.effect {
        UpdateEffect::Refused if update.confidence == Confidence::Sure => {
            refuse(change, condition, text);
            return;
        }
        // A setting for a deleted route makes every later update fail.
        UpdateEffect::Stale if update.property.starts_with("RouteSettings") => {
            refuse(change, condition, text);
            return;
        }
        UpdateEffect::Refused => "AWS may refuse this",
        UpdateEffect::Conditional => "AWS refuses this",
        UpdateEffect::Interrupts => "requests may fail in the meantime",
        UpdateEffect::Stale => "the old value stays in force",
        UpdateEffect::Harmless => "requests keep working",
    };
    change.effects.push(format!("{effect}{condition}: {text}"));
}

/// Sets the refusal unless there is one already: one reason is enough.
fn refuse(change: &mut ResourceChange, condition: String, text: String) {
    change
        .refused
        .get_or_insert_with(|| match condition.trim_start() {
            "" => text,
            condition => format!("{condition}: {text}"),
        });
}

/// Indexes the resources by the id that they were created under, since some targets cannot rename.
fn nodes(sealed: &Sealed, deployer: Deployer) -> BTreeMap<&str, Node<'_>> {
    let naming = |resource: &Resource| match deployer {
        Deployer::CloudFormation => Naming::Generated,
        // The name from the first apply stays.
        Deployer::Terraform if resource.body.kind().descriptor().kept_name.is_some() => {
            Naming::Generated
        }
        Deployer::Terraform | Deployer::Apply => Naming::Written,
    };
    let target = match deployer {
        Deployer::CloudFormation | Deployer::Apply => PatchTarget::Cfn,
        Deployer::Terraform => PatchTarget::Terraform,
    };
    let resources = sealed.graph().resources.iter();
    let mut nodes: BTreeMap<&str, Node<'_>> = resources
        .map(|resource| {
            let properties = tree(resource, naming(resource));
            (
                first_id(resource),
                Node {
                    resource,
                    properties,
                },
            )
        })
        .collect();
    for (resource, properties) in patched_properties(sealed, target) {
        if let Some(node) = nodes.get_mut(first_id(resource)) {
            node.properties = properties;
        }
    }
    let renamed = sealed
        .graph()
        .resources
        .iter()
        .filter(|it| it.former.is_some());
    let first_ids: BTreeMap<&str, &str> =
        renamed.map(|it| (it.id.as_str(), first_id(it))).collect();
    if !first_ids.is_empty() {
        for node in nodes.values_mut() {
            refer_by_first_id(&mut node.properties, &first_ids);
        }
    }
    nodes
}

/// Rewrites references to the ids that resources were created under, so that a new name alone changes no reference.
fn refer_by_first_id(value: &mut Value, first_ids: &BTreeMap<&str, &str>) {
    match value {
        Value::Array(entries) => {
            for entry in entries {
                refer_by_first_id(entry, first_ids);
            }
        }
        Value::Object(map) => {
            let referred = map.get_mut("$get").and_then(|get| get.get_mut(0));
            if let Some(Value::String(id)) = referred
                && let Some(first) = first_ids.get(&**id)
            {
                *id = (*first).to_owned();
            }
            for entry in map.values_mut() {
                refer_by_first_id(entry, first_ids);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the id that a resource was created under.
fn first_id(resource: &Resource) -> &str {
    resource.former.as_ref().unwrap_or(&resource.id).as_str()
}

fn aws_type(node: &Node<'_>) -> &'static str {
    node.resource.body.kind().aws_type()
}

fn change(id: &str, node: &Node<'_>, deployer: Deployer, action: Action) -> ResourceChange {
    ResourceChange {
        id: id.to_owned(),
        name: name(node.resource, id, deployer),
        kind: aws_type(node).to_owned(),
        action,
        properties: Vec::new(),
        refused: None,
        effects: Vec::new(),
    }
}

/// Returns the name of a resource in the target; `id` is the one that it was created under.
fn name(resource: &Resource, id: &str, deployer: Deployer) -> String {
    match deployer {
        Deployer::CloudFormation => pascal(id),
        Deployer::Terraform => terraform_address(resource.body.kind(), &resource.id),
        Deployer::Apply => id.to_owned(),
    }
}

/// Collects the paths at which two values differ. A list is compared as a whole.
fn differences(path: &str, old: &Value, new: &Value, found: &mut Vec<PropertyChange>) {
    match (old, new) {
        (Value::Object(before), Value::Object(after)) if !is_symbol(old) && !is_symbol(new) => {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let below = match path {
                    "" => key.clone(),
                    path => format!("{path}/{key}"),
                };
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::Null)
                };
                differences(&below, &of(before), &of(after), found);
            }
        }
        _ if old == new => {}
        _ => found.push(PropertyChange {
            path: path.to_owned(),
            old: text(old),
            new: text(new),
        }),
    }
}

/// Returns the create-only property that contains a changed path or lies below it.
fn create_only(types: &ResourceTypes, kind: &str, path: &str) -> Option<String> {
    let fixed = &types.types.get(kind)?.create_only;
    let inside = |outer: &str, inner: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let met = fixed.iter().find(|it| inside(it, path) || inside(path, it));
    met.map(|it| (*it).to_owned())
}

/// Propagates replacements: a resource that refers to a replaced one is replaced too if the property cannot change in
/// place, and updated otherwise.
fn follow<'g>(
    new: &BTreeMap<&'g str, Node<'g>>,
    types: &ResourceTypes,
    deployer: Deployer,
    changes: &mut BTreeMap<&'g str, ResourceChange>,
) {
    let mut users: BTreeMap<String, Vec<(&'g str, String)>> = BTreeMap::new();
    for (id, node) in new {
        let mut uses = Vec::new();
        references("", &node.properties, &mut uses);
        for (path, target) in uses {
            users.entry(target).or_default().push((id, path));
        }
    }
    let is_replaced = |it: &ResourceChange| matches!(it.action, Action::Replace(_));
    let mut queue: Vec<String> = changes
        .values()
        .filter(|it| is_replaced(it))
        .map(|it| it.id.clone())
        .collect();
    while let Some(replaced) = queue.pop() {
        for (id, path) in users.get(&replaced).into_iter().flatten() {
            let Some(node) = new.get(id) else {
                continue;
            };
            let entry = changes
                .entry(id)
                .or_insert_with(|| change(id, node, deployer, Action::Update));
            if entry.action == Action::Create {
                continue;
            }
            let target = new.get(replaced.as_str());
            let target = target.map_or(replaced.clone(), |it| {
                name(it.resource, &replaced, deployer)
            });
            if !entry.properties.iter().any(|it| it.path == *path) {
                entry.properties.push(PropertyChange {
                    path: path.clone(),
                    old: target.clone(),
                    new: format!("the new {target}"),
                });
            }
            let Some(fixed) = create_only(types, aws_type(node), path) else {
                continue;
            };
            let reason = Reason::Follows(fixed, target);
            match &mut entry.action {
                Action::Update => {
                    entry.action = Action::Replace(vec![reason]);
                    queue.push((*id).to_owned());
                }
                Action::Replace(reasons) if !reasons.contains(&reason) => reasons.push(reason),
                Action::Replace(_) | Action::Create | Action::Delete => {}
            }
        }
    }
}

/// Collects every resource that a value refers to, with the path of the referring property.
fn references(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            let get = map.get("$get").and_then(Value::as_array);
            if let Some(target) = get.and_then(|it| it.first()).and_then(Value::as_str) {
                found.push((path.to_owned(), target.to_owned()));
                return;
            }
            for (key, below) in map {
                let longer = match (path.is_empty(), key.starts_with('$')) {
                    (_, true) => path.to_owned(),
                    (true, false) => key.clone(),
                    (false, false) => format!("{path}/{key}"),
                };
                references(&longer, below, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|it| references(path, it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
