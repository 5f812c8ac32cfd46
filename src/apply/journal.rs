//! The journal: JSON lines, each made durable before the call that it announces.
//!
//! INVARIANT: no mutation is sent before its intent is on disk, and no response is acted upon before it is on disk too.
//! The state of the deployment follows from the journal's lines; there is no other copy.

use std::cell::{Cell, Ref, RefCell};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::apply::failpoint::Failpoint;
use crate::apply::state::{Record, State};
use crate::apply::store::{Store, StoreFault};
use crate::apply::value::sha256;

/// The account and the region that contain a deployment's resources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The account; `None` if AWS did not return it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl Site {
    /// Returns true if both may be the same place.
    fn agrees(&self, other: &Self) -> bool {
        let agree = |one: &Option<String>, other: &Option<String>| {
            one.is_none() || other.is_none() || one == other
        };
        agree(&self.account, &other.account) && agree(&self.region, &other.region)
    }
}

impl std::fmt::Display for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let account = self.account.as_deref().unwrap_or("unknown");
        let region = self.region.as_deref().unwrap_or("unknown");
        write!(f, "account {account}, region {region}")
    }
}

/// The operation of a mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Creates a resource.
    Create,
    /// Changes one in place.
    Update,
    /// Deletes one.
    Delete,
}

/// A mutation before it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Intent {
    /// Its number.
    pub seq: u64,
    /// The operation.
    pub operation: Operation,
    /// The client token, which makes sending it twice the same as sending it once.
    pub token: String,
    /// The time of the announcement, in seconds since 1970.
    pub at: u64,
    /// The body: the desired state of a creation, the patch of an update, nothing for a deletion. Secrets are hashed.
    pub body: Value,
    /// The record of the resource after success.
    pub record: Record,
}

/// A line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "lowercase")]
pub enum Entry {
    /// The start of the journal.
    Open {
        /// `gwc-journal/1`.
        format: String,
        /// A unique id.
        lineage: String,
        /// The deployment's name.
        deployment: String,
        /// The place of the resources.
        #[serde(flatten)]
        site: Site,
    },
    /// The start of a run.
    Run {
        /// `apply`, `destroy` ..
        command: String,
        /// The plan's digest.
        digest: String,
        /// The program.
        tool: String,
        /// The user, host and process.
        by: String,
        /// The time, in seconds since 1970.
        at: u64,
    },
    /// A mutation is about to be sent.
    Intent(Intent),
    /// AWS accepted it.
    Request {
        /// The mutation.
        seq: u64,
        /// The token for querying its status.
        request: String,
    },
    /// AWS returned the resource's identifier.
    Identifier {
        /// The mutation.
        seq: u64,
        /// The resource.
        identifier: String,
    },
    /// It succeeded.
    Done {
        /// The mutation.
        seq: u64,
        /// The resource.
        identifier: String,
        /// The properties that were read.
        attributes: Value,
    },
    /// It failed, or was never executed.
    Failed {
        /// The mutation.
        seq: u64,
        /// The reason.
        reason: String,
        /// The resource that it left behind.
        left: Option<String>,
    },
    /// A resource was read again.
    Seen {
        /// Its step.
        step: String,
        /// The properties that were read.
        attributes: Value,
    },
    /// An existing resource became part of the deployment.
    Adopted {
        /// The resource.
        record: Record,
    },
    /// A step has a new id.
    Renamed {
        /// The former id.
        from: String,
        /// The new one.
        to: String,
    },
    /// A resource is no longer part of the deployment: it was deleted, or is kept unmanaged.
    Forgotten {
        /// Its step.
        step: String,
        /// The resource.
        identifier: String,
    },
}

const FORMAT: &str = "gwc-journal/1";

/// The journal of a run.
#[derive(Debug)]
pub struct Journal {
    state: RefCell<State>,
    next: Cell<u64>,
    /// A unique id of the run, so that the tokens of two copies of a journal differ.
    run: String,
    store: Mutex<Store>,
    /// The points at which a test kills the program.
    pub failpoint: Failpoint,
}

impl Journal {
    /// Reads the journal of a deployment, or creates one. `run` is a unique id of the run.
    ///
    /// # Errors
    /// It cannot be read or written, or belongs to another deployment, account or region.
    pub async fn open(
        mut store: Store,
        deployment: &str,
        site: Site,
        run: String,
        failpoint: Failpoint,
    ) -> Result<Self, StoreFault> {
        let state = match read(&mut store, deployment, &site).await {
            Ok(state) => state,
            Err(fault) => {
                store.release().await;
                return Err(fault);
            }
        };
        let is_new = state.lineage.is_empty();
        let journal = Self {
            next: Cell::new(state.next),
            state: RefCell::new(state),
            run: run.clone(),
            store: Mutex::new(store),
            failpoint,
        };
        let entry = Entry::Open {
            format: FORMAT.to_owned(),
            lineage: run,
            deployment: deployment.to_owned(),
            site,
        };
        if is_new && let Err(fault) = journal.append(&entry).await {
            journal.close().await;
            return Err(fault);
        }
        Ok(journal)
    }

    /// Returns the current state.
    pub fn state(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    /// Returns a number for the next mutation, and its client token.
    pub fn next(&self) -> (u64, String) {
        let seq = self.next.get();
        self.next.set(seq + 1);
        let lineage = self.state.borrow().lineage.clone();
        (seq, sha256(&format!("{lineage}/{}/{seq}", self.run)))
    }

    /// Appends a line; once this returns, it survives a crash.
    ///
    /// # Errors
    /// It cannot be written, or another run has taken over the journal.
    pub async fn append(&self, entry: &Entry) -> Result<(), StoreFault> {
        let mut line =
            serde_json::to_string(entry).map_err(|fault| StoreFault::Broken(fault.to_string()))?;
        line.push('\n');
        let mut store = self.store.lock().await;
        self.failpoint.hit();
        store.append(line.as_bytes(), &self.failpoint).await?;
        self.failpoint.hit();
        self.state.borrow_mut().add(entry);
        Ok(())
    }

    /// Changes the state without writing anything, to show what follows from it.
    pub fn suppose(&self, entry: &Entry) {
        self.state.borrow_mut().add(entry);
    }

    /// Releases the journal for the next run.
    pub async fn close(self) {
        self.store.into_inner().release().await;
    }
}

/// Reads the state of a deployment; it is empty if there is no journal.
async fn read(store: &mut Store, deployment: &str, site: &Site) -> Result<State, StoreFault> {
    let text = store.load().await?;
    let broken = |reason: String| Err(StoreFault::Broken(reason));
    let mut state = State::default();
    for (index, line) in text.lines().enumerate() {
        let entry: Entry = serde_json::from_str(line)
            .map_err(|fault| StoreFault::Broken(format!("journal, line {}: {fault}", index + 1)))?;
        match &entry {
            Entry::Open { format, .. } if format != FORMAT => {
                return broken(format!(
                    "expected a journal of format `{FORMAT}`, found `{format}`"
                ));
            }
            Entry::Open { .. } => {}
            _ if index == 0 => {
                return broken("the first line of the journal is missing".to_owned());
            }
            _ => {}
        }
        state.add(&entry);
    }
    if state.lineage.is_empty() {
        return Ok(state);
    }
    if state.deployment != deployment {
        let other = &state.deployment;
        return broken(format!(
            "the journal belongs to `{other}`, not to `{deployment}`"
        ));
    }
    if !state.site.agrees(site) {
        return broken(format!(
            "the journal belongs to {}, but this run has access to {site}",
            state.site
        ));
    }
    Ok(state)
}
