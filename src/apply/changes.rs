//! The changes that a plan makes to a deployment. Only reads are called for it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::apply::execute::read_step;
use crate::apply::mutate::Stop;
use crate::apply::patch::{differences, touches};
use crate::apply::plan::{Action, Origin, Plan, Step};
use crate::apply::session::Session;
use crate::apply::state::{Record, State};
use crate::apply::value::{Known, is_unknown, redacted};

/// The change of a step's resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is as it should be.
    Nothing,
    /// It is made.
    Create,
    /// It changes in place, at these paths.
    Update(Vec<String>),
    /// Another takes its place, since these paths cannot change.
    Replace(Vec<String>),
    /// It is deleted.
    Delete,
    /// It stays, and is not the deployment's any more.
    Retain,
}

/// A change to show.
#[derive(Clone, Debug)]
pub struct Planned {
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
    let wanted = redacted(&Value::Object(wanted.clone()));
    let none = Map::new();
    let mut paths = differences(&record.desired, wanted.as_object().unwrap_or(&none));
    // A name is given once: another one for the same thing would only replace it.
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

/// The records of a state that has the ids of a plan: what the plan renames is renamed.
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

/// The changes of a plan, in its order, deletions last. Read steps whose resource is known are read for it.
///
/// # Errors
/// AWS refuses a read.
pub async fn changes(session: &Session) -> Result<Vec<Planned>, Stop> {
    let before = session.scope.borrow().clone();
    let mut planned = Vec::new();
    for step in &session.plan.steps {
        let wanted = session.wanted(step);
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
            // What depends on it learns its identifier later.
            Change::Create | Change::Replace(_) => {
                session.scope.borrow_mut().known.remove(&step.id);
            }
            Change::Update(_) | Change::Delete | Change::Retain => {}
        }
        planned.push(Planned {
            step: step.id.clone(),
            of: step.of.clone(),
            change,
            origin: step.origin.clone(),
        });
    }
    *session.scope.borrow_mut() = before;
    let state = session.journal.state();
    let goes = obsolete(&session.plan, &state);
    planned.extend(goes.into_iter().map(|record| Planned {
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

/// The resources whose step is gone, and those that were replaced or made half.
#[must_use]
pub fn obsolete<'s>(plan: &Plan, state: &'s State) -> Vec<&'s Record> {
    let kept: BTreeSet<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
    let gone = state.steps.values();
    let gone = gone.filter(|record| !kept.contains(record.step.as_str()));
    gone.chain(&state.deposed).collect()
}

/// The values of a record for other steps.
#[must_use]
pub fn known(record: &Record) -> Known {
    let mut attributes = record.desired.clone();
    if let Value::Object(read) = &record.attributes {
        attributes.extend(read.clone());
    }
    Known {
        identifier: record.identifier.clone(),
        attributes: Value::Object(attributes),
    }
}
