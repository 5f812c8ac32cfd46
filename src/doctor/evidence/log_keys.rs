//! Maps the keys of access logs to fields. Every team names keys differently, and some use the names of AWS's
//! variables.

use crate::doctor::evidence::Field;

/// Returns the field of a key in any spelling: `integrationErrorMessage`, `integration.error`, `integration_error`,
/// `$context.integration.error`.
pub(super) fn field(key: &str) -> Option<Field> {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let plain = plain.strip_prefix("context").unwrap_or(&plain);
    Some(match plain {
        "status" | "statuscode" | "httpstatus" | "responsestatus" | "httpstatuscode" => {
            Field::Status
        }
        "routekey" | "route" => Field::Route,
        "method" | "httpmethod" | "requestmethod" | "verb" => Field::Method,
        "path" | "rawpath" | "uri" | "requestpath" | "requesturi" | "url" => Field::Path,
        "host" | "domainname" | "domain" | "hostname" => Field::Host,
        "stage" | "stagename" => Field::Stage,
        "responselatency" | "latency" | "duration" | "responsetime" | "responselatencyms"
        | "latencyms" => Field::Latency,
        "integrationlatency" | "integrationlatencyms" | "backendlatency" => {
            Field::IntegrationLatency
        }
        "integrationstatus"
        | "integrationintegrationstatus"
        | "backendstatus"
        | "integrationservicestatus" => Field::IntegrationStatus,
        "integrationerror" | "integrationerrormessage" | "integrationmessage" => {
            Field::IntegrationError
        }
        "errortype" | "errorresponsetype" | "responsetype" | "gatewayresponsetype" => {
            Field::ErrorType
        }
        "error"
        | "errormessage"
        | "errormessagestring"
        | "gatewayerror"
        | "gatewayerrormessage" => Field::Error,
        "authorizererror" | "authorizererrormessage" | "autherror" | "authorizeerror" => {
            Field::AuthorizerError
        }
        "requestid" | "extendedrequestid" | "reqid" => Field::RequestId,
        _ => return None,
    })
}

/// Returns true if a key holds the time of a request.
pub(super) fn is_time(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let plain = plain.strip_prefix("context").unwrap_or(&plain);
    matches!(
        plain,
        "time" | "requesttime" | "timestamp" | "requesttimeepoch" | "ts" | "date"
    )
}
