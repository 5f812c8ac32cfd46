//! The state of a deployment, computed from the journal's entries.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::apply::journal::{Entry, Intent, Operation, Site};
use crate::apply::plan::{Identity, Origin, Via};

/// A resource that the deployment owns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its step.
    pub step: String,
    /// The registry's type.
    #[serde(rename = "type")]
    pub of: String,
    /// The API that created it.
    pub via: Via,
    /// Its primary identifier; empty until it is known.
    #[serde(default)]
    pub identifier: String,
    /// The properties that were sent last, with secrets as hashes.
    pub desired: Map<String, Value>,
    /// The properties that were read last.
    #[serde(default)]
    pub attributes: Value,
    /// The identifiers of the resources that it uses, by step.
    #[serde(default)]
    pub uses: BTreeMap<String, String>,
    /// How it is found.
    pub identity: Identity,
    /// Properties that cannot change in place.
    pub create_only: Vec<String>,
    /// Properties that reads never return.
    pub write_only: Vec<String>,
    /// The name of its lock, under which only one change runs at a time.
    #[serde(default)]
    pub lock: Option<String>,
    /// True to keep the resource after its step is removed.
    #[serde(default)]
    pub retain: bool,
    /// The place in the spec.
    pub origin: Origin,
    /// True after a call that failed half-way, so that `desired` may be wrong.
    #[serde(default)]
    pub tainted: bool,
}

/// A mutation that was announced and has not ended.
#[derive(Clone, Debug)]
pub struct OpenMutation {
    /// The announcement.
    pub intent: Intent,
    /// The request, once AWS accepted it.
    pub request: Option<String>,
    /// The identifier, once AWS named it.
    pub identifier: Option<String>,
}

/// The state of a deployment.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// A unique id of this state, so that the tokens of two states differ.
    pub lineage: String,
    /// The deployment.
    pub deployment: String,
    /// The place of the resources.
    pub site: Site,
    /// The number of the next mutation.
    pub next: u64,
    /// The resources, by step.
    pub steps: BTreeMap<String, Record>,
    /// Resources to delete: replaced ones, and those that were created incompletely.
    pub deposed: Vec<Record>,
    /// Open mutations.
    pub open: BTreeMap<u64, OpenMutation>,
}

impl State {
    /// Applies an entry.
    pub fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::Open {
                lineage,
                deployment,
                site,
                ..
            } => {
                self.lineage.clone_from(lineage);
                self.deployment.clone_from(deployment);
                self.site.clone_from(site);
            }
            Entry::Run { .. } => {}
            Entry::Intent(intent) => {
                self.next = self.next.max(intent.seq + 1);
                let open = OpenMutation {
                    intent: intent.clone(),
                    request: None,
                    identifier: None,
                };
                self.open.insert(intent.seq, open);
            }
            Entry::Request { seq, request } => {
                if let Some(open) = self.open.get_mut(seq) {
                    open.request = Some(request.clone());
                }
            }
            Entry::Identifier { seq, identifier } => {
                if let Some(open) = self.open.get_mut(seq) {
                    open.identifier = Some(identifier.clone());
                }
            }
            Entry::Done {
                seq,
                identifier,
                attributes,
            } => {
                if let Some(open) = self.open.remove(seq) {
                    self.finish(open.intent, identifier, attributes);
                }
            }
            Entry::Failed { seq, left, .. } => {
                if let Some(open) = self.open.remove(seq) {
                    self.fail(open.intent, left.as_deref());
                }
            }
            Entry::Seen { step, attributes } => {
                if let Some(record) = self.steps.get_mut(step) {
                    record.attributes = attributes.clone();
                }
            }
            Entry::Adopted { record } => {
                self.steps.insert(record.step.clone(), record.clone());
            }
            Entry::Renamed { from, to } => {
                if let Some(mut record) = self.steps.remove(from) {
                    record.step.clone_from(to);
                    self.steps.insert(to.clone(), record);
                }
                let records = self.steps.values_mut().chain(&mut self.deposed);
                for record in records {
                    if let Some(identifier) = record.uses.remove(from) {
                        record.uses.insert(to.clone(), identifier);
                    }
                }
            }
            Entry::Forgotten { step, identifier } => self.remove(step, identifier),
        }
    }

    fn finish(&mut self, intent: Intent, identifier: &str, attributes: &Value) {
        let mut record = intent.record;
        match intent.operation {
            Operation::Delete => self.remove(&record.step, identifier),
            Operation::Create | Operation::Update => {
                record.identifier = identifier.to_owned();
                record.attributes = attributes.clone();
                let step = record.step.clone();
                let before = self.steps.insert(step, record);
                // A different resource of the same step has been replaced.
                self.deposed
                    .extend(before.filter(|before| before.identifier != identifier));
            }
        }
    }

    fn fail(&mut self, intent: Intent, left: Option<&str>) {
        let mut record = intent.record;
        match (intent.operation, left) {
            (Operation::Create, Some(identifier)) => {
                record.identifier = identifier.to_owned();
                record.tainted = true;
                self.deposed.push(record);
            }
            (Operation::Update, _) => {
                if let Some(record) = self.steps.get_mut(&record.step) {
                    record.tainted = true;
                }
            }
            (Operation::Create | Operation::Delete, _) => {}
        }
    }

    fn remove(&mut self, step: &str, identifier: &str) {
        if self
            .steps
            .get(step)
            .is_some_and(|it| it.identifier == identifier)
        {
            self.steps.remove(step);
        }
        self.deposed
            .retain(|it| it.step != step || it.identifier != identifier);
    }

    /// Returns true if the deployment owns a resource.
    #[must_use]
    pub fn owns(&self, of: &str, identifier: &str) -> bool {
        let mut records = self.records();
        records.any(|it| it.of == of && it.identifier == identifier)
    }

    /// Returns every resource that the deployment owns.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.steps.values().chain(&self.deposed)
    }
}
