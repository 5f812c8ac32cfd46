//! Makes AWS match the state again: what drift found is created or changed anew.

use crate::apply::drift::{Drift, drift};
use crate::apply::journal::Entry;
use crate::apply::mutate::Stop;
use crate::apply::session::Session;
use crate::apply::state::Record;

/// Compares every resource with AWS, and supposes that what is gone was never there and that what differs has to be
/// sent again. The entries for the journal are returned.
///
/// # Errors
/// AWS does not respond.
pub async fn repair(session: &Session) -> Result<Vec<Entry>, Stop> {
    let mut entries: Vec<Entry> = Vec::new();
    for found in drift(session).await? {
        let entry = match found {
            Drift::Missing(record) => {
                session.scope.borrow_mut().known.remove(&record.step);
                Entry::Forgotten {
                    step: record.step,
                    identifier: record.identifier,
                }
            }
            Drift::Changed { record, .. } => Entry::Adopted {
                record: Record {
                    tainted: true,
                    ..*record
                },
            },
            // Neither can be sent again.
            Drift::Unreadable { .. } | Drift::Foreign { .. } => continue,
        };
        session.journal.suppose(&entry);
        entries.push(entry);
    }
    Ok(entries)
}
