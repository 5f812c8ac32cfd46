//! Builds events for functions in payload formats 2.0 and 1.0, and for Lambda authorizers.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::model::{Pattern, Route};
use crate::route::decode_path;
use crate::route::trace::{Values, query_pairs};
use crate::serve::clock;
use crate::serve::exchange::{ACCOUNT, API, Caller, Exchange, claim};
use crate::serve::gateway::Gateway;

/// Content types of text bodies; others are encoded as base64.
const TEXT: [&str; 4] = [
    "application/json",
    "application/javascript",
    "application/xml",
    "text/",
];

/// Builds an event in payload format 2.0.
pub(super) fn v2(gateway: &Gateway, exchange: &Exchange, route: &Route) -> Value {
    let mut event = request_v2(gateway, exchange, route);
    let (body, encoded) = body(exchange);
    if let Some(body) = body {
        event.insert("body".to_owned(), json!(body));
    }
    event.insert("isBase64Encoded".to_owned(), json!(encoded));
    Value::Object(event)
}

/// Builds the event of a Lambda authorizer in payload format 2.0.
pub(in crate::serve) fn authorizer(
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    route_arn: &str,
    identities: &[String],
) -> Value {
    let mut event = request_v2(gateway, exchange, route);
    event.insert("type".to_owned(), json!("REQUEST"));
    event.insert("routeArn".to_owned(), json!(route_arn));
    event.insert("identitySource".to_owned(), json!(identities));
    Value::Object(event)
}

/// Builds the part of an event in format 2.0 that authorizers receive too.
fn request_v2(gateway: &Gateway, exchange: &Exchange, route: &Route) -> Map<String, Value> {
    let path = decode_path(&exchange.request.path);
    let key = exchange.key();
    let mut event = Map::new();
    let mut put = |name: &str, value: Value| {
        event.insert(name.to_owned(), value);
    };
    put("version", json!("2.0"));
    put("routeKey", json!(key));
    put("rawPath", json!(path));
    put("rawQueryString", json!(exchange.request.query));
    let cookies = cookies(exchange);
    if !cookies.is_empty() {
        put("cookies", json!(cookies));
    }
    let mut headers = join_values(&headers(exchange));
    headers.remove("cookie");
    put("headers", json!(headers));
    let query = join_values(&query_pairs(&exchange.request.query));
    if !query.is_empty() {
        put("queryStringParameters", json!(query));
    }
    put("requestContext", context_v2(exchange, &path, key));
    if let Some(params) = params(exchange, route) {
        put("pathParameters", params);
    }
    if let Some(variables) = stage_variables(gateway) {
        put("stageVariables", variables);
    }
    event
}

fn context_v2(exchange: &Exchange, path: &str, key: &str) -> Value {
    let domain = exchange.domain_name();
    let mut context = json!({
        "accountId": ACCOUNT,
        "apiId": API,
        "domainName": domain,
        "domainPrefix": domain.split('.').next(),
        "http": {
            "method": exchange.method,
            "path": path,
            "protocol": exchange.protocol,
            "sourceIp": exchange.ends.client.to_string(),
            "userAgent": exchange.request.header_value("user-agent").unwrap_or_default(),
        },
        "requestId": exchange.id,
        "routeKey": key,
        "stage": "$default",
        "time": clock::log_time(exchange.arrived),
        "timeEpoch": clock::epoch_ms(exchange.arrived),
    });
    let authorizer = match &exchange.caller {
        Caller::Unasked => None,
        Caller::Token { claims, scopes } => {
            Some(json!({ "jwt": { "claims": texts(claims), "scopes": scopes } }))
        }
        Caller::Function { context, .. } => Some(json!({ "lambda": context })),
        Caller::Unverified => Some(json!({ "iam": unverified_caller() })),
    };
    if let Some(authorizer) = authorizer {
        insert(&mut context, "authorizer", authorizer);
    }
    context
}

/// Adds a field to an object.
fn insert(object: &mut Value, name: &str, value: Value) {
    let Some(fields) = object.as_object_mut() else {
        never!("no object to add `{name}` to: {object}");
    };
    fields.insert(name.to_owned(), value);
}

