//! Recovery of an earlier run: each mutation without an end gets one before anything new is sent.
//!
//! | known of it | what is done |
//! |---|---|
//! | its request | ask for its status; AWS keeps it for seven days |
//! | its intent alone, younger than 36 hours | send the same bytes with the same token |
//! | its intent, and AWS forgot the token or the request | look for the resource by its identity |

use serde_json::Value;

use crate::apply::cloud::is_marked;
use crate::apply::find::candidates;
use crate::apply::journal::{Entry, Operation};
use crate::apply::mutate::{End, Stop, await_resource, done, resume};
use crate::apply::plan::Via;
use crate::apply::retry;
use crate::apply::session::Session;
use crate::apply::state::Open;
use crate::apply::value::{restored, secrets};

/// How long AWS remembers a client token, in seconds, with an hour to spare.
const TOKEN: u64 = 35 * 60 * 60;
/// How long ACM remembers a token, in seconds, with ten minutes to spare.
const ACM_TOKEN: u64 = 50 * 60;
/// How long AWS remembers a request, in seconds, with an hour to spare.
const REQUEST: u64 = (7 * 24 - 1) * 60 * 60;

/// Ends every mutation that has none.
///
/// # Errors
/// One cannot be ended: AWS does not answer, or what it made cannot be told from others.
pub async fn resume_all(session: &Session) -> Result<(), Stop> {
    let open: Vec<Open> = session.journal.state().open.values().cloned().collect();
    for open in open {
        let Open { intent, .. } = &open;
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

async fn resume_one(session: &Session, open: &Open) -> Result<(), Stop> {
    let Open {
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
        return by_identity(session, open).await;
    };
    let Session { cloud, journal, .. } = session;
    let request = request.as_deref();
    match resume(cloud, journal, intent, request, &sent, until).await {
        // What failed is planned again.
        Ok(End::Success | End::Again | End::Partial(_) | End::Refused(_)) => Ok(()),
        Err(Stop::Unfinished(reason)) if reason.contains("RequestTokenNotFound") => {
            by_identity(session, open).await
        }
        Err(stop) => Err(stop),
    }
}

/// How long a token makes a second sending the same mutation.
fn token_life(via: Via) -> u64 {
    match via {
        Via::CloudControl | Via::Route53 => TOKEN,
        Via::Acm => ACM_TOKEN,
    }
}

/// The bytes of an intent, with the secrets that its hashes stand for; `None` where a secret is another one now.
fn body(session: &Session, open: &Open) -> Option<Value> {
    let record = &open.intent.record;
    let mut known = Vec::new();
    if let Some(step) = session.step(&record.step) {
        for value in session.wanted(step).values() {
            secrets(value, &mut known);
        }
    }
    restored(&open.intent.body, &known)
}

/// Ends a mutation of which AWS remembers nothing.
async fn by_identity(session: &Session, open: &Open) -> Result<(), Stop> {
    let Session { cloud, journal, .. } = session;
    let Open {
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
        let gone = live.map_err(unfinished)?.is_none();
        if intent.operation == Operation::Delete && gone {
            done(journal, intent, own, Value::Null).await?;
        } else {
            journal.append(&never("not known how it ended")).await?;
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
    found.retain(|it| is_marked(record, &deployment, &it.properties) != Some(false));
    match found.as_slice() {
        [] => journal.append(&never("never carried out")).await?,
        [one] => {
            let step = session.step(&record.step);
            let until = step.and_then(|step| step.until.as_ref());
            let attributes = await_resource(cloud, record, &one.identifier, until).await?;
            done(journal, intent, &one.identifier, attributes).await?;
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
