//! Resources that come, go or change, and why one is replaced.
//!
//! Compares two plans as documents: their form is public (`gwc-plan/1`), ids say what a resource is, and properties are
//! those of CloudFormation, in which AWS says which of them cannot change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::facts::ResourceTypes;

/// A resource that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceChange {
    /// Its id in the plan.
    pub id: String,
    /// CloudFormation's name of its type.
    pub kind: String,
    /// What becomes of it.
    pub fate: Fate,
    /// The properties that change, as paths with `/`.
    pub properties: Vec<String>,
}

/// What becomes of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is deleted, and another is made.
    Replaced(Vec<Reason>),
    /// It goes.
    Deleted,
    /// It changes in place.
    Updated,
    /// It comes.
    Created,
}

/// Why a resource is replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A property changes that AWS cannot change.
    CreateOnly(String),
    /// Such a property refers to a resource that is replaced: the property, and the resource.
    Follows(String, String),
    /// The id now belongs to a resource of another type, which it was before.
    OtherType(String),
}

/// A step that creates something.
struct Step<'p> {
    kind: &'p str,
    properties: &'p Value,
}

/// The changes between two plans, replacements first, each kind by id.
#[must_use]
pub fn resources(old: &Value, new: &Value, types: &ResourceTypes) -> Vec<ResourceChange> {
    let (old, new) = (steps(old), steps(new));
    let mut changes: BTreeMap<&str, ResourceChange> = BTreeMap::new();
    for (id, step) in &new {
        let Some(before) = old.get(id) else {
            changes.insert(id, change(id, step, Fate::Created, Vec::new()));
            continue;
        };
        let mut properties = Vec::new();
        differences("", before.properties, step.properties, &mut properties);
        if before.kind != step.kind {
            let fate = Fate::Replaced(vec![Reason::OtherType(before.kind.to_owned())]);
            changes.insert(id, change(id, step, fate, Vec::new()));
        } else if !properties.is_empty() {
            let fixed = properties
                .iter()
                .filter_map(|it| create_only(types, step.kind, it));
            let reasons: BTreeSet<Reason> = fixed.map(Reason::CreateOnly).collect();
            let fate = if reasons.is_empty() {
                Fate::Updated
            } else {
                Fate::Replaced(reasons.into_iter().collect())
            };
            changes.insert(id, change(id, step, fate, properties));
        }
    }
    for (id, step) in &old {
        if !new.contains_key(id) {
            changes.insert(id, change(id, step, Fate::Deleted, Vec::new()));
        }
    }
    follow(&new, types, &mut changes);
    let mut changes: Vec<ResourceChange> = changes.into_values().collect();
    let rank = |fate: &Fate| match fate {
        Fate::Replaced(_) => 0,
        Fate::Deleted => 1,
        Fate::Updated => 2,
        Fate::Created => 3,
    };
    changes.sort_by_key(|it| rank(&it.fate));
    changes
}

fn change(id: &str, step: &Step<'_>, fate: Fate, properties: Vec<String>) -> ResourceChange {
    ResourceChange {
        id: id.to_owned(),
        kind: step.kind.to_owned(),
        fate,
        properties,
    }
}

fn steps(plan: &Value) -> BTreeMap<&str, Step<'_>> {
    let steps = plan.get("steps").and_then(Value::as_array);
    let text =
        |step: &'_ Value, key: &str| step.get(key).and_then(Value::as_str).map(str::to_owned);
    let created = steps.into_iter().flatten().filter_map(|step| {
        // What is only read is nothing that a deploy makes or changes.
        (text(step, "action")? == "create").then_some(())?;
        let id = step.get("id")?.as_str()?;
        let found = Step {
            kind: step.get("type")?.as_str()?,
            properties: step.get("properties")?,
        };
        Some((id, found))
    });
    created.collect()
}

/// The paths at which two values differ; a list differs as a whole.
fn differences(path: &str, old: &Value, new: &Value, found: &mut Vec<String>) {
    match (old, new) {
        (Value::Object(before), Value::Object(after))
            if !is_reference(old) && !is_reference(new) =>
        {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let below = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}/{key}")
                };
                let at = |map: &serde_json::Map<String, Value>| map.get(key).cloned();
                let (old, new) = (
                    at(before).unwrap_or_default(),
                    at(after).unwrap_or_default(),
                );
                differences(&below, &old, &new, found);
            }
        }
        _ if old == new => {}
        _ => found.push(path.to_owned()),
    }
}

fn is_reference(value: &Value) -> bool {
    let map = value.as_object();
    map.is_some_and(|map| map.keys().any(|key| key.starts_with('$')))
}

/// The create-only property that a changed path is, lies in, or holds.
fn create_only(types: &ResourceTypes, kind: &str, path: &str) -> Option<String> {
    let fixed = &types.types.get(kind)?.create_only;
    let inside = |outer: &str, inner: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let met = fixed.iter().find(|it| inside(it, path) || inside(path, it));
    met.map(|it| (*it).to_owned())
}

/// Who refers to a replaced resource in a property that cannot change is replaced too, and so on; who does in another
/// property changes in place.
fn follow<'p>(
    new: &BTreeMap<&'p str, Step<'p>>,
    types: &ResourceTypes,
    changes: &mut BTreeMap<&'p str, ResourceChange>,
) {
    loop {
        let replaced: BTreeSet<String> = changes
            .values()
            .filter(|it| matches!(it.fate, Fate::Replaced(_)))
            .map(|it| it.id.clone())
            .collect();
        let mut grew = false;
        for (id, step) in new {
            let mut uses = Vec::new();
            references("", step.properties, &mut uses);
            for (path, target) in uses.iter().filter(|(_, target)| replaced.contains(target)) {
                let entry = changes
                    .entry(id)
                    .or_insert_with(|| change(id, step, Fate::Updated, Vec::new()));
                if !entry.properties.contains(path) && entry.fate != Fate::Created {
                    entry.properties.push(path.clone());
                    grew = true;
                }
                let Some(fixed) = create_only(types, step.kind, path) else {
                    continue;
                };
                let reason = Reason::Follows(fixed, target.clone());
                match &mut entry.fate {
                    Fate::Updated => {
                        entry.fate = Fate::Replaced(vec![reason]);
                        grew = true;
                    }
                    Fate::Replaced(reasons) if !reasons.contains(&reason) => {
                        reasons.push(reason);
                        grew = true;
                    }
                    Fate::Replaced(_) | Fate::Created | Fate::Deleted => {}
                }
            }
        }
        if !grew {
            return;
        }
    }
}

/// Every step that a value refers to, with the path of the property that does.
fn references(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                found.push((path.to_owned(), target.to_owned()));
            }
            let get = map.get("$get").and_then(Value::as_array);
            if let Some(target) = get.and_then(|it| it.first()).and_then(Value::as_str) {
                found.push((path.to_owned(), target.to_owned()));
            }
            for (key, below) in map.iter().filter(|(key, _)| *key != "$get") {
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