/// Returns a made-up, recognizable caller for a request whose signature was not verified.
fn unverified_caller() -> Value {
    json!({
        "accessKey": "UNVERIFIED",
        "accountId": ACCOUNT,
        "callerId": "UNVERIFIED",
        "cognitoIdentity": null,
        "principalOrgId": null,
        "userArn": format!("arn:aws:iam::{ACCOUNT}:user/unverified"),
        "userId": "UNVERIFIED",
    })
}

/// Builds an event in payload format 1.0.
pub(super) fn v1(gateway: &Gateway, exchange: &Exchange, route: &Route) -> Value {
    let path = decode_path(&exchange.request.path);
    let key = exchange.key();
    let resource = match &route.key.pattern {
        Pattern::Default => "$default".to_owned(),
        Pattern::Path(_) => key.split_once(' ').map_or("", |(_, path)| path).to_owned(),
    };
    let headers: Vec<(String, String)> = headers(exchange)
        .into_iter()
        .map(|(name, value)| (title(name), value))
        .collect();
    let query = query_pairs(&exchange.request.query);
    let or_null = |map: Value, pairs: &[(String, String)]| match pairs {
        [] => Value::Null,
        [_, ..] => map,
    };
    let (body, encoded) = body(exchange);
    json!({
        "version": "1.0",
        "resource": resource,
        "path": path,
        "httpMethod": exchange.method,
        "headers": last(&headers),
        "multiValueHeaders": all(&headers),
        "queryStringParameters": or_null(json!(last(&query)), &query),
        "multiValueQueryStringParameters": or_null(json!(all(&query)), &query),
        "requestContext": context_v1(exchange, &path, key, &resource),
        "pathParameters": params(exchange, route),
        "stageVariables": stage_variables(gateway),
        "body": body,
        "isBase64Encoded": encoded,
    })
}

fn context_v1(exchange: &Exchange, path: &str, key: &str, resource: &str) -> Value {
    let domain = exchange.domain_name();
    let authorizer = match &exchange.caller {
        Caller::Unasked | Caller::Unverified => None,
        Caller::Token { claims, scopes } => {
            Some(json!({ "claims": texts(claims), "scopes": scopes }))
        }
        Caller::Function { principal, context } => {
            let mut all = context.clone();
            all.insert("principalId".to_owned(), json!(principal));
            Some(Value::Object(all))
        }
    };
    let mut context = json!({
        "accountId": ACCOUNT,
        "apiId": API,
        "domainName": domain,
        "domainPrefix": domain.split('.').next(),
        "extendedRequestId": exchange.id,
        "httpMethod": exchange.method,
        "identity": {
            "accessKey": null,
            "accountId": null,
            "caller": null,
            "cognitoAmr": null,
            "cognitoAuthenticationProvider": null,
            "cognitoAuthenticationType": null,
            "cognitoIdentityId": null,
            "cognitoIdentityPoolId": null,
            "principalOrgId": null,
            "sourceIp": exchange.ends.client.to_string(),
            "user": null,
            "userAgent": exchange.request.header_value("user-agent").unwrap_or_default(),
            "userArn": null,
        },
        "path": path,
        "protocol": exchange.protocol,
        "requestId": exchange.id,
        "requestTime": clock::log_time(exchange.arrived),
        "requestTimeEpoch": clock::epoch_ms(exchange.arrived),
        "resourceId": key,
        "resourcePath": resource,
        "stage": "$default",
    });
    if let Some(authorizer) = authorizer {
        insert(&mut context, "authorizer", authorizer);
    }
    context
}

/// Header names that events in format 1.0 capitalize. Recorded events show all others in lower case, as in HTTP/2.
const TITLED: [&str; 8] = [
    "content-length",
    "content-type",
    "host",
    "user-agent",
    "x-amzn-trace-id",
    "x-forwarded-for",
    "x-forwarded-port",
    "x-forwarded-proto",
];

fn title(name: String) -> String {
    if !TITLED.contains(&name.as_str()) {
        return name;
    }
    let mut start = true;
    let spelled = name.chars().map(|letter| {
        let first = std::mem::replace(&mut start, letter == '-');
        if first {
            letter.to_ascii_uppercase()
        } else {
            letter
        }
    });
    spelled.collect()
}

