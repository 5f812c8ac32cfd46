//! A difference as JSON, for scripts.

use serde_json::{Value, json};

use crate::diff::words::reasons;
use crate::diff::{Answer, Difference, Fate, RequestChange, ResourceChange};

/// One object: `requests` and `resources`, in the order of danger. `resources` is null where a spec cannot be built.
#[must_use]
pub fn object(difference: &Difference) -> Value {
    let requests: Vec<Value> = difference.requests.iter().map(request).collect();
    let resources = difference.resources.as_ref();
    let resources = resources.map(|changes| changes.iter().map(resource).collect::<Vec<_>>());
    json!({
        "requests": requests,
        "resources": resources,
        "truncated": difference.truncated,
    })
}

fn request(change: &RequestChange) -> Value {
    let words: Vec<&str> = change.aspects.iter().map(|it| it.word()).collect();
    let methods: Vec<&str> = change.methods.iter().map(|it| it.word()).collect();
    json!({
        "changes": words,
        "methods": methods,
        "example": { "method": change.example.0.word(), "path": change.example.1 },
        "old": answer(&change.old),
        "new": answer(&change.new),
    })
}

fn answer(answer: &Answer) -> Value {
    match answer {
        Answer::Refused(status) => json!({ "status": status }),
        Answer::Preflight(_) => json!({ "status": 204 }),
        Answer::Backend(it) => json!({
            "route": it.route.written,
            "route_key": it.route.key,
            "backend": it.backend,
            "path": it.path,
            "auth": it.auth.as_ref().map(|(name, ..)| name),
            "timeout": it.timeout,
        }),
    }
}

fn resource(change: &ResourceChange) -> Value {
    let word = match &change.fate {
        Fate::Replaced(_) => "replace",
        Fate::Deleted => "delete",
        Fate::Updated => "update",
        Fate::Created => "create",
    };
    let reasons = match &change.fate {
        Fate::Replaced(_) => reasons(change),
        Fate::Deleted | Fate::Updated | Fate::Created => Vec::new(),
    };
    json!({
        "id": change.id,
        "type": change.kind,
        "change": word,
        "properties": change.properties,
        "reasons": reasons,
    })
}
