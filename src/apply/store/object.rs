//! A journal in an S3 object, written only if nobody else has written it. A separate lease object names the current
//! run.
//!
//! The holder renews the lease while it works, and its age is measured by S3's clock, so a lease expires soon after its
//! holder ends. A holder that has lost its lease can no longer write the journal, because every write names the version
//! that it replaces, and it leaves the lease of its successor alone.

use std::hash::{BuildHasher as _, RandomState};
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use tokio::task::JoinHandle;

use crate::apply::cloud::{is_passing, repeat};
use crate::apply::retry::{QUESTIONS, pause};
use crate::apply::store::{StoreFault, whole_lines};
use crate::aws::s3::{self, Condition, Place};
use crate::aws::{Client, Fault};

/// How long a lease is valid without renewal, in seconds.
const LEASE: i64 = 60;
/// The renewal interval.
const RENEWAL: Duration = Duration::from_secs(15);

/// A journal in an object of S3.
#[derive(Debug)]
pub struct ObjectStore {
    client: Rc<Client>,
    place: Place,
    text: String,
    etag: Option<String>,
    lease: Lease,
    heartbeat: JoinHandle<()>,
}

/// The content of the lease object.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Lease {
    holder: String,
    /// A random number of the run, since two containers may have the same host and process.
    #[serde(default)]
    run: u64,
    /// The time of creation or last renewal by S3's clock, in seconds since 1970.
    renewed: i64,
}

impl ObjectStore {
    /// Acquires the lease. Has to run on a `LocalSet`, which renews it.
    ///
    /// # Errors
    /// Another run holds the lease, or S3 refuses.
    pub async fn open(client: Rc<Client>, place: Place, holder: &str) -> Result<Self, StoreFault> {
        let lease = Lease {
            holder: holder.to_owned(),
            run: RandomState::new().hash_one(holder),
            renewed: 0,
        };
        take(&client, &lease_of(&place), &lease).await?;
        let renewed = renew(Rc::clone(&client), lease_of(&place), lease.clone());
        Ok(Self {
            client,
            place,
            text: String::new(),
            etag: None,
            lease,
            heartbeat: tokio::task::spawn_local(renewed),
        })
    }

    pub(super) async fn load(&mut self) -> Result<String, StoreFault> {
        let (found, _) = get(&self.client, &self.place).await?;
        if let Some((bytes, etag)) = found {
            let text = String::from_utf8_lossy(&bytes);
            self.text = whole_lines(&text)?.to_owned();
            self.etag = Some(etag);
        }
        Ok(self.text.clone())
    }

    pub(super) async fn append(&mut self, line: &[u8]) -> Result<(), StoreFault> {
        let line = String::from_utf8_lossy(line);
        let longer = format!("{}{line}", self.text);
        let condition = match &self.etag {
            Some(etag) => Condition::Unchanged(etag.clone()),
            None => Condition::Absent,
        };
        let written = write(&self.client, &self.place, &longer, &condition).await?;
        let Some(etag) = written else {
            let reason = "another run took over the journal during this run";
            return Err(StoreFault::Held(reason.to_owned()));
        };
        self.etag = Some(etag);
        self.text = longer;
        Ok(())
    }

    pub(super) async fn release(self) {
        self.heartbeat.abort();
        let place = lease_of(&self.place);
        // A lease that cannot be read or deleted expires.
        if let Ok((Some((current, _)), _)) = current_lease(&self.client, &place).await
            && current.run == self.lease.run
        {
            let _ = repeat(async || s3::delete(&self.client, &place).await).await;
        }
    }
}

/// Writes the journal; `None` if another run has written it. After a transient fault or a failed condition, reads the
/// object to find out whether an earlier attempt succeeded.
async fn write(
    client: &Client,
    place: &Place,
    text: &str,
    condition: &Condition,
) -> Result<Option<String>, StoreFault> {
    let mut attempt = 0;
    loop {
        let fault = match s3::put(client, place, text.as_bytes(), condition).await {
            Ok(Some(etag)) => return Ok(Some(etag)),
            Ok(None) => None,
            Err(fault) if is_passing(&fault) => Some(fault),
            Err(fault) => return Err(unusable(fault)),
        };
        let (found, _) = get(client, place).await?;
        let as_before = match (&found, condition) {
            (Some((bytes, etag)), _) if bytes == text.as_bytes() => return Ok(Some(etag.clone())),
            (Some((_, etag)), Condition::Unchanged(before)) => etag == before,
            (None, Condition::Absent) => true,
            (Some(_), Condition::Absent) | (None, Condition::Unchanged(_)) => false,
        };
        match fault {
            _ if !as_before => return Ok(None),
            Some(fault) if attempt + 1 == QUESTIONS => return Err(unusable(fault)),
            None if attempt + 1 == QUESTIONS => return Ok(None),
            Some(_) | None => {
                tokio::time::sleep(pause(attempt) / 4).await;
                attempt += 1;
            }
        }
    }
}

