//! AWS Cloud Control: one set of calls for every type of resource.
//!
//! Protocol: AWS JSON 1.0, `X-Amz-Target: CloudApiService.<Operation>`
//! (<https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/>).

use serde_json::{Map, Value, json};

use crate::aws::fault::Fault;
use crate::aws::http::{Client, Request};

/// The status of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not finished.
    Pending,
    /// Finished.
    Success,
    /// Failed, or cancelled.
    Failed,
}

/// A progress event of a request.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its status.
    pub status: Status,
    /// The token to query the request.
    pub request: String,
    /// The resource's identifier, once known. For a failed request it may be that of an unrelated resource.
    pub identifier: Option<String>,
    /// AWS's error code, e.g. `AlreadyExists`.
    pub error: Option<String>,
    /// AWS's message.
    pub message: String,
    /// The time when to poll again, in seconds since 1970.
    pub retry_after: Option<f64>,
}

/// A resource as described by AWS.
#[derive(Clone, Debug)]
pub struct Description {
    /// Its primary identifier.
    pub identifier: String,
    /// Its properties, including read-only ones.
    pub properties: Value,
}

impl Event {
    fn read(answer: &Value) -> Result<Self, Fault> {
        let event = answer.get("ProgressEvent").unwrap_or(answer);
        let text = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
        let status = match text("OperationStatus").as_deref() {
            Some("SUCCESS") => Status::Success,
            Some("FAILED" | "CANCEL_COMPLETE") => Status::Failed,
            Some(_) => Status::Pending,
            None => return Err(Fault::Unreadable(format!("no operation status in {event}"))),
        };
        Ok(Self {
            status,
            request: text("RequestToken").unwrap_or_default(),
            identifier: text("Identifier").filter(|it| !it.is_empty()),
            error: text("ErrorCode"),
            message: text("StatusMessage").unwrap_or_default(),
            retry_after: event.get("RetryAfter").and_then(Value::as_f64),
        })
    }
}

impl Description {
    fn read(answer: &Value) -> Result<Self, Fault> {
        let text = |key: &str| answer.get(key).and_then(Value::as_str);
        let identifier = text("Identifier");
        let identifier =
            identifier.ok_or_else(|| Fault::Unreadable(format!("no identifier in {answer}")))?;
        let properties = text("Properties").unwrap_or("{}");
        let properties = serde_json::from_str(properties)
            .map_err(|fault| Fault::Unreadable(format!("properties: {fault}")))?;
        Ok(Self {
            identifier: identifier.to_owned(),
            properties,
        })
    }
}

async fn call(client: &Client, operation: &str, input: &Value) -> Result<Value, Fault> {
    let body = input.to_string();
    let endpoint = &client.endpoint;
    let answer = client
        .send(&Request {
            service: "cloudcontrolapi",
            host: format!(
                "cloudcontrolapi.{}.{}",
                endpoint.region, endpoint.dns_suffix
            ),
            signing_region: None,
            method: "POST",
            path: "/".to_owned(),
            headers: vec![
                ("content-type", "application/x-amz-json-1.0".to_owned()),
                ("x-amz-target", format!("CloudApiService.{operation}")),
            ],
            body: body.as_bytes(),
        })
        .await?;
    if !answer.is_success() {
        return Err(Fault::of_json(&answer));
    }
    serde_json::from_slice(&answer.body).map_err(|fault| Fault::Unreadable(fault.to_string()))
}

/// Sends a mutation verbatim: its operation (`CreateResource`, `UpdateResource` or `DeleteResource`) and its input.
///
/// # Errors
/// As for every call.
pub async fn mutate(client: &Client, operation: &str, input: &Value) -> Result<Event, Fault> {
    Event::read(&call(client, operation, input).await?)
}

/// Returns the status of a request.
///
/// # Errors
/// As for every call; `RequestTokenNotFoundException` after seven days, when AWS has forgotten it.
pub async fn status(client: &Client, request: &str) -> Result<Event, Fault> {
    let input = json!({ "RequestToken": request });
    Event::read(&call(client, "GetResourceRequestStatus", &input).await?)
}

/// Reads a resource.
///
/// # Errors
/// As for every call; `ResourceNotFoundException` if there is none.
pub async fn get(client: &Client, of: &str, identifier: &str) -> Result<Description, Fault> {
    let input = json!({ "TypeName": of, "Identifier": identifier });
    let answer = call(client, "GetResource", &input).await?;
    Description::read(answer.get("ResourceDescription").unwrap_or(&answer))
}

/// Lists the resources of a type, or those below the parent given by `model`.
///
/// # Errors
/// As for every call.
pub async fn list(
    client: &Client,
    of: &str,
    model: Option<&Value>,
) -> Result<Vec<Description>, Fault> {
    let mut found = Vec::new();
    let mut next: Option<Value> = None;
    loop {
        let mut input = Map::from_iter([("TypeName".to_owned(), json!(of))]);
        if let Some(model) = model {
            input.insert("ResourceModel".to_owned(), model.to_string().into());
        }
        if let Some(next) = next.take() {
            input.insert("NextToken".to_owned(), next);
        }
        let answer = call(client, "ListResources", &Value::Object(input)).await?;
        let entries = answer.get("ResourceDescriptions").and_then(Value::as_array);
        for entry in entries.into_iter().flatten() {
            found.push(Description::read(entry)?);
        }
        match answer.get("NextToken") {
            Some(token) if token.as_str().is_some_and(|it| !it.is_empty()) => {
                next = Some(token.clone());
            }
            Some(_) | None => return Ok(found),
        }
    }
}
