//! Executes a plan: creates and updates in the order of dependencies, then deletes in the reverse order of the recorded
//! ones, so that no resource is deleted while another one uses it.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Map, Value};
use tokio::task::JoinSet;

use crate::apply::changes::{Change, decide, obsolete};
use crate::apply::find;
use crate::apply::journal::{Entry, Operation};
use crate::apply::mutate::{Mutation, Stop, await_resource};
use crate::apply::patch::patch;
use crate::apply::plan::{Action, Identity, Step, Via};
use crate::apply::queue::Queue;
use crate::apply::retry::pause;
use crate::apply::session::Session;
use crate::apply::state::Record;
use crate::apply::value::{ResourceValues, is_unknown, mask, sha256};

/// The maximum number of concurrent steps.
const AT_ONCE: usize = 16;
/// How often to retry a creation that left a partial resource, or met another one with its key.
const FRESH_STARTS: u32 = 4;

/// A failed step.
#[derive(Clone, Debug)]
pub struct FailedStep {
    /// The step.
    pub step: String,
    /// The place in the spec, as text.
    pub origin: String,
    /// The reason.
    pub reason: String,
}

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Steps that failed.
    pub failed: Vec<FailedStep>,
    /// Steps that depend on a failed one.
    pub blocked: Vec<String>,
}

impl Summary {
    /// Returns true if everything is done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.blocked.is_empty()
    }
}

/// Creates, updates and deletes resources until AWS matches the plan, or as far as possible.
///
/// # Errors
/// The journal cannot be written.
pub async fn execute(session: &Rc<Session>) -> Result<Summary, Stop> {
    let mut summary = Summary::default();
    make(session, &mut summary).await?;
    delete_obsolete(session, &mut summary).await?;
    Ok(summary)
}

async fn make(session: &Rc<Session>, summary: &mut Summary) -> Result<(), Stop> {
    let steps = &session.plan.steps;
    let mut queue = Queue::new(steps);
    let mut running = JoinSet::new();
    loop {
        for index in queue.ready() {
            if running.len() >= AT_ONCE {
                break;
            }
            queue.start(index);
            let session = Rc::clone(session);
            running.spawn_local(async move {
                let ended = match session.plan.steps.get(index) {
                    Some(step) => run_step(&session, step).await,
                    None => Ok(()),
                };
                (index, ended)
            });
        }
        let Some(joined) = running.join_next().await else {
            break;
        };
        let (index, ended) = joined.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
        let Some(step) = session.plan.steps.get(index) else {
            continue;
        };
        match ended {
            Ok(()) => queue.end(index, &step.id),
            Err(stop @ Stop::Journal(_)) => return Err(stop),
            Err(stop) => {
                queue.fail(index, &step.id);
                let reason = stop.to_string();
                (session.notice)(&format!("failed   {} ({}): {reason}", step.id, step.origin));
                summary.failed.push(FailedStep {
                    step: step.id.clone(),
                    origin: step.origin.to_string(),
                    reason,
                });
            }
        }
    }
    let blocked = queue.waiting.keys();
    let blocked = blocked.filter_map(|index| steps.get(*index));
    summary.blocked.extend(blocked.map(|step| step.id.clone()));
    Ok(())
}

async fn run_step(session: &Session, step: &Step) -> Result<(), Stop> {
    match step.action {
        Action::Read => read_step(session, step).await,
        Action::Create => {
            let mut starts = 0;
            loop {
                remove_parts(session, step).await?;
                match create_step(session, step).await {
                    Err(Stop::Partial(_)) if starts < FRESH_STARTS => {
                        tokio::time::sleep(pause(starts)).await;
                        starts += 1;
                    }
                    ended => return ended,
                }
            }
        }
    }
}

/// Executes a read step, which reads one resource or each of a list.
///
/// # Errors
/// AWS refuses, or the resource does not reach the state that the step waits for.
pub async fn read_step(session: &Session, step: &Step) -> Result<(), Stop> {
    let wanted = session.desired_properties(step);
    let values = step.identity.id.iter();
    let values: Vec<&Value> = values.filter_map(|name| wanted.get(name)).collect();
    if values.iter().any(|value| is_unknown(value)) {
        return Err(Stop::Refused(
            "a value that it looks up by is not known".to_owned(),
        ));
    }
    let record = session.record_of(step, &wanted);
    let until = step.until.as_ref();
    let read =
        async |identifier: &str| await_resource(&session.cloud, &record, identifier, until).await;
    let known = match values.as_slice() {
        [Value::Array(each)] => {
            let mut all = Vec::new();
            for identifier in each.iter().filter_map(Value::as_str) {
                all.push(read(identifier).await?);
            }
            ResourceValues {
                identifier: String::new(),
                attributes: Value::Array(all),
            }
        }
        values => {
            let parts: Vec<&str> = values.iter().filter_map(|it| it.as_str()).collect();
            let identifier = parts.join("|");
            ResourceValues {
                attributes: read(&identifier).await?,
                identifier,
            }
        }
    };
    let mut scope = session.scope.borrow_mut();
    scope.known.insert(step.id.clone(), known);
    Ok(())
}

