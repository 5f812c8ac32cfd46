//! The lifecycle of one mutation: announce, send, poll, read, and record.

use std::time::Duration;

use serde_json::Value;

use crate::apply::adopt::adopted;
use crate::apply::certificate;
use crate::apply::cloud::{Cloud, is_marked, is_passing};
use crate::apply::find::candidates;
use crate::apply::journal::{Entry, Intent, Journal, Operation};
use crate::apply::plan::{Until, Via};
use crate::apply::retry::{self, QUESTIONS, attempts, pause};
use crate::apply::state::Record;
use crate::apply::store::StoreFault;
use crate::apply::value::{attribute, mask, redact, remove_secrets, reveal, secrets};
use crate::aws::Fault;
use crate::aws::cloud_control::{Description, Event, Status};

/// The reasons why a mutation did not succeed.
#[derive(Clone, Debug)]
pub enum Stop {
    /// AWS refused it permanently.
    Refused(String),
    /// It failed transiently, and something has to happen first: the deletion of a resource that it left behind, or the
    /// change of one with the same key.
    Partial(String),
    /// Its outcome is unknown; the next run determines it.
    Unfinished(String),
    /// The journal cannot be written: nothing more may be sent.
    Journal(StoreFault),
}

impl From<StoreFault> for Stop {
    fn from(fault: StoreFault) -> Self {
        Self::Journal(fault)
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(reason) | Self::Partial(reason) | Self::Unfinished(reason) => {
                f.write_str(reason)
            }
            Self::Journal(fault) => write!(f, "{fault}"),
        }
    }
}

/// The outcome reported by AWS.
enum Outcome {
    Done(String),
    /// The error code and message, and the owner of the resource in the response, if any.
    Failed {
        code: String,
        message: String,
        identifier: Option<String>,
    },
}

impl Outcome {
    /// Removes secrets that AWS's message quotes.
    fn without(self, secrets: &[Value]) -> Self {
        match self {
            Self::Done(identifier) => Self::Done(identifier),
            Self::Failed {
                code,
                message,
                identifier,
            } => Self::Failed {
                code,
                message: remove_secrets(&message, secrets),
                identifier,
            },
        }
    }
}

/// A mutation to execute.
pub struct Mutation<'m> {
    /// The operation.
    pub operation: Operation,
    /// The record of the resource after success.
    pub record: Record,
    /// The body, with secrets.
    pub body: Value,
    /// The condition that ends it.
    pub until: Option<&'m Until>,
}

/// Executes a mutation, and retries after transient faults.
///
/// # Errors
/// AWS refuses it, its outcome is unknown, or the journal fails.
pub(super) async fn mutate(
    cloud: &Cloud,
    journal: &Journal,
    mutation: &Mutation<'_>,
) -> Result<(), Stop> {
    let mut attempt = 0;
    let mut record = mutation.record.clone();
    loop {
        let (seq, token) = journal.next();
        let intent = Intent {
            seq,
            operation: mutation.operation,
            token,
            at: retry::now().as_secs(),
            body: redact(&mutation.body),
            record: record.clone(),
        };
        journal.append(&Entry::Intent(intent.clone())).await?;
        let mut known = Vec::new();
        secrets(&mutation.body, &mut known);
        let body = reveal(&mutation.body);
        let ended = send(cloud, journal, &intent, &body, Sent::Never).await?;
        let ended = ended.without(&known);
        match end_mutation(cloud, journal, &intent, ended, mutation.until).await? {
            End::Success => return Ok(()),
            End::Again if attempt + 1 < attempts(mutation.operation) => {
                tokio::time::sleep(pause(attempt)).await;
                attempt += 1;
            }
            End::Again => {
                let reason = "AWS kept rejecting it; run the command again later";
                return Err(Stop::Unfinished(reason.to_owned()));
            }
            End::Refused(reason) if certificate::replaces(&record, &reason) => {
                record.via = Via::Acm;
            }
            End::Refused(reason) => return Err(Stop::Refused(reason)),
            End::Partial(reason) => return Err(Stop::Partial(reason)),
        }
    }
}

