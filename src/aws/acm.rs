//! ACM: certificates validated by DNS, for regions where Cloud Control does not support them.
//!
//! Protocol: AWS JSON 1.1 (<https://docs.aws.amazon.com/acm/latest/APIReference/>).

use serde_json::{Map, Value, json};

use crate::aws::fault::Fault;
use crate::aws::http::{Client, Request};

/// A certificate as ACM describes it.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Its ARN.
    pub arn: String,
    /// The domain name that it is issued for.
    pub domain: String,
    /// `PENDING_VALIDATION`, `ISSUED`, `FAILED` ..
    pub status: String,
    /// The records that prove ownership: name, type and value; empty until ACM has created them.
    pub records: Vec<(String, String, String)>,
}

async fn call(client: &Client, operation: &str, input: &Value) -> Result<Value, Fault> {
    let body = input.to_string();
    let endpoint = &client.endpoint;
    let answer = client
        .send(&Request {
            service: "acm",
            host: format!("acm.{}.{}", endpoint.region, endpoint.dns_suffix),
            signing_region: None,
            method: "POST",
            path: "/".to_owned(),
            headers: vec![
                ("content-type", "application/x-amz-json-1.1".to_owned()),
                ("x-amz-target", format!("CertificateManager.{operation}")),
            ],
            body: body.as_bytes(),
        })
        .await?;
    if !answer.is_success() {
        return Err(Fault::of_json(&answer));
    }
    if answer.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&answer.body).map_err(|fault| Fault::Unreadable(fault.to_string()))
}

/// Requests a certificate and returns its ARN. Within an hour, the same token returns the same certificate.
///
/// # Errors
/// As for every call.
pub async fn request(
    client: &Client,
    domain: &str,
    token: &str,
    tags: &Value,
) -> Result<String, Fault> {
    let mut input = Map::from_iter([
        ("DomainName".to_owned(), json!(domain)),
        ("ValidationMethod".to_owned(), json!("DNS")),
        ("IdempotencyToken".to_owned(), json!(token)),
    ]);
    if tags.as_array().is_some_and(|tags| !tags.is_empty()) {
        input.insert("Tags".to_owned(), tags.clone());
    }
    let answer = call(client, "RequestCertificate", &Value::Object(input)).await?;
    let arn = answer.get("CertificateArn").and_then(Value::as_str);
    arn.map(str::to_owned)
        .ok_or_else(|| Fault::Unreadable("RequestCertificate returned no ARN".to_owned()))
}

/// Reads a certificate.
///
/// # Errors
/// As for every call; `ResourceNotFoundException` if there is none.
pub async fn describe(client: &Client, arn: &str) -> Result<Certificate, Fault> {
    let input = json!({ "CertificateArn": arn });
    let answer = call(client, "DescribeCertificate", &input).await?;
    let certificate = answer.get("Certificate").unwrap_or(&answer);
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let options = certificate.get("DomainValidationOptions");
    let options = options.and_then(Value::as_array).into_iter().flatten();
    let records = options.filter_map(|option| option.get("ResourceRecord"));
    Ok(Certificate {
        arn: arn.to_owned(),
        domain: text(certificate, "DomainName"),
        status: text(certificate, "Status"),
        records: records
            .map(|it| (text(it, "Name"), text(it, "Type"), text(it, "Value")))
            .collect(),
    })
}

/// Returns the tags of a certificate, each with `Key` and `Value`.
///
/// # Errors
/// As for every call.
pub async fn tags(client: &Client, arn: &str) -> Result<Value, Fault> {
    let input = json!({ "CertificateArn": arn });
    let answer = call(client, "ListTagsForCertificate", &input).await?;
    Ok(answer.get("Tags").cloned().unwrap_or_default())
}

/// Adds tags to a certificate, or changes their values.
///
/// # Errors
/// As for every call.
pub async fn add_tags(client: &Client, arn: &str, tags: &Value) -> Result<(), Fault> {
    let input = json!({ "CertificateArn": arn, "Tags": tags });
    call(client, "AddTagsToCertificate", &input).await.map(drop)
}

/// Returns the ARNs of all certificates.
///
/// # Errors
/// As for every call.
pub async fn list(client: &Client) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let mut next: Option<Value> = None;
    loop {
        let mut input = Map::new();
        if let Some(next) = next.take() {
            input.insert("NextToken".to_owned(), next);
        }
        let answer = call(client, "ListCertificates", &Value::Object(input)).await?;
        let entries = answer
            .get("CertificateSummaryList")
            .and_then(Value::as_array);
        let entries = entries.into_iter().flatten();
        let arns = entries.filter_map(|it| it.get("CertificateArn")?.as_str());
        found.extend(arns.map(str::to_owned));
        match answer.get("NextToken").filter(|it| it.is_string()) {
            Some(token) => next = Some(token.clone()),
            None => return Ok(found),
        }
    }
}

/// Deletes a certificate.
///
/// # Errors
/// As for every call; `ResourceInUseException` if it is in use.
pub async fn delete(client: &Client, arn: &str) -> Result<(), Fault> {
    let input = json!({ "CertificateArn": arn });
    call(client, "DeleteCertificate", &input).await.map(drop)
}
