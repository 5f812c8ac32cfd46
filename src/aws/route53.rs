//! Route 53: alias records. `UPSERT` is idempotent, so it can be sent again after a crash.

use crate::aws::fault::Fault;
use crate::aws::http::{Client, Request};
use crate::aws::sts::xml_fault;
use crate::aws::xml::{escape, text, texts};

/// An alias record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The hosted zone, e.g. `Z0123456789ABCDEFGHIJ`.
    pub zone: String,
    /// The record's name, without a trailing dot.
    pub name: String,
    /// `A` or `AAAA`.
    pub kind: String,
    /// The name that the alias points to.
    pub target: String,
    /// The hosted zone of that name.
    pub target_zone: String,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Creates or updates the record.
    Upsert,
    /// Deletes the record, which has to be given exactly as it is.
    Delete,
}

/// Changes a record.
///
/// # Errors
/// As for every call; `InvalidChangeBatch` if a record to delete does not exist.
pub async fn change(client: &Client, change: Change, alias: &Alias) -> Result<(), Fault> {
    let action = match change {
        Change::Upsert => "UPSERT",
        Change::Delete => "DELETE",
    };
    let Alias {
        zone,
        name,
        kind,
        target,
        target_zone,
    } = alias;
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
         <ChangeBatch><Changes><Change><Action>{action}</Action><ResourceRecordSet>\
         <Name>{}</Name><Type>{}</Type><AliasTarget><HostedZoneId>{}</HostedZoneId>\
         <DNSName>{}</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>\
         </ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>",
        escape(name),
        escape(kind),
        escape(target_zone),
        escape(target),
    );
    let path = format!("/2013-04-01/hostedzone/{zone}/rrset/");
    send(client, "POST", path, body.as_bytes()).await.map(drop)
}

/// Creates or updates a record with one value.
///
/// # Errors
/// As for every call.
pub async fn upsert(
    client: &Client,
    zone: &str,
    name: &str,
    kind: &str,
    value: &str,
) -> Result<(), Fault> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
         <ChangeBatch><Changes><Change><Action>UPSERT</Action><ResourceRecordSet>\
         <Name>{}</Name><Type>{}</Type><TTL>300</TTL><ResourceRecords><ResourceRecord><Value>{}</Value>\
         </ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch>\
         </ChangeResourceRecordSetsRequest>",
        escape(name),
        escape(kind),
        escape(value),
    );
    let path = format!("/2013-04-01/hostedzone/{zone}/rrset/");
    send(client, "POST", path, body.as_bytes()).await.map(drop)
}

/// Reads a record; `None` if there is none with that name and type.
///
/// # Errors
/// As for every call.
pub async fn get(
    client: &Client,
    zone: &str,
    name: &str,
    kind: &str,
) -> Result<Option<Alias>, Fault> {
    let path = format!("/2013-04-01/hostedzone/{zone}/rrset?maxitems=1&name={name}&type={kind}");
    let document = send(client, "GET", path, b"").await?;
    let Some(record) = texts(&document, "ResourceRecordSet").into_iter().next() else {
        return Ok(None);
    };
    let of = |tag: &str| text(&record, tag).unwrap_or_default();
    let found = unescape(of("Name").trim_end_matches('.'));
    if found != name.trim_end_matches('.') || of("Type") != kind {
        return Ok(None);
    }
    Ok(Some(Alias {
        zone: zone.to_owned(),
        name: found,
        kind: kind.to_owned(),
        target: of("DNSName").trim_end_matches('.').to_owned(),
        target_zone: of("HostedZoneId"),
    }))
}

/// Decodes a name: Route 53 returns a `*` as `\052`.
/// Source: <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html>.
fn unescape(name: &str) -> String {
    let mut parts = name.split('\\');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|it| u8::from_str_radix(it, 8).ok());
        match code {
            Some(code) => {
                decoded.push(char::from(code));
                decoded.push_str(part.get(3..).unwrap_or_default());
            }
            None => {
                decoded.push('\\');
                decoded.push_str(part);
            }
        }
    }
    decoded
}

async fn send(
    client: &Client,
    method: &'static str,
    path: String,
    body: &[u8],
) -> Result<String, Fault> {
    let answer = client
        .send(&Request {
            service: "route53",
            host: format!("route53.{}", client.endpoint.dns_suffix),
            signing_region: Some("us-east-1"),
            method,
            path,
            headers: vec![("content-type", "text/xml".to_owned())],
            body,
        })
        .await?;
    let document = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.is_success() {
        Ok(document)
    } else {
        Err(xml_fault(answer.status, &document))
    }
}
