//! The operations on resources, over Cloud Control and calls of individual services.
//!
//! Reads are repeated until they are answered; mutations are sent once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::apply::certificate;
use crate::apply::failpoint::Failpoint;
use crate::apply::journal::{Intent, Operation};
use crate::apply::plan::Via;
use crate::apply::retry::{self, QUESTIONS, pause};
use crate::apply::state::Record;
use crate::aws::cloud_control::{self, Description, Event, Status};
use crate::aws::route53::{self, Alias, Change};
use crate::aws::{Client, Fault};
use crate::facts::{Handler, Rates};

/// The access to AWS.
#[derive(Debug)]
pub struct Cloud {
    /// Sends calls.
    pub client: Rc<Client>,
    rates: Rates,
    /// For each family, the earliest time of the next call at an even rate.
    due: RefCell<HashMap<&'static str, Instant>>,
}

impl Cloud {
    /// Creates the access for a client.
    #[must_use]
    pub fn new(client: Rc<Client>) -> Self {
        Self {
            client,
            rates: Rates::load(),
            due: RefCell::default(),
        }
    }

    /// Sends a mutation; `body` is the intent's body with its secrets.
    ///
    /// # Errors
    /// As for every call.
    pub async fn start(
        &self,
        intent: &Intent,
        body: &Value,
        failpoint: &Failpoint,
    ) -> Result<Event, Fault> {
        self.pace(&intent.record.of, intent.operation).await;
        failpoint.hit();
        let answer = match intent.record.via {
            Via::CloudControl => self.start_resource(intent, body).await,
            Via::Route53 => self.start_record(intent, body).await,
            Via::Acm => certificate::start(&self.client, intent, body).await,
        };
        failpoint.hit();
        answer
    }

    async fn start_resource(&self, intent: &Intent, body: &Value) -> Result<Event, Fault> {
        let of = &intent.record.of;
        let identifier = &intent.record.identifier;
        let token = &intent.token;
        let (operation, input) = match intent.operation {
            Operation::Create => (
                "CreateResource",
                json!({ "TypeName": of, "DesiredState": body.to_string(), "ClientToken": token }),
            ),
            Operation::Update => (
                "UpdateResource",
                json!({
                    "TypeName": of,
                    "Identifier": identifier,
                    "PatchDocument": body.to_string(),
                    "ClientToken": token,
                }),
            ),
            Operation::Delete => (
                "DeleteResource",
                json!({ "TypeName": of, "Identifier": identifier, "ClientToken": token }),
            ),
        };
        cloud_control::mutate(&self.client, operation, &input).await
    }

    async fn start_record(&self, intent: &Intent, body: &Value) -> Result<Event, Fault> {
        let desired = Value::Object(intent.record.desired.clone());
        let alias = alias_of(&desired).ok_or_else(|| {
            let step = &intent.record.step;
            Fault::Unreadable(format!("the state has no complete DNS record for `{step}`"))
        })?;
        let done = |alias: &Alias| Event {
            status: Status::Success,
            request: String::new(),
            identifier: Some(record_identifier(alias)),
            error: None,
            message: String::new(),
            retry_after: None,
        };
        let Alias {
            zone, name, kind, ..
        } = &alias;
        let found = route53::get(&self.client, zone, name, kind).await?;
        match (intent.operation, found) {
            (Operation::Create, Some(found)) if found != alias => Err(Fault::Refused {
                status: 400,
                code: "AlreadyExists".to_owned(),
                message: format!(
                    "a record `{name}` of type {kind} points to `{}`",
                    found.target
                ),
            }),
            (Operation::Create | Operation::Update, _) => {
                let alias = alias_of(body).unwrap_or(alias);
                route53::change(&self.client, Change::Upsert, &alias).await?;
                Ok(done(&alias))
            }
            (Operation::Delete, None) => Ok(done(&alias)),
            (Operation::Delete, Some(found)) => {
                route53::change(&self.client, Change::Delete, &found).await?;
                Ok(done(&found))
            }
        }
    }

    /// Returns the status of a request.
    ///
    /// # Errors
    /// As for every call, after retries.
    pub async fn status(&self, request: &str) -> Result<Event, Fault> {
        let own = repeat(async || certificate::status(&self.client, request).await).await?;
        match own {
            Some(event) => Ok(event),
            None => repeat(async || cloud_control::status(&self.client, request).await).await,
        }
    }

