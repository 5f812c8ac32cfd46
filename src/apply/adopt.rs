//! Takes over existing resources on request of their owner.

use serde_json::{Map, Value};

use crate::apply::changes::{Change, decide};
use crate::apply::cloud::{is_passing, mark};
use crate::apply::find::candidates;
use crate::apply::journal::Entry;
use crate::apply::mutate::Stop;
use crate::apply::patch::touches;
use crate::apply::plan::{Action, Step};
use crate::apply::session::Session;
use crate::apply::state::Record;
use crate::apply::value::mask;
use crate::diag::near::{Budget, nearest};

const API: &str = "AWS::ApiGatewayV2::Api";

/// Checks which existing resources can become part of the deployment, and supposes that they do: `requested` names
/// steps and identifiers. The entries for the journal are returned.
///
/// # Errors
/// A step or a resource does not exist, has another owner, or would be replaced at once.
pub async fn adopt(session: &Session, requested: &[(String, String)]) -> Result<Vec<Entry>, Stop> {
    let refused = |reason: String| Err(Stop::Refused(reason));
    for (index, (step, identifier)) in requested.iter().enumerate() {
        let known = session.step(step);
        if known.is_none_or(|it| it.action != Action::Create) {
            let steps = session.plan.steps.iter().map(|it| it.id.as_str());
            let near = nearest(&mut Budget::default(), step, steps);
            let hint = near.first().map(|near| format!("; did you mean `{near}`?"));
            let hint = hint.unwrap_or_default();
            return refused(format!("no step `{step}` creates a resource{hint}"));
        }
        let mut earlier = requested.iter().take(index);
        if earlier.any(|(other, _)| other == step) {
            return refused(format!(
                "`--adopt {step}={identifier}` names `{step}` again"
            ));
        }
    }
    let mut entries = Vec::new();
    // In the order of the plan, so that the identifier of an adopted parent is known to its children.
    for step in &session.plan.steps {
        let identifier = requested.iter().find(|(name, _)| *name == step.id);
        let Some((_, identifier)) = identifier else {
            continue;
        };
        match session.record(&step.id) {
            // By an earlier run of the same command.
            Some(record) if record.identifier == *identifier => continue,
            Some(record) => {
                return refused(format!(
                    "`{}` already owns `{}`",
                    step.id, record.identifier
                ));
            }
            None => {}
        }
        let record = adopt_one(session, step, identifier).await?;
        let entry = Entry::Adopted { record };
        session.journal.suppose(&entry);
        session.learn(&step.id);
        entries.push(entry);
    }
    Ok(entries)
}

/// Refuses to create a second API beside one with the marks of this deployment, which another journal must know: APIs
/// do not need unique names, so AWS would not refuse it.
///
/// # Errors
/// There is one, or AWS does not respond.
pub async fn refuse_second_api(session: &Session) -> Result<(), Stop> {
    let apis = session.plan.steps.iter();
    let apis = apis.filter(|it| it.of == API && it.action == Action::Create);
    for step in apis.filter(|it| session.record(&it.id).is_none()) {
        let wanted = session.desired_properties(step);
        let record = session.record_of(step, &wanted);
        let deployment = session.journal.state().deployment.clone();
        let found = candidates(&session.cloud, &record, &deployment).await;
        let found = found.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
        let state = session.journal.state();
        if let Some(other) = found.iter().find(|it| !state.owns(API, &it.identifier)) {
            let (step, other) = (&step.id, &other.identifier);
            return Err(Stop::Refused(format!(
                "the API `{other}` has the marks of this deployment, but this journal does not know it: \
                 name the journal that does with `--state`, or pass `--adopt {step}={other}`"
            )));
        }
    }
    Ok(())
}

async fn adopt_one(session: &Session, step: &Step, identifier: &str) -> Result<Record, Stop> {
    let refused = |reason: String| Err(Stop::Refused(reason));
    let live = session.cloud.read(step.via, &step.of, identifier).await;
    let live = live.map_err(|fault| match is_passing(&fault) {
        true => Stop::Unfinished(fault.to_string()),
        false => Stop::Refused(format!("{} `{identifier}`: {fault}", step.of)),
    })?;
    let Some(live) = live else {
        return refused(format!("no {} `{identifier}`", step.of));
    };
    let owner = {
        let state = session.journal.state();
        let mut records = state.records();
        let owner = records.find(|it| it.of == step.of && it.identifier == live.identifier);
        owner.map(|it| it.step.clone())
    };
    if let Some(owner) = owner {
        return refused(format!("`{identifier}` already belongs to `{owner}`"));
    }
    let wanted = session.desired_properties(step);
    let own = session.record_of(step, &wanted);
    if let Some(mark) = mark(&own, &live.properties)
        && mark.deployment != session.journal.state().deployment
    {
        return refused(format!(
            "`{identifier}` belongs to another deployment: {}",
            mark.deployment
        ));
    }
    let seen = mask(&live.properties, &Value::Object(own.desired.clone()));
    let record = Record {
        identifier: live.identifier,
        desired: adopted(&own, &seen),
        attributes: seen,
        ..own
    };
    if let Change::Replace(paths) = decide(Some(&record), step, &wanted) {
        return refused(format!(
            "`{identifier}` cannot become `{}`: it would be replaced, since {} cannot change in place",
            step.id,
            paths.join(", ")
        ));
    }
    Ok(record)
}

/// Returns the properties to record of an existing resource: the live ones that its plan sets too. A property that can
/// neither be read nor changed is taken to be as the plan says, and other people's tags are left out, so that they stay.
pub(super) fn adopted(record: &Record, live: &Value) -> Map<String, Value> {
    common(record, "", live, &record.desired)
}

fn common(
    record: &Record,
    path: &str,
    live: &Value,
    wanted: &Map<String, Value>,
) -> Map<String, Value> {
    let entries = wanted.iter().filter_map(|(name, wanted)| {
        let path = match path {
            "" => name.clone(),
            path => format!("{path}/{name}"),
        };
        let fixed = touches(&record.write_only, &path) && touches(&record.create_only, &path);
        let value = match (live.get(name), wanted) {
            (None, wanted) => fixed.then(|| wanted.clone())?,
            (Some(live), Value::Object(wanted)) if live.is_object() => {
                Value::Object(common(record, &path, live, wanted))
            }
            (Some(Value::Array(live)), Value::Array(wanted)) if path == "Tags" => {
                let key = |tag: &Value| tag.get("Key").cloned();
                let is_ours = |tag: &&Value| wanted.iter().any(|own| key(own) == key(tag));
                live.iter().filter(is_ours).cloned().collect()
            }
            (Some(live), _) => live.clone(),
        };
        Some((name.clone(), value))
    });
    entries.collect()
}