/// The outcome of a mutation.
pub(super) enum End {
    Success,
    /// A transient fault.
    Again,
    /// A transient fault that the same mutation cannot get past: see [`Stop::Partial`].
    Partial(String),
    Refused(String),
}

/// Whether AWS may have received a mutation already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Never,
    Perhaps,
}

/// Sends an announced mutation until there is a response, and polls it to its end.
async fn send(
    cloud: &Cloud,
    journal: &Journal,
    intent: &Intent,
    body: &Value,
    mut sent: Sent,
) -> Result<Outcome, Stop> {
    let mut attempt = 0;
    let event = loop {
        match cloud.start(intent, body, &journal.failpoint).await {
            Ok(event) => break event,
            // The same bytes with the same token are the same mutation. A transient refusal does not mean that an
            // earlier request, whose response was lost, failed too, so the token is kept.
            Err(fault) if attempt + 1 < QUESTIONS && is_passing(&fault) => {
                if matches!(fault, Fault::NoAnswer(_)) {
                    sent = Sent::Perhaps;
                }
                tokio::time::sleep(pause(attempt) / 4).await;
                attempt += 1;
            }
            // After a refusal of the caller, an earlier request, whose response was lost, may still have succeeded.
            Err(fault) if sent == Sent::Perhaps && retry::is_denial(fault.code()) => {
                return Err(Stop::Unfinished(fault.to_string()));
            }
            Err(Fault::NoAnswer(reason)) => {
                return Err(Stop::Unfinished(format!("no response from AWS: {reason}")));
            }
            Err(Fault::Refused { code, message, .. }) => {
                if let Some(request) = conflicting(&code, &message) {
                    return follow_request(cloud, journal, intent, request).await;
                }
                return Ok(Outcome::Failed {
                    code,
                    message,
                    identifier: None,
                });
            }
            Err(fault @ (Fault::Unreadable(_) | Fault::Credentials(_))) => {
                return Err(Stop::Unfinished(fault.to_string()));
            }
        }
    };
    if !event.request.is_empty() {
        let (seq, request) = (intent.seq, event.request.clone());
        journal.append(&Entry::Request { seq, request }).await?;
    }
    follow(cloud, journal, intent, event).await
}

/// Returns the request that already uses a token, from AWS's message (recorded): "ClientToken .. is already associated
/// with an existing operation with RequestToken ..".
fn conflicting(code: &str, message: &str) -> Option<String> {
    if !code.starts_with("ClientTokenConflict") {
        return None;
    }
    let (_, rest) = message.split_once("RequestToken ")?;
    let request = rest.trim().trim_end_matches('.');
    (!request.is_empty()).then(|| request.to_owned())
}

async fn follow_request(
    cloud: &Cloud,
    journal: &Journal,
    intent: &Intent,
    request: String,
) -> Result<Outcome, Stop> {
    let seq = intent.seq;
    journal
        .append(&Entry::Request {
            seq,
            request: request.clone(),
        })
        .await?;
    let event = cloud.status(&request).await;
    let event = event.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
    follow(cloud, journal, intent, event).await
}

/// Polls a request's status until it ends.
async fn follow(
    cloud: &Cloud,
    journal: &Journal,
    intent: &Intent,
    mut event: Event,
) -> Result<Outcome, Stop> {
    let mut known: Option<String> = None;
    let mut polls = 0;
    loop {
        if let Some(identifier) = event
            .identifier
            .clone()
            .filter(|it| known.as_ref() != Some(it))
        {
            let seq = intent.seq;
            journal
                .append(&Entry::Identifier {
                    seq,
                    identifier: identifier.clone(),
                })
                .await?;
            known = Some(identifier);
        }
        match event.status {
            Status::Success => {
                let own = intent.record.identifier.clone();
                return Ok(Outcome::Done(known.unwrap_or(own)));
            }
            Status::Failed => {
                return Ok(Outcome::Failed {
                    code: event.error.unwrap_or_default(),
                    message: event.message,
                    identifier: known,
                });
            }
            Status::Pending => {}
        }
        let wait = event.retry_after.map_or_else(|| pause(polls), retry::until);
        tokio::time::sleep(wait.min(Duration::from_secs(30))).await;
        polls += 1;
        let answer = cloud.status(&event.request).await;
        event = answer.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
    }
}

