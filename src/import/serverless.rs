//! Reads `serverless.yml` files with `httpApi` events.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::import::authorizer::{self, LambdaAuthorizer};
use crate::import::document::{at, entries, known_texts, short, text, texts};
use crate::import::draft::{Backend, Draft, NO_COUNTERPART, Route, slug, timeout, value, values};
use crate::import::openapi::{cors_lines, set_cors};
use crate::import::template::{self, function_of, route_of_key, tags};

/// The headers that the framework allows if `cors` does not list any.
const CORS_HEADERS: &str = "headers content-type x-amz-date authorization x-api-key x-amz-security-token x-amz-user-agent x-amzn-trace-id";

/// Reads a service.
pub(super) fn read(service: &Value, draft: &mut Draft) {
    if let Some(name) = text(service, &["service"]).or_else(|| text(service, &["service", "name"]))
    {
        draft.name = slug(name);
    }
    let provider = service.get("provider").unwrap_or(&Value::Null);
    let shared = Shared {
        payload: text(provider, &["httpApi", "payload"]).unwrap_or("2.0"),
        timeout: at(provider, &["httpApi"]).and_then(|it| seconds(draft, "provider.httpApi", it)),
    };
    draft.has_api = provider.get("httpApi").is_some();
    self::provider(draft, provider);
    for (name, function) in functions(service) {
        self::function(draft, name, function, shared);
    }
    if let Some(settings) = at(provider, &["httpApi", "cors"]) {
        shared_cors(draft, settings);
    }
    let is_template = at(service, &["resources", "Resources"]).is_some_and(Value::is_object);
    for (key, entry) in entries(Some(service)) {
        match key.as_str() {
            "service" | "provider" | "functions" => {}
            // A service without `httpApi` events can have its API here.
            "resources" if is_template && !draft.has_api && draft.routes.is_empty() => {
                template::read(entry, draft);
            }
            key => draft.leave_out(key, &format!("{NO_COUNTERPART}: {}", short(entry))),
        }
    }
}

/// What the provider sets for all events.
#[derive(Clone, Copy)]
struct Shared<'v> {
    payload: &'v str,
    /// In milliseconds.
    timeout: Option<u64>,
}

/// Returns a timeout in milliseconds. Version 1 of the framework sets it for the integration; later ones refuse it.
///
/// <https://github.com/serverless/serverless/pull/8184>
fn seconds(draft: &mut Draft, place: &str, settings: &Value) -> Option<u64> {
    let timeout = settings.get("timeout")?;
    let seconds = timeout.as_f64().map(Duration::try_from_secs_f64);
    let seconds = seconds.and_then(Result::ok);
    let milliseconds = seconds.and_then(|seconds| u64::try_from(seconds.as_millis()).ok());
    let milliseconds = milliseconds.filter(|it| (50..=30_000).contains(it));
    if milliseconds.is_none() {
        draft.leave_out(place, &format!("its timeout: {}", short(timeout)));
    }
    milliseconds
}

/// Returns the functions of a map, or of a list of maps.
fn functions(service: &Value) -> Vec<(&String, &Value)> {
    match service.get("functions") {
        Some(Value::Array(maps)) => maps.iter().flat_map(|map| entries(Some(map))).collect(),
        map => entries(map).collect(),
    }
}

fn provider(draft: &mut Draft, provider: &Value) {
    for (key, entry) in entries(Some(provider)) {
        match (key.as_str(), entry) {
            ("name", Value::String(name)) if name == "aws" => {}
            ("region", Value::String(region)) if !region.contains("${") => {
                draft.set("provider.region", format!("region {}", value(region)));
            }
            ("tags", entry) if entry.is_object() => tags(draft, "provider", entry),
            ("httpApi", settings) => http_api(draft, settings),
            ("logs", logs) => access_log(draft, logs),
            ("runtime" | "memorySize" | "timeout" | "architecture", _) => {
                let place = format!("provider.{key}");
                draft.leave_out(
                    &place,
                    "a setting of functions, which are deployed elsewhere",
                );
            }
            (key, entry) => {
                let place = format!("provider.{key}");
                draft.leave_out(&place, &format!("{NO_COUNTERPART}: {}", short(entry)));
            }
        }
    }
}

