//! Compares properties, and builds the JSON patch from live to desired ones.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::apply::state::Record;
use crate::apply::value::redact;

/// Returns the paths at which desired properties differ from those that were sent last. A list is compared as a whole.
#[must_use]
pub(super) fn differences(before: &Map<String, Value>, wanted: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    compare("", before, wanted, &mut found);
    found
}

fn compare(
    path: &str,
    before: &Map<String, Value>,
    wanted: &Map<String, Value>,
    found: &mut Vec<String>,
) {
    let names: BTreeSet<&String> = before.keys().chain(wanted.keys()).collect();
    for name in names {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}/{name}")
        };
        match (before.get(name), wanted.get(name)) {
            (Some(Value::Object(before)), Some(Value::Object(wanted)))
                if !is_marker(before) && !is_marker(wanted) =>
            {
                compare(&path, before, wanted, found);
            }
            (before, wanted) if before == wanted => {}
            _ => found.push(path),
        }
    }
}

fn is_marker(entries: &Map<String, Value>) -> bool {
    entries.keys().any(|name| name.starts_with('$'))
}

/// Returns true if a path equals, contains or lies within one of a list; `*` matches any name.
#[must_use]
pub(super) fn touches(list: &[String], path: &str) -> bool {
    list.iter().any(|known| {
        let mut pairs = known.split('/').zip(path.split('/'));
        pairs.all(|(known, name)| known == "*" || known == name)
    })
}

/// Builds the patch from live to desired properties, on the paths that this deployment has set or sets now.
///
/// Properties that a read never returns are always sent again, because AWS would remove them.
#[must_use]
pub(super) fn patch(live: &Value, before: &Record, wanted: &Map<String, Value>) -> Vec<Value> {
    let none = Map::new();
    let live = live.as_object().unwrap_or(&none);
    let write_only = |name: &str| touches(&before.write_only, name);
    let fixed = |name: &str| before.create_only.iter().any(|path| path == name);
    let named = before.identity.name.as_deref();
    let mut operations = Vec::new();
    for (name, value) in wanted {
        let pointer = format!("/{}", escape(name));
        if fixed(name) || named == Some(name) {
        } else if write_only(name) {
            operations.push(json!({ "op": "add", "path": pointer, "value": value }));
        } else {
            change(
                &pointer,
                live.get(name),
                before.desired.get(name),
                value,
                &mut operations,
            );
        }
    }
    for name in before.desired.keys() {
        let goes = !wanted.contains_key(name) && live.contains_key(name);
        if goes && !fixed(name) && named != Some(name) {
            operations.push(json!({ "op": "remove", "path": format!("/{}", escape(name)) }));
        }
    }
    operations
}

fn change(
    pointer: &str,
    live: Option<&Value>,
    before: Option<&Value>,
    wanted: &Value,
    operations: &mut Vec<Value>,
) {
    match (live, wanted) {
        (Some(live), wanted) if *live == redact(wanted) => {}
        (Some(Value::Object(live)), Value::Object(entries)) if !is_marker(entries) => {
            let before = before.and_then(Value::as_object);
            for (name, value) in entries {
                let pointer = format!("{pointer}/{}", escape(name));
                let before = before.and_then(|before| before.get(name));
                change(&pointer, live.get(name), before, value, operations);
            }
            let removed = before.into_iter().flat_map(Map::keys);
            for name in
                removed.filter(|name| !entries.contains_key(*name) && live.contains_key(*name))
            {
                let path = format!("{pointer}/{}", escape(name));
                operations.push(json!({ "op": "remove", "path": path }));
            }
        }
        (Some(Value::Array(live)), Value::Array(wanted)) if pointer == "/Tags" => {
            tags(live, before, wanted, operations);
        }
        (Some(_), wanted) => {
            operations.push(json!({ "op": "replace", "path": pointer, "value": wanted }));
        }
        (None, wanted) => {
            operations.push(json!({ "op": "add", "path": pointer, "value": wanted }));
        }
    }
}

/// Replaces a list of tags, but keeps those that somebody else added.
fn tags(live: &[Value], before: Option<&Value>, wanted: &[Value], operations: &mut Vec<Value>) {
    let before = before.and_then(Value::as_array);
    let key = |tag: &Value| tag.get("Key").cloned().unwrap_or_default();
    let known: Vec<Value> = before
        .into_iter()
        .flatten()
        .chain(wanted)
        .map(key)
        .collect();
    let is_of_aws = |tag: &Value| key(tag).as_str().is_some_and(|key| key.starts_with("aws:"));
    let others = live
        .iter()
        .filter(|tag| !known.contains(&key(tag)) && !is_of_aws(tag));
    let all: Vec<Value> = wanted.iter().chain(others).cloned().collect();
    let same = all.len() == live.len() && all.iter().all(|tag| live.contains(tag));
    if !same {
        operations.push(json!({ "op": "replace", "path": "/Tags", "value": all }));
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