/// Returns the headers of an event: those of the request, and those that API Gateway adds.
fn headers(exchange: &Exchange) -> Vec<(String, String)> {
    let sent = exchange.request.headers.iter();
    let sent = sent.map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
    let ours = [
        "x-forwarded-for",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-amzn-trace-id",
    ];
    let dropped = ["connection", "transfer-encoding"];
    let mut all: Vec<(String, String)> = sent
        .filter(|(name, _)| !ours.contains(&name.as_str()) && !dropped.contains(&name.as_str()))
        .collect();
    let client = exchange.ends.client.to_string();
    let chain = match exchange.request.header_value("x-forwarded-for") {
        Some(before) => format!("{before}, {client}"),
        None => client,
    };
    let seconds = clock::epoch_s(exchange.arrived);
    let trace = format!(
        "Root=1-{seconds:08x}-{:024x}",
        clock::epoch_ms(exchange.arrived)
    );
    if exchange.request.header_value("content-length").is_none() {
        // Recorded events have a length even if the client sent none.
        let length = exchange.body.len().to_string();
        all.push(("content-length".to_owned(), length));
    }
    all.push(("x-amzn-trace-id".to_owned(), trace));
    all.push(("x-forwarded-for".to_owned(), chain));
    all.push(("x-forwarded-port".to_owned(), "443".to_owned()));
    all.push(("x-forwarded-proto".to_owned(), "https".to_owned()));
    all
}

/// Splits the cookies of a request.
fn cookies(exchange: &Exchange) -> Vec<String> {
    let sent = exchange.request.headers.iter();
    let sent = sent.filter(|(name, _)| name.eq_ignore_ascii_case("cookie"));
    let single = sent.flat_map(|(_, value)| value.split(';'));
    let single = single.map(str::trim).filter(|it| !it.is_empty());
    single.map(str::to_owned).collect()
}

/// Joins the values of each name with commas.
fn join_values(pairs: &[(String, String)]) -> BTreeMap<String, String> {
    let mut map: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in pairs {
        map.entry(name.clone())
            .and_modify(|known| {
                known.push(',');
                known.push_str(value);
            })
            .or_insert_with(|| value.clone());
    }
    map
}

/// Returns the last value of each name.
fn last(pairs: &[(String, String)]) -> BTreeMap<&str, &str> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Returns all values of each name.
fn all(pairs: &[(String, String)]) -> BTreeMap<&str, Vec<&str>> {
    let mut map: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
        map.entry(name).or_default().push(value);
    }
    map
}

fn params(exchange: &Exchange, route: &Route) -> Option<Value> {
    let params = exchange.params.iter();
    let params: Map<String, Value> = params
        .map(|it| (it.name.clone(), json!(it.value)))
        .collect();
    match &route.key.pattern {
        Pattern::Default => None,
        Pattern::Path(_) => (!params.is_empty()).then_some(Value::Object(params)),
    }
}

fn stage_variables(gateway: &Gateway) -> Option<Value> {
    let values = Values::new(gateway.program());
    let variables = gateway.program().gateway.stage_variables.iter();
    let variables: Map<String, Value> = variables
        .map(|(name, value)| (name.value.clone(), json!(values.text(value))))
        .collect();
    (!variables.is_empty()).then_some(Value::Object(variables))
}

/// Converts claims to the text that functions receive.
fn texts(claims: &Map<String, Value>) -> BTreeMap<&str, String> {
    let claims = claims.iter();
    claims
        .map(|(name, value)| (name.as_str(), claim(value)))
        .collect()
}

/// Returns the body, and true if it is encoded as base64; `None` if there is no body.
fn body(exchange: &Exchange) -> (Option<String>, bool) {
    if exchange.body.is_empty() {
        return (None, false);
    }
    let kind = exchange.request.header_value("content-type");
    let is_text = kind.is_none_or(|kind| {
        let kind = kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        TEXT.iter().any(|it| kind.starts_with(it))
            || kind.ends_with("+json")
            || kind.ends_with("+xml")
    });
    match std::str::from_utf8(&exchange.body) {
        Ok(text) if is_text => (Some(text.to_owned()), false),
        Ok(_) | Err(_) => (Some(STANDARD.encode(&exchange.body)), true),
    }
}