    /// Reads a resource; `None` if it does not exist.
    ///
    /// # Errors
    /// As for every call, after retries.
    pub async fn read(
        &self,
        via: Via,
        of: &str,
        identifier: &str,
    ) -> Result<Option<Description>, Fault> {
        if via == Via::Route53 {
            let mut parts = identifier.split('|');
            let mut part = || parts.next().unwrap_or_default();
            let (zone, name, kind) = (part(), part(), part());
            let found = repeat(async || route53::get(&self.client, zone, name, kind).await).await?;
            return Ok(found.map(|alias| Description {
                identifier: record_identifier(&alias),
                properties: record_properties(&alias),
            }));
        }
        let found = repeat(async || match via {
            Via::Acm => certificate::read(&self.client, identifier).await,
            Via::CloudControl | Via::Route53 => {
                cloud_control::get(&self.client, of, identifier).await
            }
        });
        let found = found.await;
        match found {
            // ECS still returns a service for a while after its deletion.
            Ok(found)
                if found.properties.pointer("/Status/StatusCode") == Some(&json!("INACTIVE")) =>
            {
                Ok(None)
            }
            Ok(description) => Ok(Some(description)),
            Err(fault) if fault.code() == "ResourceNotFoundException" => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Lists the resources of a type, or those below a parent.
    ///
    /// # Errors
    /// As for every call, after retries.
    pub async fn list(
        &self,
        via: Via,
        of: &str,
        parent: Option<&Value>,
    ) -> Result<Vec<Description>, Fault> {
        repeat(async || match via {
            Via::Acm => certificate::list(&self.client).await,
            Via::CloudControl | Via::Route53 => cloud_control::list(&self.client, of, parent).await,
        })
        .await
    }

    /// Waits until the next call of a family is allowed.
    async fn pace(&self, of: &str, operation: Operation) {
        let operation = match operation {
            Operation::Create => Handler::Create,
            Operation::Update => Handler::Update,
            Operation::Delete => Handler::Delete,
        };
        let Some(rate) = self.rates.of(of, operation) else {
            return;
        };
        let interval = Duration::from_millis(rate.interval_ms);
        let now = Instant::now();
        let turn = {
            let mut due = self.due.borrow_mut();
            let due = due.entry(rate.family).or_insert(now);
            let even = (*due).max(now);
            *due = even + interval;
            // A burst allows calls ahead of the even rate.
            even.checked_sub(interval * rate.burst.saturating_sub(1))
        };
        if let Some(turn) = turn {
            tokio::time::sleep_until(turn.into()).await;
        }
    }
}

/// Retries after network faults and throttling, and returns the first other result.
pub(super) async fn repeat<T>(ask: impl AsyncFn() -> Result<T, Fault>) -> Result<T, Fault> {
    let mut attempt = 0;
    loop {
        match ask().await {
            Err(fault) if attempt + 1 < QUESTIONS && is_passing(&fault) => {
                tokio::time::sleep(pause(attempt) / 4).await;
                attempt += 1;
            }
            answer => return answer,
        }
    }
}

/// Returns true for transient faults.
pub(super) fn is_passing(fault: &Fault) -> bool {
    match fault {
        Fault::NoAnswer(_) => true,
        Fault::Refused {
            status,
            code,
            message,
        } => *status >= 500 || retry::passes(Operation::Update, code, message),
        Fault::Unreadable(_) | Fault::Credentials(_) => false,
    }
}

/// Formats the identifier of a DNS record.
fn record_identifier(alias: &Alias) -> String {
    format!("{}|{}|{}", alias.zone, alias.name, alias.kind)
}

fn record_properties(alias: &Alias) -> Value {
    json!({
        "HostedZoneId": alias.zone,
        "Name": alias.name,
        "Type": alias.kind,
        "AliasTarget": { "DNSName": alias.target, "HostedZoneId": alias.target_zone },
    })
}

fn alias_of(properties: &Value) -> Option<Alias> {
    let text = |pointer: &str| {
        let value = properties.pointer(pointer).and_then(Value::as_str);
        value.map(|text| text.trim_end_matches('.').to_owned())
    };
    Some(Alias {
        zone: text("/HostedZoneId")?,
        name: text("/Name")?,
        kind: text("/Type")?,
        target: text("/AliasTarget/DNSName")?,
        target_zone: text("/AliasTarget/HostedZoneId")?,
    })
}

/// The mark of a deployment on a resource: a tag, or the end of an integration's description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark<'l> {
    /// The deployment.
    pub(super) deployment: &'l str,
    /// The step.
    step: Option<&'l str>,
}

/// Returns the mark that a resource carries.
pub(super) fn mark<'l>(record: &Record, live: &'l Value) -> Option<Mark<'l>> {
    if record.identity.tag.is_some() {
        let tags = live.get("Tags")?;
        let tag = |key: &str| -> Option<&'l str> {
            match tags {
                Value::Object(tags) => tags.get(key)?.as_str(),
                Value::Array(tags) => {
                    let mut tags = tags.iter();
                    let tag = tags.find(|tag| tag.get("Key").is_some_and(|it| it == key))?;
                    tag.get("Value")?.as_str()
                }
                _ => None,
            }
        };
        return Some(Mark {
            deployment: tag("gwc:deployment")?,
            step: tag("gwc:step"),
        });
    }
    if record.identity.matched == ["Description"] {
        let description = live.get("Description")?.as_str()?;
        let (_, mark) = description.strip_suffix(']')?.rsplit_once('[')?;
        let (deployment, step) = mark.split_once('/')?;
        return Some(Mark {
            deployment,
            step: Some(step),
        });
    }
    None
}

/// Returns true if a resource carries the mark of this deployment's step. Returns `None` for types that cannot be
/// marked.
#[must_use]
pub fn is_marked(record: &Record, deployment: &str, live: &Value) -> Option<bool> {
    if record.identity.tag.is_none() && record.identity.matched != ["Description"] {
        return None;
    }
    let own = Mark {
        deployment,
        step: Some(&record.step),
    };
    Some(mark(record, live) == Some(own))
}
