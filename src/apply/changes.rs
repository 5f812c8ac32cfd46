//! Computes the changes that a plan makes to a deployment. Only calls reads.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::apply::execute::read_step;
use crate::apply::mutate::Stop;
use crate::apply::patch::{differences, touches};
use crate::apply::plan::{Action, Origin, Plan, Step};
use crate::apply::session::Session;
use crate::apply::state::{Record, State};
use crate::apply::value::{ResourceValues, is_unknown, redact};

/// The change of a step's resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is up to date.
    Nothing,
    /// It is created.
    Create,
    /// It changes in place, at these paths.
    Update(Vec<String>),
    /// It is replaced, because these paths cannot change in place.
    Replace(Vec<String>),
    /// It is deleted.
    Delete,
    /// It is kept, but no longer managed.
    Retain,
}

/// A change to display.
#[derive(Clone, Debug)]
pub struct PlannedChange {
    /// The step.
    pub step: String,
    /// The registry's type.
    pub of: String,
    /// The change.
    pub change: Change,
    /// The place in the spec.
    pub origin: Origin,
}

/// Chooses the change of a step's resource, as far as its properties are known.
#[must_use]
pub fn decide(record: Option<&Record>, step: &Step, wanted: &Map<String, Value>) -> Change {
    let Some(record) = record else {
        return Change::Create;
    };
    if record.of != step.of {
        return Change::Replace(vec!["type".to_owned()]);
    }
    let wanted = redact(&Value::Object(wanted.clone()));
    let none = Map::new();
    let mut paths = differences(&record.desired, wanted.as_object().unwrap_or(&none));
    // A generated name is never changed, since that would only replace the resource.
    paths.retain(|path| step.identity.name.as_ref() != Some(path));
    let fixed =
        |path: &String| touches(&step.create_only, path) || touches(&record.create_only, path);
    let reasons: Vec<String> = paths.iter().filter(|path| fixed(path)).cloned().collect();
    match (reasons.is_empty(), paths.is_empty(), record.tainted) {
        (false, ..) => Change::Replace(reasons),
        (true, false, _) | (true, true, true) => Change::Update(paths),
        (true, true, false) => Change::Nothing,
    }
}

/// Returns the records whose step has a new id in the plan, as pairs of old and new id.
#[must_use]
pub fn renames(plan: &Plan, state: &State) -> Vec<(String, String)> {
    let steps = plan.steps.iter();
    steps
        .filter_map(|step| {
            let former = step.formerly.as_ref()?;
            let moves = state.steps.contains_key(former) && !state.steps.contains_key(&step.id);
            moves.then(|| (former.clone(), step.id.clone()))
        })
        .collect()
}

/// Returns the changes of a plan in its order, deletions last. Executes read steps whose resource is known.
///
/// # Errors
/// AWS refuses a read.
pub async fn changes(session: &Session) -> Result<Vec<PlannedChange>, Stop> {
    let before = session.scope.borrow().clone();
    let mut planned = Vec::new();
    for step in &session.plan.steps {
        let wanted = session.desired_properties(step);
        if step.action == Action::Read {
            let id = step.identity.id.iter();
            let is_known = |name: &String| wanted.get(name).is_some_and(|it| !is_unknown(it));
            if id.clone().all(is_known) {
                read_step(session, step).await?;
            }
            continue;
        }
        let change = decide(session.record(&step.id).as_ref(), step, &wanted);
        match change {
            Change::Nothing => continue,
            // Dependents get its identifier later.
            Change::Create | Change::Replace(_) => {
                session.scope.borrow_mut().known.remove(&step.id);
            }
            Change::Update(_) | Change::Delete | Change::Retain => {}
        }
        planned.push(PlannedChange {
            step: step.id.clone(),
            of: step.of.clone(),
            change,
            origin: step.origin.clone(),
        });
    }
    *session.scope.borrow_mut() = before;
    let state = session.journal.state();
    let goes = obsolete(&session.plan, &state);
    planned.extend(goes.into_iter().map(|record| PlannedChange {
        step: record.step.clone(),
        of: record.of.clone(),
        change: if record.retain {
            Change::Retain
        } else {
            Change::Delete
        },
        origin: record.origin.clone(),
    }));
    Ok(planned)
}

/// Returns the resources whose step no longer exists, and those that were replaced or created incompletely.
#[must_use]
pub fn obsolete<'s>(plan: &Plan, state: &'s State) -> Vec<&'s Record> {
    let kept: BTreeSet<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
    let removed = state.steps.values();
    let removed = removed.filter(|record| !kept.contains(record.step.as_str()));
    removed.chain(&state.deposed).collect()
}

/// Returns the values of a record that other steps can refer to.
#[must_use]
pub fn values_of(record: &Record) -> ResourceValues {
    let mut attributes = record.desired.clone();
    if let Value::Object(read) = &record.attributes {
        attributes.extend(read.clone());
    }
    ResourceValues {
        identifier: record.identifier.clone(),
        attributes: Value::Object(attributes),
    }
}