/// Deletes the remains of a step's failed creation.
async fn remove_parts(session: &Session, step: &Step) -> Result<(), Stop> {
    let parts: Vec<Record> = {
        let state = session.journal.state();
        let parts = state.deposed.iter();
        parts
            .filter(|record| record.tainted && record.step == step.id)
            .cloned()
            .collect()
    };
    for part in parts {
        session.delete(&part).await?;
    }
    Ok(())
}

async fn create_step(session: &Session, step: &Step) -> Result<(), Stop> {
    let wanted = session.desired_properties(step);
    if let Some((name, _)) = wanted.iter().find(|(_, value)| is_unknown(value)) {
        let reason = format!("`{name}` refers to a value that AWS did not return");
        return Err(Stop::Refused(reason));
    }
    let before = session.record(&step.id);
    // A resource keeps its generated name; its replacement gets the plan's.
    let mut kept = wanted.clone();
    if let (Some(before), Some(name)) = (&before, &step.identity.name)
        && let Some(given) = before.desired.get(name)
    {
        kept.insert(name.clone(), given.clone());
    }
    match (decide(before.as_ref(), step, &kept), before) {
        (Change::Nothing, Some(before)) => refresh(session, step, &kept, before).await?,
        (Change::Update(_), Some(before)) => {
            let live = session
                .cloud
                .read(before.via, &before.of, &before.identifier)
                .await;
            let live = live.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
            match live {
                Some(live) => {
                    let sent = Value::Object(before.desired.clone());
                    let live = mask(&live.properties, &sent);
                    update(session, step, &kept, &before, &live).await?;
                }
                None => {
                    (session.notice)(&format!(
                        "missing  {} ({}): it was deleted outside of gwc; `--repair` finds all that was",
                        step.id, before.identifier
                    ));
                    session.forget(&before).await?;
                    create(session, step, wanted, None).await?;
                }
            }
        }
        (_, before) => create(session, step, wanted, before.as_ref()).await?,
    }
    session.learn(&step.id);
    Ok(())
}

/// Records changes that need no call: the resources that a record uses, and its place in the spec.
async fn refresh(
    session: &Session,
    step: &Step,
    wanted: &Map<String, Value>,
    before: Record,
) -> Result<(), Stop> {
    let record = Record {
        via: before.via,
        identifier: before.identifier.clone(),
        attributes: before.attributes.clone(),
        ..session.record_of(step, wanted)
    };
    if record != before {
        session.journal.append(&Entry::Adopted { record }).await?;
    }
    Ok(())
}

async fn update(
    session: &Session,
    step: &Step,
    wanted: &Map<String, Value>,
    before: &Record,
    live: &Value,
) -> Result<(), Stop> {
    let operations = patch(live, before, wanted);
    let record = Record {
        via: before.via,
        identifier: before.identifier.clone(),
        attributes: live.clone(),
        ..session.record_of(step, wanted)
    };
    if operations.is_empty() {
        session.journal.append(&Entry::Adopted { record }).await?;
        return Ok(());
    }
    // A route may take over the key of one that goes.
    if let Some((old, false)) = conflicting(session, step, wanted, None) {
        session.delete(&old).await?;
    }
    let body = match before.via {
        Via::CloudControl => Value::Array(operations),
        Via::Route53 | Via::Acm => Value::Object(wanted.clone()),
    };
    let mutation = Mutation {
        operation: Operation::Update,
        record,
        body,
        until: step.until.as_ref(),
    };
    session.mutate(&mutation).await?;
    (session.notice)(&format!("updated  {} ({})", step.id, before.identifier));
    Ok(())
}

async fn create(
    session: &Session,
    step: &Step,
    mut wanted: Map<String, Value>,
    before: Option<&Record>,
) -> Result<(), Stop> {
    make_room(session, step, &mut wanted, before).await?;
    let mutation = Mutation {
        operation: Operation::Create,
        record: session.record_of(step, &wanted),
        body: Value::Object(wanted.clone()),
        until: step.until.as_ref(),
    };
    session.mutate(&mutation).await?;
    let word = if before.is_some() {
        "replaced"
    } else {
        "created "
    };
    let Some(record) = session.record(&step.id) else {
        never!("no record of the new `{}`", step.id);
    };
    (session.notice)(&format!("{word} {} ({})", step.id, record.identifier));
    // One that an earlier run created may differ.
    if let Change::Update(_) = decide(Some(&record), step, &wanted) {
        let live = record.attributes.clone();
        return update(session, step, &wanted, &record, &live).await;
    }
    Ok(())
}

