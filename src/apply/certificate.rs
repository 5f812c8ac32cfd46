//! Creates certificates where Cloud Control does not support them, with the ACM and Route 53 calls of its handler.

use serde_json::{Value, json};

use crate::apply::journal::{Intent, Operation};
use crate::apply::plan::Via;
use crate::apply::state::Record;
use crate::aws::cloud_control::{Description, Event, Status};
use crate::aws::{Client, Fault, acm, route53};

const TYPE: &str = "AWS::CertificateManager::Certificate";
/// The prefix of request tokens that are not Cloud Control's.
const PREFIX: &str = "acm ";

/// Returns true if Cloud Control refused a certificate because the region does not have its handlers.
#[must_use]
pub(super) fn replaces(record: &Record, reason: &str) -> bool {
    let codes = ["UnsupportedActionException", "TypeNotFoundException"];
    let unsupported = codes.iter().any(|code| reason.starts_with(code));
    record.of == TYPE && record.via == Via::CloudControl && unsupported
}

fn event(status: Status, arn: &str, request: String) -> Event {
    Event {
        status,
        request,
        identifier: Some(arn.to_owned()),
        error: None,
        message: String::new(),
        retry_after: None,
    }
}

/// Sends a mutation.
///
/// # Errors
/// As for the calls of ACM.
pub(super) async fn start(client: &Client, intent: &Intent, body: &Value) -> Result<Event, Fault> {
    let own = intent.record.identifier.as_str();
    let none = Value::Null;
    let tags = body.get("Tags").unwrap_or(&none);
    match intent.operation {
        Operation::Create => {
            let text = |pointer: &str| {
                let text = body.pointer(pointer).and_then(Value::as_str);
                text.unwrap_or_default()
            };
            let token: String = intent.token.chars().take(32).collect();
            let arn = acm::request(client, text("/DomainName"), &token, tags).await?;
            let zone = text("/DomainValidationOptions/0/HostedZoneId");
            let request = format!("{PREFIX}{arn} {zone}");
            Ok(event(Status::Pending, &arn, request))
        }
        Operation::Update => {
            acm::add_tags(client, own, tags).await?;
            Ok(event(Status::Success, own, String::new()))
        }
        Operation::Delete => {
            acm::delete(client, own).await?;
            Ok(event(Status::Success, own, String::new()))
        }
    }
}

/// Returns the status of a request, if it is one of these. Creates the validation record as soon as ACM has published
/// it.
///
/// # Errors
/// As for the calls of ACM and Route 53.
pub(super) async fn status(client: &Client, request: &str) -> Result<Option<Event>, Fault> {
    let parts = request.strip_prefix(PREFIX);
    let Some((arn, zone)) = parts.and_then(|it| it.split_once(' ')) else {
        return Ok(None);
    };
    let certificate = acm::describe(client, arn).await?;
    let request = request.to_owned();
    Ok(Some(match certificate.status.as_str() {
        "ISSUED" => event(Status::Success, arn, request),
        "PENDING_VALIDATION" => {
            for (name, kind, value) in &certificate.records {
                route53::upsert(client, zone, name, kind, value).await?;
            }
            event(Status::Pending, arn, request)
        }
        other => Event {
            error: Some("GeneralServiceException".to_owned()),
            message: format!("the certificate for {} is {other}", certificate.domain),
            ..event(Status::Failed, arn, request)
        },
    }))
}

/// Reads a certificate in the registry's form.
///
/// # Errors
/// As for the calls of ACM.
pub(super) async fn read(client: &Client, arn: &str) -> Result<Description, Fault> {
    let certificate = acm::describe(client, arn).await?;
    let tags = acm::tags(client, arn).await?;
    Ok(Description {
        identifier: certificate.arn.clone(),
        properties: json!({
            "CertificateArn": certificate.arn,
            "DomainName": certificate.domain,
            "ValidationMethod": "DNS",
            "Tags": tags,
        }),
    })
}

/// Lists all certificates with just their ARNs.
///
/// # Errors
/// As for the calls of ACM.
pub(super) async fn list(client: &Client) -> Result<Vec<Description>, Fault> {
    let arns = acm::list(client).await?.into_iter();
    Ok(arns
        .map(|arn| Description {
            properties: json!({ "CertificateArn": arn }),
            identifier: arn,
        })
        .collect())
}
