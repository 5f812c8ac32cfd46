//! AWS STS: the account of the credentials.

use crate::aws::fault::Fault;
use crate::aws::http::{Client, Request};
use crate::aws::xml;

/// Returns the account of the credentials.
///
/// # Errors
/// As for every call.
pub async fn account(client: &Client) -> Result<String, Fault> {
    let endpoint = &client.endpoint;
    let answer = client
        .send(&Request {
            service: "sts",
            host: format!("sts.{}.{}", endpoint.region, endpoint.dns_suffix),
            signing_region: None,
            method: "POST",
            path: "/".to_owned(),
            headers: vec![(
                "content-type",
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: b"Action=GetCallerIdentity&Version=2011-06-15",
        })
        .await?;
    let document = String::from_utf8_lossy(&answer.body).into_owned();
    if !answer.is_success() {
        return Err(xml_fault(answer.status, &document));
    }
    let account = xml::text(&document, "Account");
    account.ok_or_else(|| Fault::Unreadable("GetCallerIdentity returned no account".to_owned()))
}

/// Parses the error in an XML response.
pub(super) fn xml_fault(status: u16, document: &str) -> Fault {
    let text = |name: &str| xml::text(document, name).unwrap_or_default();
    Fault::Refused {
        status,
        code: text("Code"),
        message: text("Message"),
    }
}