fn access_log(draft: &mut Draft, logs: &Value) {
    for (key, entry) in entries(Some(logs)) {
        let format = text(entry, &["format"]);
        match (key.as_str(), format) {
            ("httpApi", Some(format)) => {
                draft.set("provider.logs", format!("log {}", value(format)))
            }
            ("httpApi", None) if *entry == Value::Bool(true) => {}
            ("httpApi", None) if *entry == Value::Bool(false) => {
                draft.set("provider.logs", "log off".to_owned());
            }
            (key, _) => {
                let place = format!("provider.logs.{key}");
                draft.leave_out(&place, &format!("{NO_COUNTERPART}: {}", short(entry)));
            }
        }
    }
}

fn http_api(draft: &mut Draft, settings: &Value) {
    for (key, entry) in entries(Some(settings)) {
        match (key.as_str(), entry) {
            // CORS is read last, because missing settings follow from the routes.
            ("payload", Value::String(_)) | ("cors", Value::Bool(_) | Value::Object(_)) => {}
            // Read with the events.
            ("timeout", _) => {}
            ("id", Value::String(id)) if !id.contains("${") => {
                draft.set("provider.httpApi.id", format!("api {}", value(id)));
            }
            ("name", Value::String(name)) if !name.contains("${") => draft.name = slug(name),
            ("metrics", Value::Bool(true)) => {
                draft.set("provider.httpApi", "metrics detailed".to_owned())
            }
            ("metrics", Value::Bool(false)) => {}
            ("disableDefaultEndpoint", Value::Bool(true)) => {
                draft.set("provider.httpApi", "endpoint off".to_owned());
            }
            ("disableDefaultEndpoint", Value::Bool(false)) => {}
            ("authorizers", authorizers) => {
                for (name, authorizer) in entries(Some(authorizers)) {
                    self::authorizer(draft, name, authorizer);
                }
            }
            (key, entry) => {
                let place = format!("provider.httpApi.{key}");
                draft.leave_out(&place, &format!("{NO_COUNTERPART}: {}", short(entry)));
            }
        }
    }
}

/// Converts CORS settings. The framework adds the methods of the routes, and default headers.
fn shared_cors(draft: &mut Draft, settings: &Value) {
    if *settings == Value::Bool(false) {
        return;
    }
    let says = |key: &str| settings.get(key).is_some();
    let mut lines = cors_lines(draft, settings);
    if !says("allowedOrigins") {
        lines.push("origins *".to_owned());
    }
    if !says("allowedMethods") {
        let any = draft.routes.iter().any(|route| route.method.is_empty());
        let mut methods: BTreeSet<String> = draft
            .routes
            .iter()
            .map(|route| route.method.clone())
            .collect();
        if any {
            methods = ["GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"]
                .map(str::to_owned)
                .into();
        }
        methods.insert("OPTIONS".to_owned());
        let methods: Vec<String> = methods.into_iter().collect();
        lines.push(format!("methods {}", values(&methods)));
    }
    if !says("allowedHeaders") {
        lines.push(CORS_HEADERS.to_owned());
    }
    set_cors(draft, &lines);
}

fn authorizer(draft: &mut Draft, name: &str, it: &Value) {
    let place = format!("provider.httpApi.authorizers.{name}");
    let own = (name, place.as_str());
    let from = texts(it.get("identitySource"));
    let mut known = vec!["type", "name", "identitySource"];
    if text(it, &["type"]) == Some("request") {
        let arn = text(it, &["functionArn"]).filter(|arn| !arn.contains("${"));
        let function = match (text(it, &["functionName"]), arn) {
            (_, Some(arn)) => arn.to_owned(),
            (Some(function), None) => function_of(draft, &place, "", function),
            (None, None) => function_of(draft, &place, "", name),
        };
        let lambda = LambdaAuthorizer {
            function,
            identity: from,
            ttl: it.get("resultTtlInSeconds").and_then(Value::as_u64),
            payload: text(it, &["payloadVersion"]).map(str::to_owned),
            simple: it.get("enableSimpleResponses") == Some(&Value::Bool(true)),
        };
        authorizer::lambda(draft, own, &lambda);
        known.extend([
            "functionName",
            "functionArn",
            "resultTtlInSeconds",
            "payloadVersion",
            "enableSimpleResponses",
        ]);
    } else {
        let audience = known_texts(it.get("audience"));
        authorizer::jwt(draft, own, text(it, &["issuerUrl"]), &audience, &from);
        known.extend(["issuerUrl", "audience"]);
    }
    let others = entries(Some(it)).map(|(key, _)| key.as_str());
    let others = others.filter(|key| !known.contains(key));
    draft.leave_out_keys(&place, others, NO_COUNTERPART);
}

