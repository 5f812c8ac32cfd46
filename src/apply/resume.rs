//! Recovers an earlier run: finishes each open mutation before anything new is sent.
//!
//! | known | action |
//! |---|---|
//! | its request | query its status; AWS keeps it for seven days |
//! | only its intent, younger than 36 hours | send the same bytes with the same token |
//! | its intent, and AWS has forgotten the token or the request | find the resource by its identity |

use serde_json::Value;

use crate::apply::cloud::is_marked;
use crate::apply::find::candidates;
use crate::apply::journal::{Entry, Operation};
use crate::apply::mutate::{End, Stop, await_resource, record_success, resume};
use crate::apply::plan::Via;
use crate::apply::retry;
use crate::apply::session::Session;
use crate::apply::state::OpenMutation;
use crate::apply::value::{restore, secrets};

/// How long AWS remembers a client token, in seconds, less an hour.
const TOKEN: u64 = 35 * 60 * 60;
/// How long ACM remembers a token, in seconds, less ten minutes.
const ACM_TOKEN: u64 = 50 * 60;
/// How long AWS remembers a request, in seconds, less an hour.
const REQUEST: u64 = (7 * 24 - 1) * 60 * 60;

/// Finishes every open mutation.
///
/// # Errors
/// A mutation cannot be finished: AWS does not respond, or its resource cannot be identified.
pub async fn resume_all(session: &Session) -> Result<(), Stop> {
    let open: Vec<OpenMutation> = session.journal.state().open.values().cloned().collect();
    for open in open {
        let OpenMutation { intent, .. } = &open;
        let word = match intent.operation {
            Operation::Create => "creation",
            Operation::Update => "update",
            Operation::Delete => "deletion",
        };
        (session.notice)(&format!("resuming {word} of {}", intent.record.step));
        resume_one(session, &open).await?;
    }
    Ok(())
}

async fn resume_one(session: &Session, open: &OpenMutation) -> Result<(), Stop> {
    let OpenMutation {
        intent, request, ..
    } = open;
    let age = retry::now().as_secs().saturating_sub(intent.at);
    let step = session.step(&intent.record.step);
    let until = step.and_then(|step| step.until.as_ref());
    let sent = match (request, age) {
        (Some(_), age) if age < REQUEST => Some(body(session, open).unwrap_or_default()),
        (None, age) if age < token_life(intent.record.via) => body(session, open),
        (Some(_) | None, _) => None,
    };
    let Some(sent) = sent else {
        return finish_by_identity(session, open).await;
    };
    let Session { cloud, journal, .. } = session;
    let request = request.as_deref();
    match resume(cloud, journal, intent, request, &sent, until).await {
        // A failed mutation is planned again.
        Ok(End::Success | End::Again | End::Partial(_) | End::Refused(_)) => Ok(()),
        Err(Stop::Unfinished(reason)) if reason.contains("RequestTokenNotFound") => {
            finish_by_identity(session, open).await
        }
        Err(stop) => Err(stop),
    }
}

/// Returns how long a token makes repeated requests idempotent.
fn token_life(via: Via) -> u64 {
    match via {
        Via::CloudControl | Via::Route53 => TOKEN,
        Via::Acm => ACM_TOKEN,
    }
}

/// Returns the bytes of an intent, with the secrets for its hashes; `None` if a secret has changed.
fn body(session: &Session, open: &OpenMutation) -> Option<Value> {
    let record = &open.intent.record;
    let mut known = Vec::new();
    if let Some(step) = session.step(&record.step) {
        for value in session.desired_properties(step).values() {
            secrets(value, &mut known);
        }
    }
    restore(&open.intent.body, &known)
}

/// Finishes a mutation that AWS does not remember.
async fn finish_by_identity(session: &Session, open: &OpenMutation) -> Result<(), Stop> {
    let Session { cloud, journal, .. } = session;
    let OpenMutation {
        intent, identifier, ..
    } = open;
    let unfinished = |fault: crate::aws::Fault| Stop::Unfinished(fault.to_string());
    let record = &intent.record;
    let never = |reason: &str| Entry::Failed {
        seq: intent.seq,
        reason: reason.to_owned(),
        left: None,
    };
    if intent.operation != Operation::Create {
        let own = &record.identifier;
        let live = cloud.read(record.via, &record.of, own).await;
        let is_deleted = live.map_err(unfinished)?.is_none();
        if intent.operation == Operation::Delete && is_deleted {
            record_success(journal, intent, own, Value::Null).await?;
        } else {
            journal.append(&never("outcome unknown")).await?;
        }
        return Ok(());
    }
    let deployment = journal.state().deployment.clone();
    let mut found = match identifier {
        Some(identifier) => {
            let live = cloud.read(record.via, &record.of, identifier).await;
            live.map_err(unfinished)?.into_iter().collect()
        }
        None => Vec::new(),
    };
    if found.is_empty() {
        let candidates = candidates(cloud, record, &deployment).await;
        found = candidates.map_err(unfinished)?;
    }
    // The resource that this one was to replace carries the same mark.
    found.retain(|it| {
        is_marked(record, &deployment, &it.properties) != Some(false)
            && !journal.state().owns(&record.of, &it.identifier)
    });
    match found.as_slice() {
        [] => journal.append(&never("never executed")).await?,
        [one] => {
            let step = session.step(&record.step);
            let until = step.and_then(|step| step.until.as_ref());
            let attributes = await_resource(cloud, record, &one.identifier, until).await?;
            record_success(journal, intent, &one.identifier, attributes).await?;
        }
        several => {
            let names = several.iter().map(|it| it.identifier.as_str());
            let names: Vec<&str> = names.collect();
            return Err(Stop::Refused(format!(
                "{} may be any of {}: delete all but one of them, then run the command again",
                record.step,
                names.join(", "),
            )));
        }
    }
    Ok(())
}
