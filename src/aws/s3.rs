//! S3: objects with conditional writes, which fail if somebody else has changed the object.
//!
//! Conditional writes: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::aws::fault::Fault;
use crate::aws::http::{Answer, Client, Request};
use crate::aws::sts::xml_fault;

/// The characters of a key that a path contains only encoded.
const KEY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The location of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// The key, without a leading slash.
    pub key: String,
}

/// The condition of a write.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The object does not exist.
    Absent,
    /// The object still has this entity tag.
    Unchanged(String),
}

/// Reads an object with its entity tag; `None` if it does not exist. The time is S3's.
///
/// # Errors
/// As for every call.
pub async fn get(
    client: &Client,
    place: &Place,
) -> Result<(Option<(Vec<u8>, String)>, Option<String>), Fault> {
    let answer = send(client, "GET", place, Vec::new(), b"").await?;
    let date = answer.date.clone();
    match answer.status {
        404 => Ok((None, date)),
        _ if answer.is_success() => {
            let etag = etag(answer.etag)?;
            Ok((Some((answer.body, etag)), date))
        }
        _ => Err(fault(&answer)),
    }
}

/// Returns the entity tag of a response: without one, the next conditional write would be unconditional.
fn etag(found: Option<String>) -> Result<String, Fault> {
    found.ok_or_else(|| Fault::Unreadable("S3 returned no ETag".to_owned()))
}

/// Writes an object and returns its new entity tag; `None` if the condition does not hold.
///
/// # Errors
/// As for every call.
pub async fn put(
    client: &Client,
    place: &Place,
    body: &[u8],
    condition: &Condition,
) -> Result<Option<String>, Fault> {
    let header = match condition {
        Condition::Absent => ("if-none-match", "*".to_owned()),
        Condition::Unchanged(etag) => ("if-match", etag.clone()),
    };
    let answer = send(client, "PUT", place, vec![header], body).await?;
    match answer.status {
        409 | 412 => Ok(None),
        _ if answer.is_success() => Ok(Some(etag(answer.etag)?)),
        _ => Err(fault(&answer)),
    }
}

/// Deletes an object.
///
/// # Errors
/// As for every call.
pub async fn delete(client: &Client, place: &Place) -> Result<(), Fault> {
    let answer = send(client, "DELETE", place, Vec::new(), b"").await?;
    if answer.is_success() {
        Ok(())
    } else {
        Err(fault(&answer))
    }
}

fn fault(answer: &Answer) -> Fault {
    xml_fault(answer.status, &String::from_utf8_lossy(&answer.body))
}

async fn send(
    client: &Client,
    method: &'static str,
    place: &Place,
    headers: Vec<(&'static str, String)>,
    body: &[u8],
) -> Result<Answer, Fault> {
    let Place { bucket, key } = place;
    let endpoint = &client.endpoint;
    client
        .send(&Request {
            service: "s3",
            host: format!("s3.{}.{}", endpoint.region, endpoint.dns_suffix),
            signing_region: None,
            method,
            path: format!("/{bucket}/{}", utf8_percent_encode(key, &KEY)),
            headers,
            body,
        })
        .await
}
