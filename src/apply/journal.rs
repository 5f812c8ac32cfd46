//! The journal: JSON lines, appended and made durable before the call that they announce.
//!
//! INVARIANT: no mutation is sent before its intent is on disk, and no answer is acted upon before it is there too. The
//! state of the deployment is the sum of the journal's lines; there is no other copy.

use std::cell::{Cell, Ref, RefCell};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::apply::failpoint::Failpoint;
use crate::apply::state::{Record, State};
use crate::apply::store::{Store, StoreFault};
use crate::apply::value::sha256;

/// The operation of a mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Makes a resource.
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
    /// The client token: what makes sending it twice the same as sending it once.
    pub token: String,
    /// The time of its announcement, in seconds since 1970.
    pub at: u64,
    /// The body: the desired state of a creation, the patch of an update, nothing for a deletion. Secrets as hashes.
    pub body: Value,
    /// The record of the deployment once it succeeds.
    pub record: Record,
}

/// A line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "lowercase")]
pub enum Entry {
    /// The journal begins.
    Open {
        /// `gwc-journal/1`.
        format: String,
        /// A number of its own.
        lineage: String,
        /// The deployment's name.
        deployment: String,
    },
    /// A run begins.
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
        /// The token that asks for its status.
        request: String,
    },
    /// AWS named its resource.
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
    /// It failed, or was never carried out.
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
    /// A resource that existed became the deployment's.
    Adopted {
        /// The resource.
        record: Record,
    },
    /// A step has another id.
    Renamed {
        /// The former id.
        from: String,
        /// The new one.
        to: String,
    },
    /// A resource is not the deployment's any more: it is gone, or stays for itself.
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
    store: Mutex<Store>,
    /// The places at which a test kills the program.
    pub failpoint: Failpoint,
}

impl Journal {
    /// Reads the journal of a deployment, and begins one where there is none.
    ///
    /// # Errors
    /// It cannot be read or written, or belongs to another deployment.
    pub async fn open(
        mut store: Store,
        deployment: &str,
        lineage: impl FnOnce() -> String,
        failpoint: Failpoint,
    ) -> Result<Self, StoreFault> {
        let text = store.load().await?;
        let mut state = State::default();
        for (index, line) in text.lines().enumerate() {
            let entry: Entry = serde_json::from_str(line).map_err(|fault| {
                StoreFault::Broken(format!("line {} of the journal: {fault}", index + 1))
            })?;
            if let Entry::Open { format, .. } = &entry
                && format != FORMAT
            {
                let reason = format!("expected a journal of format `{FORMAT}`, found `{format}`");
                return Err(StoreFault::Broken(reason));
            }
            state.add(&entry);
        }
        let is_new = state.lineage.is_empty();
        if !is_new && state.deployment != deployment {
            let other = &state.deployment;
            let reason = format!("the journal belongs to `{other}`, not to `{deployment}`");
            return Err(StoreFault::Broken(reason));
        }
        let journal = Self {
            next: Cell::new(state.next),
            state: RefCell::new(state),
            store: Mutex::new(store),
            failpoint,
        };
        if is_new {
            let entry = Entry::Open {
                format: FORMAT.to_owned(),
                lineage: lineage(),
                deployment: deployment.to_owned(),
            };
            journal.append(&entry).await?;
        }
        Ok(journal)
    }

    /// The current state.
    pub fn state(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    /// A number for a mutation, and its client token.
    pub fn next(&self) -> (u64, String) {
        let seq = self.next.get();
        self.next.set(seq + 1);
        let lineage = self.state.borrow().lineage.clone();
        (seq, sha256(&format!("{lineage}/{seq}")))
    }

    /// Appends a line; once this returns, it survives a crash.
    ///
    /// # Errors
    /// It cannot be written, or another run took the journal over.
    pub async fn append(&self, entry: &Entry) -> Result<(), StoreFault> {
        let mut line =
            serde_json::to_string(entry).map_err(|fault| StoreFault::Broken(fault.to_string()))?;
        line.push('\n');
        let mut store = self.store.lock().await;
        self.failpoint.reached();
        store.append(line.as_bytes(), &self.failpoint).await?;
        self.failpoint.reached();
        self.state.borrow_mut().add(entry);
        Ok(())
    }

    /// Gives the journal up for the next run.
    pub async fn close(self) {
        self.store.into_inner().release().await;
    }
}