/// Resumes a mutation that an earlier run announced: by its request, or by sending the same bytes again.
pub(super) async fn resume(
    cloud: &Cloud,
    journal: &Journal,
    intent: &Intent,
    request: Option<&str>,
    body: &Value,
    until: Option<&Until>,
) -> Result<End, Stop> {
    let mut known = Vec::new();
    secrets(body, &mut known);
    let body = &reveal(body);
    let ended = match request {
        Some(request) => {
            let event = cloud.status(request).await;
            let event = event.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
            follow(cloud, journal, intent, event).await?
        }
        None => send(cloud, journal, intent, body, Sent::Perhaps).await?,
    };
    let ended = ended.without(&known);
    end_mutation(cloud, journal, intent, ended, until).await
}

/// Records the end of a mutation.
async fn end_mutation(
    cloud: &Cloud,
    journal: &Journal,
    intent: &Intent,
    ended: Outcome,
    until: Option<&Until>,
) -> Result<End, Stop> {
    match (intent.operation, ended) {
        (Operation::Delete, Outcome::Done(_)) => {
            record_success(journal, intent, &intent.record.identifier, Value::Null).await
        }
        (Operation::Delete, Outcome::Failed { code, .. }) if is_not_found(&code) => {
            record_success(journal, intent, &intent.record.identifier, Value::Null).await
        }
        (_, Outcome::Done(identifier)) => {
            let attributes = read_done(cloud, intent, &identifier, until).await?;
            record_success(journal, intent, &identifier, attributes).await
        }
        (
            _,
            Outcome::Failed {
                code,
                message,
                identifier,
            },
        ) => fail(cloud, journal, intent, (code, message), identifier, until).await,
    }
}

fn is_not_found(code: &str) -> bool {
    matches!(code, "NotFound" | "ResourceNotFoundException")
}

/// Records a success.
pub(super) async fn record_success(
    journal: &Journal,
    intent: &Intent,
    identifier: &str,
    attributes: Value,
) -> Result<End, Stop> {
    let entry = Entry::Done {
        seq: intent.seq,
        identifier: identifier.to_owned(),
        attributes,
    };
    journal.append(&entry).await?;
    Ok(End::Success)
}

