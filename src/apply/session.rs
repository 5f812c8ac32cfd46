//! A run: the plan, access to AWS, the journal, and the known values.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::{Map, Value};
use tokio::sync::Mutex;

use crate::apply::changes::values_of;
use crate::apply::cloud::Cloud;
use crate::apply::journal::{Entry, Journal, Operation};
use crate::apply::mutate::{Mutation, Stop, mutate};
use crate::apply::plan::{Action, Plan, Step, Via};
use crate::apply::state::Record;
use crate::apply::store::StoreFault;
use crate::apply::value::{Scope, is_unknown, redact};

/// Reports progress to people.
pub type Notice = Box<dyn Fn(&str)>;

/// A run.
pub struct Session {
    /// The plan.
    pub plan: Plan,
    /// The access to AWS.
    pub cloud: Cloud,
    /// The journal.
    pub journal: Journal,
    /// Known values: inputs, and finished resources.
    pub scope: RefCell<Scope>,
    /// The receiver of progress lines.
    pub notice: Notice,
    locks: RefCell<HashMap<String, Rc<Mutex<()>>>>,
}

impl Session {
    /// Creates a run that has not started.
    #[must_use]
    pub fn new(plan: Plan, cloud: Cloud, journal: Journal, scope: Scope, notice: Notice) -> Self {
        Self {
            plan,
            cloud,
            journal,
            scope: RefCell::new(scope),
            notice,
            locks: RefCell::default(),
        }
    }

    /// Returns the step with an id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.plan.steps.iter().find(|step| step.id == id)
    }

    /// Returns the properties of a step as far as they are known.
    pub fn desired_properties(&self, step: &Step) -> Map<String, Value> {
        self.scope.borrow().properties(&step.properties)
    }

    /// Returns the properties that select a step's siblings.
    pub fn desired_parent(&self, step: &Step) -> Value {
        let scope = self.scope.borrow();
        let parent = step.identity.parent.as_ref();
        parent.map(|parent| scope.value(parent)).unwrap_or_default()
    }

    /// Returns the record of a step.
    pub fn record(&self, step: &str) -> Option<Record> {
        self.journal.state().steps.get(step).cloned()
    }

    /// Returns the record that a step will have.
    pub fn record_of(&self, step: &Step, wanted: &Map<String, Value>) -> Record {
        let scope = self.scope.borrow();
        let mut identity = step.identity.clone();
        identity.parent = identity.parent.map(|parent| redact(&scope.value(&parent)));
        let lock = step.lock.as_ref().map(|lock| scope.value(lock));
        let Value::Object(desired) = redact(&Value::Object(wanted.clone())) else {
            never!("redacting turned an object into something else");
        };
        Record {
            step: step.id.clone(),
            of: step.of.clone(),
            via: step.via,
            identifier: String::new(),
            desired,
            attributes: Value::Null,
            uses: self.uses(step),
            identity,
            create_only: step.create_only.clone(),
            write_only: step.write_only.clone(),
            lock: lock
                .filter(|lock| !is_unknown(lock))
                .and_then(|lock| lock.as_str().map(str::to_owned)),
            retain: step.retain,
            origin: step.origin.clone(),
            tainted: false,
        }
    }

    /// Returns the resources that a step uses, including those behind its reads.
    fn uses(&self, step: &Step) -> BTreeMap<String, String> {
        let mut uses = BTreeMap::new();
        let mut open: Vec<&str> = step.depends_on.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            match self.step(id) {
                Some(read) if read.action == Action::Read => {
                    open.extend(read.depends_on.iter().map(String::as_str));
                }
                Some(_) | None => {
                    if let Some(record) = self.journal.state().steps.get(id) {
                        uses.insert(id.to_owned(), record.identifier.clone());
                    }
                }
            }
        }
        uses
    }

    /// Makes the values of a step's resource available to other steps.
    pub fn learn(&self, step: &str) {
        if let Some(record) = self.record(step) {
            let mut scope = self.scope.borrow_mut();
            scope.known.insert(step.to_owned(), values_of(&record));
        }
    }

    /// Executes a mutation while holding its lock.
    ///
    /// # Errors
    /// As [`mutate`].
    pub async fn mutate(&self, mutation: &Mutation<'_>) -> Result<(), Stop> {
        let lock = mutation.record.lock.as_ref().map(|name| {
            let mut locks = self.locks.borrow_mut();
            Rc::clone(locks.entry(name.clone()).or_default())
        });
        let _held = match &lock {
            Some(lock) => Some(lock.lock().await),
            None => None,
        };
        mutate(&self.cloud, &self.journal, mutation).await
    }

    /// Deletes a resource, or stops managing one that is to be kept.
    ///
    /// # Errors
    /// As [`mutate`].
    pub async fn delete(&self, record: &Record) -> Result<(), Stop> {
        if record.retain || self.points_elsewhere(record).await? {
            self.forget(record).await?;
            (self.notice)(&format!("kept     {} ({})", record.step, record.identifier));
            return Ok(());
        }
        self.mutate(&Mutation {
            operation: Operation::Delete,
            record: record.clone(),
            body: Value::Null,
            until: None,
        })
        .await?;
        (self.notice)(&format!("deleted  {} ({})", record.step, record.identifier));
        Ok(())
    }

    /// Returns true for a DNS record that somebody has changed: deleting it would take down what it points to now.
    async fn points_elsewhere(&self, record: &Record) -> Result<bool, Stop> {
        if record.via != Via::Route53 {
            return Ok(false);
        }
        let live = self
            .cloud
            .read(record.via, &record.of, &record.identifier)
            .await;
        let live = live.map_err(|fault| Stop::Unfinished(fault.to_string()))?;
        let target = |properties: &Value| properties.pointer("/AliasTarget/DNSName").cloned();
        let own = target(&Value::Object(record.desired.clone()));
        let plain = |target: Option<Value>| {
            let text = target?.as_str()?.trim_end_matches('.').to_ascii_lowercase();
            Some(text)
        };
        Ok(live.is_some_and(|live| plain(target(&live.properties)) != plain(own)))
    }

    /// Records that a resource is no longer part of the deployment.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub async fn forget(&self, record: &Record) -> Result<(), StoreFault> {
        let entry = Entry::Forgotten {
            step: record.step.clone(),
            identifier: record.identifier.clone(),
        };
        self.journal.append(&entry).await
    }
}