fn function<'v>(draft: &mut Draft, name: &str, function: &'v Value, mut shared: Shared<'v>) {
    if let Some(payload) = text(function, &["httpApi", "payload"]) {
        shared.payload = payload;
    }
    let events = function.get("events").and_then(Value::as_array);
    for (at, event) in events.into_iter().flatten().enumerate() {
        let place = format!("functions.{name}.events[{at}]");
        let kinds: Vec<&String> = entries(Some(event)).map(|(kind, _)| kind).collect();
        match event.get("httpApi") {
            Some(settings) => http_event(draft, name, (&place, shared), settings),
            None => {
                let kind = kinds.first().map_or("", |kind| kind.as_str());
                draft.leave_out(&place, &format!("an event of type {kind}"));
            }
        }
    }
    let place = format!("functions.{name}");
    draft.leave_out(
        &place,
        "the function is deployed elsewhere: its ARN is an input",
    );
}

fn http_event(
    draft: &mut Draft,
    name: &str,
    (place, shared): (&str, Shared<'_>),
    settings: &Value,
) {
    let key = match (settings.as_str(), text(settings, &["path"])) {
        (Some(key), _) => key.to_owned(),
        (None, Some(path)) => {
            let method = text(settings, &["method"]).unwrap_or("*");
            format!("{method} {path}")
        }
        (None, None) => {
            draft.leave_out(place, "an event without a path");
            return;
        }
    };
    let key = key.trim();
    let key = match key.split_once(char::is_whitespace) {
        _ if key == "*" => "$default".to_owned(),
        Some(("*", rest)) if rest.trim() == "*" => "$default".to_owned(),
        Some(("*", rest)) => format!("ANY {}", rest.trim()),
        Some((method, rest)) => format!("{method} {}", rest.trim()),
        None => format!("ANY {key}"),
    };
    let Some(mut route) = route_of_key(draft, place, &key) else {
        return;
    };
    protect(draft, place, settings.get("authorizer"), &mut route);
    let own = settings.get("timeout").is_some();
    let milliseconds = match own {
        true => seconds(draft, place, settings),
        false => shared.timeout,
    };
    match milliseconds {
        Some(30_000) | None => {}
        Some(milliseconds) => route.clauses.push(timeout(milliseconds)),
    }
    let others = entries(Some(settings)).map(|(key, _)| key.as_str());
    let others = others.filter(|key| !["method", "path", "authorizer", "timeout"].contains(key));
    draft.leave_out_keys(place, others, NO_COUNTERPART);
    let backend = Backend {
        kind: "lambda",
        settings: match shared.payload {
            "1.0" => vec!["payload 1.0".to_owned()],
            _ => Vec::new(),
        },
    };
    route.destination = draft.backend(name, backend);
    draft.route(route);
}

fn protect(draft: &mut Draft, place: &str, authorizer: Option<&Value>, route: &mut Route) {
    let Some(authorizer) = authorizer else {
        return;
    };
    if text(authorizer, &["type"]) == Some("aws_iam") {
        route.clauses.push("auth iam".to_owned());
        return;
    }
    let named = authorizer.as_str().or_else(|| text(authorizer, &["name"]));
    let named = named.or_else(|| text(authorizer, &["id"]));
    let scopes = draft.scopes(place, authorizer.get("scopes"));
    match named {
        Some(name) => draft.protect(place, route, (name, &scopes)),
        None => draft.protect(place, route, (&short(authorizer), &scopes)),
    }
}
