//! Finding a resource without its identifier: by what identifies it, by its name, or among its parent's children.

use serde_json::{Map, Value};

use crate::apply::cloud::{Cloud, is_marked};
use crate::apply::plan::{Identity, Via};
use crate::apply::state::Record;
use crate::aws::Fault;
use crate::aws::cloud_control::Description;

/// The primary identifier, where properties tell it beforehand.
#[must_use]
pub(super) fn identifier(identity: &Identity, properties: &Map<String, Value>) -> Option<String> {
    let parts = identity.id.iter();
    let parts = parts.map(|name| properties.get(name)?.as_str().map(str::to_owned));
    let parts: Option<Vec<String>> = parts.collect();
    parts.map(|parts| parts.join("|"))
}

/// The resources that a record may be: those of its identifier, its name, its marks or its place among its siblings.
///
/// # Errors
/// As AWS answers.
pub(super) async fn candidates(
    cloud: &Cloud,
    record: &Record,
    deployment: &str,
) -> Result<Vec<Description>, Fault> {
    let Record {
        of,
        via,
        identity,
        desired,
        ..
    } = record;
    if let Some(identifier) = identifier(identity, desired) {
        let found = cloud.read(*via, of, &identifier).await?;
        return Ok(found.into_iter().collect());
    }
    if *via != Via::CloudControl {
        return Ok(Vec::new());
    }
    let listed = match cloud.list(of, identity.parent.as_ref()).await {
        // A parent that is gone has no children.
        Err(fault) if fault.code() == "ResourceNotFoundException" => Vec::new(),
        listed => listed?,
    };
    let mut found = Vec::new();
    for entry in listed {
        // A list gives as little as the identifier.
        let Some(whole) = cloud.read(*via, of, &entry.identifier).await? else {
            continue;
        };
        let equal = |name: &String| whole.properties.get(name) == desired.get(name);
        let fits = match (&identity.name, identity.matched.as_slice()) {
            (Some(name), _) => equal(name),
            (None, []) => is_marked(record, deployment, &whole.properties) == Some(true),
            (None, matched) => {
                let parent = identity.parent.as_ref().and_then(Value::as_object);
                let below = parent.is_none_or(|parent| {
                    parent.iter().all(|(name, value)| {
                        let live = whole.properties.get(name);
                        live.is_none_or(|live| live == value)
                    })
                });
                below && matched.iter().all(equal)
            }
        };
        if fits {
            found.push(whole);
        }
    }
    Ok(found)
}
