//! Converts the response of a function to HTTP.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Bytes;
use serde_json::Value;

use crate::serve::answer::{Answer, Refusal};

/// Refuses an invalid response.
pub(super) fn malformed_response(why: &str) -> Refusal {
    // API Gateway's log message, followed by the reason.
    let why = format!(
        "The response from the Lambda function doesn't match the format that API Gateway expects: {why}"
    );
    Refusal::internal("INTEGRATION_FAILURE", why)
}

/// Converts payload format 2.0: a value without `statusCode` is the body of a 200.
pub(super) fn v2(text: &[u8]) -> Result<Answer, Refusal> {
    let parsed: Option<Value> = serde_json::from_slice(text).ok();
    let described = parsed.as_ref().filter(|it| it.get("statusCode").is_some());
    let Some(described) = described else {
        let mut answer = Answer::empty(200);
        answer.set("content-type", "application/json");
        answer.body = match parsed {
            Some(Value::String(text)) => Bytes::from(text),
            Some(_) | None => Bytes::copy_from_slice(text),
        };
        return Ok(answer);
    };
    let mut answer = read(described)?;
    for cookie in list(described.get("cookies"), "cookies")? {
        answer.add("set-cookie", &cookie);
    }
    add_content_type(&mut answer);
    Ok(answer)
}

/// Converts payload format 1.0, which requires a `statusCode`. A header in both `headers` and `multiValueHeaders` gets
/// the values of both.
pub(super) fn v1(text: &[u8]) -> Result<Answer, Refusal> {
    let parsed: Value =
        serde_json::from_slice(text).map_err(|_| malformed_response("it is not JSON"))?;
    let mut answer = read(&parsed)?;
    let Some(headers) = parsed.get("multiValueHeaders").filter(|it| !it.is_null()) else {
        add_content_type(&mut answer);
        return Ok(answer);
    };
    let headers = headers
        .as_object()
        .ok_or_else(|| malformed_response("`multiValueHeaders` is not an object"))?;
    for (name, values) in headers {
        let values = list(Some(values), "multiValueHeaders")?;
        let known = answer.headers.get(name.as_str());
        let single = known.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
        let single = single.filter(|it| !values.contains(it));
        let mut all = values.iter().chain(&single);
        if let Some(first) = all.next() {
            answer.set(name, first);
        }
        all.for_each(|value| answer.add(name, value));
    }
    add_content_type(&mut answer);
    Ok(answer)
}

/// Reads status, headers and body of a response with a status.
fn read(described: &Value) -> Result<Answer, Refusal> {
    let status = match described.get("statusCode") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => None,
    };
    let status = status.and_then(|it| u16::try_from(it).ok());
    let status = status.filter(|it| (200..600).contains(it));
    let status = status.ok_or_else(|| malformed_response("`statusCode` is not a status"))?;
    let mut answer = Answer::empty(status);
    match described.get("headers") {
        None | Some(Value::Null) => {}
        Some(Value::Object(headers)) => {
            for (name, value) in headers {
                answer.set(name, &scalar(value, "headers")?);
            }
        }
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            return Err(malformed_response("`headers` is not an object"));
        }
    }
    let text = match described.get("body") {
        None | Some(Value::Null) => String::new(),
        Some(body) => scalar(body, "body")?,
    };
    let encoded = described.get("isBase64Encoded").and_then(Value::as_bool) == Some(true);
    answer.body = if encoded {
        let bytes = STANDARD.decode(text.trim());
        bytes
            .map_err(|_| malformed_response("`body` is not base64"))?
            .into()
    } else {
        text.into()
    };
    Ok(answer)
}

/// Adds the default content type.
fn add_content_type(answer: &mut Answer) {
    if !answer.headers.contains_key("content-type") {
        answer.set("content-type", "text/plain; charset=utf-8");
    }
}

/// Converts a text, number or boolean to text.
fn scalar(value: &Value, place: &str) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        Value::Null => Ok(String::new()),
        Value::Array(_) | Value::Object(_) => {
            Err(malformed_response(&format!("`{place}` is not text")))
        }
    }
}

fn list(value: Option<&Value>, place: &str) -> Result<Vec<String>, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) => items.iter().map(|it| scalar(it, place)).collect(),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            Err(malformed_response(&format!("`{place}` is not a list")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{v1, v2};

    /// Returns status, content type and body, or the status of an invalid response.
    fn read(text: &str) -> (u16, String, String) {
        match v2(text.as_bytes()) {
            Ok(answer) => {
                let kind = answer.headers.get("content-type");
                let kind = kind.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned());
                let body = String::from_utf8_lossy(&answer.body).into_owned();
                (answer.status, kind.unwrap_or_default(), body)
            }
            Err(refusal) => (refusal.answer.status, String::new(), String::new()),
        }
    }

    #[test]
    fn answers_of_format_2_become_responses() {
        let json = "application/json";
        let text = "text/plain; charset=utf-8";
        let cases = [
            (r#"{"a":1}"#, (200, json, r#"{"a":1}"#)),
            (r#""hello""#, (200, json, "hello")),
            ("not json", (200, json, "not json")),
            ("[1, 2]", (200, json, "[1, 2]")),
            (r#"{"statusCode":201,"body":"x"}"#, (201, text, "x")),
            (
                r#"{"statusCode":200,"headers":{"Content-Type":"text/html"},"body":"x"}"#,
                (200, "text/html", "x"),
            ),
            (
                r#"{"statusCode":200,"body":"aGk=","isBase64Encoded":true}"#,
                (200, text, "hi"),
            ),
            (r#"{"statusCode":204}"#, (204, text, "")),
            (r#"{"statusCode":"many"}"#, (500, "", "")),
            (r#"{"statusCode":200,"body":{"a":1}}"#, (500, "", "")),
            (r#"{"statusCode":200,"headers":["a"]}"#, (500, "", "")),
            (
                r#"{"statusCode":200,"body":"%","isBase64Encoded":true}"#,
                (500, "", ""),
            ),
        ];
        for (answer, (status, kind, body)) in cases {
            let wanted = (status, kind.to_owned(), body.to_owned());
            assert_eq!(read(answer), wanted, "{answer}");
        }
    }

    #[test]
    fn each_cookie_is_a_separate_header() {
        let answer = v2(br#"{"statusCode":200,"cookies":["a=1","b=2"]}"#);
        let cookies = answer.map(|it| it.headers.get_all("set-cookie").iter().count());
        assert_eq!(cookies.ok(), Some(2));
    }

    #[test]
    fn a_content_type_of_many_values_replaces_the_default() {
        let answer =
            v1(br#"{"statusCode":200,"multiValueHeaders":{"Content-Type":["text/html"]}}"#);
        let kinds = answer.map(|it| {
            let kinds = it.headers.get_all("content-type").iter();
            kinds
                .filter_map(|it| it.to_str().ok().map(str::to_owned))
                .collect()
        });
        assert_eq!(kinds.ok(), Some(vec!["text/html".to_owned()]));
    }

    #[test]
    fn format_1_needs_a_status() {
        assert!(v1(br#"{"a":1}"#).is_err());
        assert!(v1(br#"{"statusCode":200,"multiValueHeaders":{"a":["1","2"]}}"#).is_ok());
    }
}