/// Reads an object with its entity tag, and S3's time.
async fn get(
    client: &Client,
    place: &Place,
) -> Result<(Option<(Vec<u8>, String)>, Option<String>), StoreFault> {
    let found = repeat(async || s3::get(client, place).await).await;
    found.map_err(unusable)
}

fn lease_of(place: &Place) -> Place {
    Place {
        bucket: place.bucket.clone(),
        key: format!("{}.lease", place.key),
    }
}

/// Returns the time of a response. Without it, a lease would never expire, or at once.
fn seconds(date: Option<&str>) -> Result<i64, StoreFault> {
    let date = date.map(|date| date.replace("GMT", "+0000"));
    let parsed = date.and_then(|date| OffsetDateTime::parse(&date, &Rfc2822).ok());
    let time = parsed.map(OffsetDateTime::unix_timestamp);
    time.ok_or_else(|| unusable(Fault::Unreadable("S3 returned no date".to_owned())))
}

/// Reads the lease with its entity tag. The time is S3's, in seconds since 1970.
async fn current_lease(
    client: &Client,
    place: &Place,
) -> Result<(Option<(Lease, String)>, i64), StoreFault> {
    let (found, date) = get(client, place).await?;
    let now = seconds(date.as_deref())?;
    let Some((bytes, etag)) = found else {
        return Ok((None, now));
    };
    let lease = serde_json::from_slice(&bytes).map_err(|fault| {
        let place = format!("s3://{}/{}", place.bucket, place.key);
        StoreFault::Broken(format!("`{place}` is not a lease of gwc: {fault}"))
    })?;
    Ok((Some((lease, etag)), now))
}

async fn take(client: &Client, place: &Place, own: &Lease) -> Result<(), StoreFault> {
    let (found, now) = current_lease(client, place).await?;
    let condition = match found {
        None => Condition::Absent,
        Some((current, _)) if now - current.renewed < LEASE => {
            return Err(StoreFault::Held(current.holder));
        }
        Some((_, etag)) => Condition::Unchanged(etag),
    };
    let taken = put_lease(client, place, own, now, &condition).await;
    if matches!(taken, Ok(Some(_))) {
        return Ok(());
    }
    // Another run was faster, or the answer was lost.
    match current_lease(client, place).await? {
        (Some((current, _)), _) if current.run == own.run => Ok(()),
        (Some((current, _)), _) => Err(StoreFault::Held(current.holder)),
        (None, _) => {
            taken.map_err(unusable)?;
            let reason = "another run has just ended: run the command again";
            Err(StoreFault::Held(reason.to_owned()))
        }
    }
}

async fn put_lease(
    client: &Client,
    place: &Place,
    own: &Lease,
    now: i64,
    condition: &Condition,
) -> Result<Option<String>, Fault> {
    let lease = Lease {
        renewed: now,
        ..own.clone()
    };
    let body = serde_json::to_vec(&lease).map_err(|it| Fault::Unreadable(it.to_string()))?;
    repeat(async || s3::put(client, place, &body, condition).await).await
}

/// Renews the lease until it is lost.
async fn renew(client: Rc<Client>, place: Place, own: Lease) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let (etag, now) = match current_lease(&client, &place).await {
            Ok((Some((current, etag)), now)) if current.run == own.run => (etag, now),
            // Somebody else holds the lease, so the next write of the journal will fail.
            Ok(_) => return,
            Err(_) => continue,
        };
        // If another run takes the lease at this moment, the next reading shows it.
        let _ = put_lease(&client, &place, &own, now, &Condition::Unchanged(etag)).await;
    }
}

fn unusable(fault: Fault) -> StoreFault {
    StoreFault::Unusable(format!("cannot access the journal in S3: {fault}"))
}