async fn fail(
    cloud: &Cloud,
    journal: &Journal,
    intent: &Intent,
    (code, message): (String, String),
    identifier: Option<String>,
    until: Option<&Until>,
) -> Result<End, Stop> {
    let unfinished = |fault: Fault| Stop::Unfinished(fault.to_string());
    let deployment = journal.state().deployment.clone();
    let exists = code.starts_with("AlreadyExists");
    let mut holds_own = false;
    let mut left = None;
    if intent.operation == Operation::Create && exists {
        let found = visible_candidates(cloud, intent, &deployment).await;
        let found = found.map_err(unfinished)?;
        // A recorded resource is not the one that this creation wanted, even if it carries the same mark: it is about to
        // be replaced, or to get another key.
        let (known, new): (Vec<_>, Vec<_>) = {
            let state = journal.state();
            found
                .into_iter()
                .partition(|it| state.owns(&intent.record.of, &it.identifier))
        };
        holds_own = !known.is_empty() && new.is_empty();
        let ours = new
            .iter()
            .find(|it| is_marked(&intent.record, &deployment, &it.properties) == Some(true));
        if let Some(ours) = ours {
            // It may come from an earlier plan, so the step is decided again with what it has.
            let identifier = ours.identifier.clone();
            let attributes = read_done(cloud, intent, &identifier, until).await?;
            let end = record_success(journal, intent, &identifier, attributes.clone()).await?;
            let record = Record {
                identifier,
                desired: adopted(&intent.record, &attributes),
                attributes,
                ..intent.record.clone()
            };
            journal.append(&Entry::Adopted { record }).await?;
            return Ok(end);
        }
    } else if intent.operation == Operation::Create
        && let Some(identifier) = identifier
    {
        // A partial creation, unless nothing exists or the resource carries another deployment's mark.
        let Intent { record, .. } = intent;
        let live = cloud.read(record.via, &record.of, &identifier).await;
        if let Some(live) = live.map_err(unfinished)? {
            let known_before = crate::apply::find::identifier(&record.identity, &record.desired);
            let marked = is_marked(record, &deployment, &live.properties);
            let own = marked == Some(true) || known_before.is_none();
            left = own.then_some(identifier);
        }
    }
    let again = retry::passes(intent.operation, &code, &message);
    let reason = format!("{code}: {message}");
    let entry = Entry::Failed {
        seq: intent.seq,
        reason: reason.clone(),
        left: left.clone(),
    };
    journal.append(&entry).await?;
    if holds_own {
        // Not while holding the lock that the change of the other one needs.
        return Ok(End::Partial(reason));
    }
    if exists {
        let step = &intent.record.step;
        return Ok(End::Refused(format!(
            "{reason}; it exists outside this deployment; to take it over, pass `--adopt {step}=IDENTIFIER`"
        )));
    }
    if again && left.is_some() {
        Ok(End::Partial(reason))
    } else if again {
        Ok(End::Again)
    } else {
        Ok(End::Refused(reason))
    }
}

/// Returns the resources that a creation may have collided with. A new one may be invisible for a while.
async fn visible_candidates(
    cloud: &Cloud,
    intent: &Intent,
    deployment: &str,
) -> Result<Vec<Description>, Fault> {
    let mut attempt = 0;
    loop {
        let found = candidates(cloud, &intent.record, deployment).await?;
        if !found.is_empty() || attempt + 1 == QUESTIONS {
            return Ok(found);
        }
        tokio::time::sleep(pause(attempt) / 4).await;
        attempt += 1;
    }
}

/// Reads a created or updated resource once it is visible and ready.
async fn read_done(
    cloud: &Cloud,
    intent: &Intent,
    identifier: &str,
    until: Option<&Until>,
) -> Result<Value, Stop> {
    let Intent { record, .. } = intent;
    await_resource(cloud, record, identifier, until).await
}

/// Reads a resource once it is visible and ready.
///
/// # Errors
/// It is not ready after half an hour.
pub(super) async fn await_resource(
    cloud: &Cloud,
    record: &Record,
    identifier: &str,
    until: Option<&Until>,
) -> Result<Value, Stop> {
    const LIMIT: Duration = Duration::from_secs(30 * 60);
    let started = std::time::Instant::now();
    let mut attempt = 0;
    loop {
        let read = cloud.read(record.via, &record.of, identifier).await;
        let read = read.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
        if let Some(found) = read {
            let ready = until.is_none_or(|until| {
                let value = attribute(&found.properties, &until.path);
                match (&until.equals, value) {
                    (None, value) => value.is_some(),
                    (Some(wanted), Some(Value::String(found))) => *wanted == found,
                    (Some(_), _) => false,
                }
            });
            if ready {
                let sent = Value::Object(record.desired.clone());
                return Ok(mask(&found.properties, &sent));
            }
        }
        if started.elapsed() > LIMIT {
            let reason = match until {
                Some(until) => format!("`{}` still does not exist after half an hour", until.path),
                None => "the resource still cannot be read after half an hour".to_owned(),
            };
            return Err(Stop::Unfinished(reason));
        }
        tokio::time::sleep(pause(attempt).min(Duration::from_secs(10)) / 4).await;
        attempt += 1;
    }
}
