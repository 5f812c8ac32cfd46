//! Renders a difference as JSON, for scripts.

use serde_json::{Value, json};

use crate::diff::Difference;
use crate::diff::aspect::AspectChange;
use crate::diff::cost::CostChange;
use crate::diff::requests::{RequestChange, RequestPattern};
use crate::diff::resources::ResourceChange;

/// Returns an object with `requests` and `resources`, the most dangerous first. `resources` is null if a spec cannot be
/// built, and `cost` (US dollars per month, as text) if it stays the same.
///
/// Each changed aspect of a request is a separate entry, so that a script can filter by aspect.
#[must_use]
pub fn object(difference: &Difference) -> Value {
    let mut requests: Vec<(&AspectChange, &RequestChange)> = Vec::new();
    for change in &difference.requests {
        requests.extend(change.aspects.iter().map(|aspect| (aspect, change)));
    }
    // The sort is stable, so equal entries keep their order.
    requests.sort_by_key(|(aspect, _)| (aspect.aspect.danger(), aspect.aspect));
    let requests: Vec<Value> = requests
        .into_iter()
        .map(|(aspect, change)| request(aspect, change))
        .collect();
    let resources = difference.resources.as_ref();
    let resources = resources.map(|changes| changes.iter().map(resource).collect::<Vec<_>>());
    json!({
        "requests": requests,
        "resources": resources,
        "cost": difference.cost.map(cost),
        "truncated": difference.truncated,
    })
}

/// Returns the cost in US dollars per month.
fn cost(change: CostChange) -> Value {
    let [old, new] = change.dollars();
    json!({ "old": old, "new": new })
}

fn request(aspect: &AspectChange, change: &RequestChange) -> Value {
    let patterns: Vec<String> = change.patterns.iter().flat_map(patterns).collect();
    let pattern = match patterns.as_slice() {
        [one] => json!(one),
        _ => json!(patterns),
    };
    json!({
        "change": aspect.aspect.word(),
        "pattern": pattern,
        "example": change.example,
        "old": aspect.old,
        "new": aspect.new,
        "backend": change.backend,
        "danger": aspect.aspect.danger().word(),
    })
}

/// Returns `METHOD PATH` for each method, or a single one with `ANY`.
fn patterns(pattern: &RequestPattern) -> Vec<String> {
    if pattern.is_any() {
        return vec![format!("ANY {}", pattern.path)];
    }
    let methods = pattern.methods.iter();
    methods
        .map(|method| format!("{} {}", method.word(), pattern.path))
        .collect()
}

fn resource(change: &ResourceChange) -> Value {
    json!({
        "action": change.action.word(),
        "id": change.name,
        "type": change.kind,
        "why": change.why().join("; "),
        "refused": change.refused,
    })
}
