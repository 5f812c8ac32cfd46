//! Takes over an existing resource on request of its owner.

use serde_json::{Map, Value};

use crate::apply::journal::Entry;
use crate::apply::mutate::Stop;
use crate::apply::plan::Action;
use crate::apply::session::Session;
use crate::apply::state::Record;
use crate::apply::value::mask;

/// Makes an existing resource part of the deployment.
///
/// # Errors
/// The step or the resource does not exist, the step already has a resource, or another deployment owns it.
pub async fn adopt(session: &Session, step: &str, identifier: &str) -> Result<(), Stop> {
    let refused = |reason: String| Err(Stop::Refused(reason));
    let Some(found) = session.step(step).filter(|it| it.action == Action::Create) else {
        return refused(format!("no step `{step}` creates a resource"));
    };
    if let Some(record) = session.record(step) {
        return refused(format!("`{step}` already owns `{}`", record.identifier));
    }
    let live = session.cloud.read(found.via, &found.of, identifier).await;
    let live = live.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
    let Some(live) = live else {
        return refused(format!("no {} `{identifier}`", found.of));
    };
    let tags = live
        .properties
        .get("Tags")
        .map(Value::to_string)
        .unwrap_or_default();
    let deployment = session.journal.state().deployment.clone();
    if tags.contains("gwc:deployment") && !tags.contains(&format!("\"{deployment}\"")) {
        return refused(format!(
            "`{identifier}` belongs to another deployment: {tags}"
        ));
    }
    let wanted = session.desired_properties(found);
    let own = session.record_of(found, &wanted);
    let seen = mask(&live.properties, &Value::Object(own.desired.clone()));
    let record = Record {
        identifier: live.identifier,
        desired: common(&seen, &wanted),
        attributes: seen,
        ..own
    };
    session.journal.append(&Entry::Adopted { record }).await?;
    (session.notice)(&format!("adopted  {step} ({identifier})"));
    Ok(())
}

/// Returns the live properties that the plan sets too.
fn common(live: &Value, wanted: &Map<String, Value>) -> Map<String, Value> {
    let entries = wanted.iter().filter_map(|(name, wanted)| {
        let live = live.get(name)?;
        let value = match wanted {
            Value::Object(wanted) if live.is_object() => Value::Object(common(live, wanted)),
            _ => live.clone(),
        };
        Some((name.clone(), value))
    });
    entries.collect()
}