/// Resolves a conflict between an old resource and its replacement over a unique key: deletes the old one first if
/// nothing uses it, or else gives the new one a different name.
async fn make_room(
    session: &Session,
    step: &Step,
    wanted: &mut Map<String, Value>,
    before: Option<&Record>,
) -> Result<(), Stop> {
    let Some((old, used)) = conflicting(session, step, wanted, before) else {
        return Ok(());
    };
    if !used {
        return session.delete(&old).await;
    }
    if let Some(name) = &step.identity.name
        && let Some(Value::String(text)) = wanted.get(name)
    {
        let fixed = step.create_only.iter().filter(|path| *path != name);
        let fixed: Vec<String> = fixed
            .filter_map(|path| wanted.get(path).map(Value::to_string))
            .collect();
        let digest = sha256(&fixed.join("\n"));
        let digest = digest.get(..6).unwrap_or_default();
        let short: String = text.chars().take(25).collect();
        let short = short.trim_end_matches('-').to_owned();
        wanted.insert(name.clone(), format!("{short}-{digest}").into());
    }
    Ok(())
}

/// Returns an old resource with the unique key of a new one, and whether another resource uses it.
fn conflicting(
    session: &Session,
    step: &Step,
    wanted: &Map<String, Value>,
    before: Option<&Record>,
) -> Option<(Record, bool)> {
    let key = unique(
        &step.of,
        &step.identity,
        wanted,
        &session.desired_parent(step),
    )?;
    let state = session.journal.state();
    let mut old = obsolete(&session.plan, &state).into_iter().chain(before);
    let old = old.find(|old| {
        let parent = old.identity.parent.clone().unwrap_or_default();
        old.of == step.of
            && unique(&old.of, &old.identity, &old.desired, &parent).as_ref() == Some(&key)
    });
    let old = old?.clone();
    let used = state
        .records()
        .any(|it| it.uses.values().any(|used| *used == old.identifier));
    Some((old, used))
}

/// A type whose siblings may be equal: a function's policy takes the same statement under another id.
const REPEATABLE: &str = "AWS::Lambda::Permission";

/// Returns the key that has to be unique among resources of a type.
fn unique(
    of: &str,
    identity: &Identity,
    properties: &Map<String, Value>,
    parent: &Value,
) -> Option<String> {
    if of == REPEATABLE {
        return None;
    }
    if let Some(identifier) = find::identifier(identity, properties) {
        return Some(identifier);
    }
    let values = |names: &[String]| {
        let values = names
            .iter()
            .map(|name| properties.get(name).map(Value::to_string));
        values.collect::<Option<Vec<String>>>()
    };
    if let Some(name) = &identity.name {
        // Names of security groups are unique within a VPC, those of target groups within a region.
        let vpc = properties.get("VpcId").filter(|_| name == "GroupName");
        let vpc = vpc.map(Value::to_string);
        let name = properties.get(name)?;
        return Some(format!("{name} {}", vpc.unwrap_or_default()));
    }
    let by_description = identity.matched == ["Description"];
    if identity.matched.is_empty() || by_description {
        return None;
    }
    Some(format!("{parent} {}", values(&identity.matched)?.join(" ")))
}

/// Deletes resources that are no longer in the plan, each after everything that uses it.
async fn delete_obsolete(session: &Rc<Session>, summary: &mut Summary) -> Result<(), Stop> {
    let mut tried: BTreeSet<(String, String)> = BTreeSet::new();
    let mut running = JoinSet::new();
    loop {
        let key = |record: &Record| (record.step.clone(), record.identifier.clone());
        let (ready, waiting): (Vec<Record>, Vec<Record>) = {
            let state = session.journal.state();
            let goes = obsolete(&session.plan, &state).into_iter();
            let goes = goes.filter(|record| !tried.contains(&key(record))).cloned();
            goes.partition(|record| {
                let mut others = state.records().filter(|other| key(other) != key(record));
                !others.any(|other| other.uses.values().any(|used| *used == record.identifier))
            })
        };
        for record in ready
            .into_iter()
            .take(AT_ONCE.saturating_sub(running.len()))
        {
            tried.insert(key(&record));
            let session = Rc::clone(session);
            running.spawn_local(async move {
                let ended = session.delete(&record).await;
                (record, ended)
            });
        }
        let Some(joined) = running.join_next().await else {
            let waiting = waiting.into_iter().map(|record| record.step);
            summary.blocked.extend(waiting);
            return Ok(());
        };
        let (record, ended) = joined.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
        match ended {
            Ok(()) => {}
            Err(stop @ Stop::Journal(_)) => return Err(stop),
            Err(stop) => {
                let reason = stop.to_string();
                (session.notice)(&format!(
                    "failed   {} ({}): {reason}",
                    record.step, record.origin
                ));
                summary.failed.push(FailedStep {
                    step: record.step.clone(),
                    origin: record.origin.to_string(),
                    reason,
                });
            }
        }
    }
}
