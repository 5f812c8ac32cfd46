//! The changes that the patches of one target make, property by property, in CloudFormation's names.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::emit::properties::tree::{Naming, tree};
use crate::graph::address::{logical_id, terraform_address};
use crate::graph::id::pascal;
use crate::graph::{Graph, Id, Patch, PatchTarget, Resource, Sealed};

/// A property that a patch changes.
pub(super) struct Change<'g> {
    /// The patch.
    pub(super) patch: &'g Patch,
    /// The resource.
    pub(super) resource: &'g Resource,
    /// The steps to the property, in CloudFormation's names.
    pub(super) path: Vec<String>,
    /// The value after the patch; null if it is removed.
    pub(super) new: Value,
    /// All properties of the resource after the patches.
    pub(super) properties: Arc<Value>,
}

impl Change<'_> {
    /// Returns the top-level property of the resource.
    pub(super) fn property(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    /// Returns the steps, joined by slashes.
    pub(super) fn path(&self) -> String {
        self.path.join("/")
    }

    /// Returns the steps as string slices, for matching.
    pub(super) fn steps(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

/// A patched resource, its properties after the patches, and the patches.
type PatchedResource<'g> = (&'g Resource, Value, Vec<&'g Patch>);

/// Returns the resources that the patches of a target change, with their new properties in CloudFormation's names.
#[must_use]
pub fn patched_properties(sealed: &Sealed, target: PatchTarget) -> Vec<(&Resource, Value)> {
    let patched = apply_patches(sealed, target).into_iter();
    patched
        .map(|(resource, properties, _)| (resource, properties))
        .collect()
}

/// Applies the patches of a target. Leaves out patches without a destination, which the emitters report.
fn apply_patches(sealed: &Sealed, target: PatchTarget) -> Vec<PatchedResource<'_>> {
    let graph = sealed.graph();
    let mut names: BTreeMap<String, &Resource> = BTreeMap::new();
    let mut places: BTreeMap<&Id, usize> = BTreeMap::new();
    let mut found: Vec<PatchedResource<'_>> = Vec::new();
    for patch in graph.patches.iter().filter(|it| it.target.value == target) {
        if names.is_empty() {
            let resources = graph.resources.iter();
            names = resources.map(|it| (name(it, target), it)).collect();
        }
        let (Some(resource), Some(steps)) = (names.get(&patch.address.value), steps(patch)) else {
            continue;
        };
        let place = *places.entry(&resource.id).or_insert_with(|| {
            found.push((resource, tree(resource, Naming::Generated), Vec::new()));
            found.len() - 1
        });
        if let Some((_, properties, patches)) = found.get_mut(place) {
            let new = with_own_references(graph, &patch.value.value);
            put(properties, &steps, new);
            patches.push(patch);
        }
    }
    found
}

/// Rewrites the references in a patch's value (`Ref`, `Fn::GetAtt`, `$ref`) to the form of the graph's trees, so that
/// two targets can be compared.
fn with_own_references(graph: &Graph, value: &Value) -> Value {
    if let Some((resource, attribute)) = reference(graph, value) {
        return json!({ "$get": [resource.id.as_str(), attribute] });
    }
    match value {
        Value::Object(map) => {
            let entries = map.iter();
            let entries = entries.map(|(key, it)| (key.clone(), with_own_references(graph, it)));
            Value::Object(entries.collect())
        }
        Value::Array(list) => {
            let entries = list.iter().map(|it| with_own_references(graph, it));
            Value::Array(entries.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Returns the resource and the attribute that an object refers to.
fn reference<'g>(graph: &'g Graph, value: &Value) -> Option<(&'g Resource, String)> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    let (word, to) = map.iter().next()?;
    let named = |name: &str| graph.resources.iter().find(|it| logical_id(it) == name);
    match word.as_str() {
        "Ref" => Some((named(to.as_str()?)?, "Id".to_owned())),
        "Fn::GetAtt" => {
            let mut parts = to.as_array()?.iter().filter_map(Value::as_str);
            Some((named(parts.next()?)?, parts.next()?.to_owned()))
        }
        "$ref" => graph.resources.iter().find_map(|it| {
            let address = terraform_address(it.body.kind(), &it.id);
            let attribute = to.as_str()?.strip_prefix(&address)?.strip_prefix('.')?;
            Some((it, pascal(attribute)))
        }),
        _ => None,
    }
}

/// Returns the properties that patches of both targets set to different values: the path, and a patch of each.
pub(super) fn disagreements(sealed: &Sealed) -> Vec<(String, &Patch, &Patch)> {
    let cfn = apply_patches(sealed, PatchTarget::Cfn);
    let terraform = apply_patches(sealed, PatchTarget::Terraform);
    let mut found = Vec::new();
    for (resource, ours, patches) in &cfn {
        let mut others = terraform.iter();
        let Some((_, theirs, rivals)) = others.find(|(it, ..)| it.id == resource.id) else {
            continue;
        };
        let mut paths = Vec::new();
        differences(&mut Vec::new(), ours, theirs, &mut paths);
        let (our_places, their_places) = (by_place(patches), by_place(rivals));
        for (path, _) in paths {
            let pair = last_at(&our_places, &path).zip(last_at(&their_places, &path));
            let pair = pair.and_then(|(one, other)| patches.get(one).zip(rivals.get(other)));
            found.extend(pair.map(|(one, other)| (path.join("/"), *one, *other)));
        }
    }
    found
}

/// Indexes the last patch of each place by the steps to it.
fn by_place(patches: &[&Patch]) -> BTreeMap<Vec<String>, usize> {
    let patches = patches.iter().enumerate();
    patches
        .filter_map(|(at, patch)| Some((steps(patch)?, at)))
        .collect()
}

/// Finds the last patch of a property, or of one above or below it.
fn last_at(places: &BTreeMap<Vec<String>, usize>, path: &[String]) -> Option<usize> {
    let above = (0..path.len()).filter_map(|length| places.get(path.get(..length)?));
    let below = places.range::<[String], _>((Bound::Included(path), Bound::Unbounded));
    let below = below
        .take_while(|(steps, _)| steps.starts_with(path))
        .map(|(_, at)| at);
    above.chain(below).max().copied()
}

/// Returns the name by which patches of a target refer to a resource.
fn name(resource: &Resource, target: PatchTarget) -> String {
    match target {
        PatchTarget::Cfn => logical_id(resource),
        PatchTarget::Terraform => terraform_address(resource.body.kind(), &resource.id),
    }
}

/// Returns every property that the patches of a target change.
pub(super) fn changes(sealed: &Sealed, target: PatchTarget) -> Vec<Change<'_>> {
    let patched = apply_patches(sealed, target);
    let mut found = Vec::new();
    for (resource, properties, patches) in &patched {
        let before = tree(resource, Naming::Generated);
        let mut paths = Vec::new();
        differences(&mut Vec::new(), &before, properties, &mut paths);
        let places = by_place(patches);
        let properties = Arc::new(properties.clone());
        for (path, new) in paths {
            // The last patch at or above the property determines its value.
            let patch = last_at(&places, &path).and_then(|at| patches.get(at));
            found.extend(patch.map(|patch| Change {
                patch,
                resource,
                path,
                new,
                properties: Arc::clone(&properties),
            }));
        }
    }
    found
}

/// Splits a pointer into steps, in CloudFormation's names.
fn steps(patch: &Patch) -> Option<Vec<String>> {
    let rest = patch.pointer.value.strip_prefix('/')?;
    let plain = |step: &str| step.replace("~1", "/").replace("~0", "~");
    let mut steps: Vec<String> = rest.split('/').map(plain).collect();
    match patch.target.value {
        PatchTarget::Cfn => {
            if steps.len() > 1 && steps.first().is_some_and(|first| first == "Properties") {
                steps.remove(0);
            }
        }
        PatchTarget::Terraform => translate(&mut steps),
    }
    Some(steps)
}

/// Translates names of Terraform's provider to those of CloudFormation. Names chosen by the user, such as headers,
/// stay.
fn translate(steps: &mut Vec<String>) {
    const OTHERWISE: [(&str, &str); 4] = [
        ("timeout_milliseconds", "TimeoutInMillis"),
        ("identity_sources", "IdentitySource"),
        ("authorizer_credentials_arn", "AuthorizerCredentialsArn"),
        ("enable_simple_responses", "EnableSimpleResponses"),
    ];
    // A block is a list of one element: `/cors_configuration/0/allow_origins`.
    let blocks = steps.iter().skip(1).filter(|step| *step == "0").count();
    if blocks > 0 && steps.get(1).is_some_and(|step| step == "0") {
        steps.remove(1);
    }
    let maps = ["request_parameters", "stage_variables", "tags"];
    let is_map = steps
        .first()
        .is_some_and(|first| maps.contains(&first.as_str()));
    let translated = if is_map { 1 } else { steps.len() };
    for step in steps.iter_mut().take(translated) {
        let known = OTHERWISE.iter().find(|(terraform, _)| terraform == step);
        *step = known.map_or_else(|| pascal(step), |(_, name)| (*name).to_owned());
    }
}

/// Sets a value at a place, or removes the place if the value is null.
fn put(value: &mut Value, steps: &[String], new: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *value = new;
        return;
    };
    if let (Value::Array(entries), Ok(index)) = (&mut *value, step.parse::<usize>()) {
        match entries.get_mut(index) {
            Some(_) if rest.is_empty() && new.is_null() => {
                entries.remove(index);
            }
            Some(entry) => put(entry, rest, new),
            None if rest.is_empty() => entries.push(new),
            None => {}
        }
        return;
    }
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Some(map) = value.as_object_mut() else {
        return;
    };
    if rest.is_empty() && new.is_null() {
        map.shift_remove(step);
    } else {
        put(map.entry(step.clone()).or_insert(Value::Null), rest, new);
    }
}

/// Collects the leaves at which two trees differ, with the new values. A list is compared as a whole.
fn differences(
    path: &mut Vec<String>,
    old: &Value,
    new: &Value,
    found: &mut Vec<(Vec<String>, Value)>,
) {
    if old == new {
        return;
    }
    let empty = Map::new();
    let fields = |value: &Value| match value {
        Value::Object(map) if !map.keys().any(|key| key.starts_with('$')) => Some(map.clone()),
        Value::Null => Some(empty.clone()),
        Value::Object(_)
        | Value::Array(_)
        | Value::String(_)
        | Value::Number(_)
        | Value::Bool(_) => None,
    };
    match (fields(old), fields(new)) {
        (Some(before), Some(after)) if !(before.is_empty() && after.is_empty()) => {
            let fresh = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(fresh) {
                let of = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                path.push(key.clone());
                differences(path, &of(&before), &of(&after), found);
                path.pop();
            }
        }
        _ => found.push((path.clone(), new.clone())),
    }
}
