//! `serverless.yml` with `httpApi` events.

use serde_json::Value;

use crate::import::document::{at, entries, short, text, texts};
use crate::import::draft::{Backend, Draft, Route, auth, path, slug, timeout, value, values};
use crate::import::openapi::cors;

/// Reads a service.
pub(super) fn read(service: &Value, draft: &mut Draft) {
    if let Some(name) = text(service, &["service"]).or_else(|| text(service, &["service", "name"]))
    {
        draft.name = slug(name);
    }
    provider(draft, service.get("provider").unwrap_or(&Value::Null));
    for (name, function) in entries(service.get("functions")) {
        self::function(draft, name, function);
    }
    for (key, entry) in entries(Some(service)) {
        match key.as_str() {
            "service" | "provider" | "functions" | "frameworkVersion" => {}
            key => draft.leave_out(key, &format!("no counterpart in `.gw`: {}", short(entry))),
        }
    }
}

fn provider(draft: &mut Draft, provider: &Value) {
    for (key, entry) in entries(Some(provider)) {
        match (key.as_str(), entry) {
            ("name" | "runtime" | "stage" | "memorySize" | "timeout" | "architecture", _) => {}
            ("region", Value::String(region)) if !region.contains("${") => {
                draft.settings.push(format!("region {}", value(region)));
            }
            ("httpApi", settings) => http_api(draft, settings),
            ("logs", logs) if logs.get("httpApi").is_some() => access_log(draft, logs),
            (key, entry) => {
                let place = format!("provider.{key}");
                draft.leave_out(
                    &place,
                    &format!("no counterpart in `.gw`: {}", short(entry)),
                );
            }
        }
    }
}

fn access_log(draft: &mut Draft, logs: &Value) {
    match at(logs, &["httpApi", "format"]).and_then(Value::as_str) {
        Some(format) => draft.settings.push(format!("log {}", value(format))),
        None if logs.get("httpApi") == Some(&Value::Bool(false)) => {
            draft.settings.push("log off".to_owned());
        }
        None => {}
    }
}

fn http_api(draft: &mut Draft, settings: &Value) {
    for (key, entry) in entries(Some(settings)) {
        match (key.as_str(), entry) {
            ("payload", _) => {}
            ("name", Value::String(name)) if !name.contains("${") => draft.name = slug(name),
            ("cors", Value::Bool(true)) => {
                let all = "cors { origins *; methods OPTIONS GET POST PUT PATCH DELETE; headers content-type x-amz-date authorization x-api-key x-amz-security-token x-amz-user-agent x-amzn-trace-id }";
                draft.settings.push(all.to_owned());
            }
            ("cors", settings) if settings.is_object() => cors(draft, settings),
            ("metrics", Value::Bool(true)) => draft.settings.push("metrics detailed".to_owned()),
            ("metrics", Value::Bool(false)) => {}
            ("disableDefaultEndpoint", Value::Bool(true)) => {
                draft.settings.push("endpoint off".to_owned());
            }
            ("disableDefaultEndpoint", Value::Bool(false)) => {}
            ("authorizers", authorizers) => {
                for (name, authorizer) in entries(Some(authorizers)) {
                    self::authorizer(draft, name, authorizer);
                }
            }
            (key, entry) => {
                let place = format!("provider.httpApi.{key}");
                draft.leave_out(
                    &place,
                    &format!("no counterpart in `.gw`: {}", short(entry)),
                );
            }
        }
    }
}

fn authorizer(draft: &mut Draft, name: &str, authorizer: &Value) {
    let place = format!("provider.httpApi.authorizers.{name}");
    let issuer = text(authorizer, &["issuerUrl"]).filter(|it| !it.contains("${"));
    if let Some(issuer) = issuer {
        let audience = texts(authorizer.get("audience"));
        let body = format!(
            "jwt {{ issuer {}; audience {} }}",
            value(issuer),
            values(&audience)
        );
        draft.auths.insert(slug(name), body);
        return;
    }
    let function = text(authorizer, &["functionName"]).map(slug);
    let function = function.or_else(|| text(authorizer, &["functionArn"]).map(str::to_owned));
    match function {
        Some(function) => {
            let source = texts(authorizer.get("identitySource"));
            let identity: Vec<&str> = source
                .iter()
                .map(|it| it.trim_start_matches("$request."))
                .collect();
            let identity = match identity.as_slice() {
                [] => String::new(),
                identity => format!("; identity {}", identity.join(" ")),
            };
            let simple = authorizer.get("enableSimpleResponses") == Some(&Value::Bool(true));
            let simple = if simple { "; simple" } else { "" };
            let body = format!(
                "lambda {{ function {}{identity}{simple} }}",
                value(&function)
            );
            draft.auths.insert(slug(name), body);
        }
        None => draft.leave_out(&place, "an issuer that is not written out"),
    }
}

fn function(draft: &mut Draft, name: &str, function: &Value) {
    let events = function.get("events").and_then(Value::as_array);
    for (at, event) in events.into_iter().flatten().enumerate() {
        let place = format!("functions.{name}.events[{at}]");
        match event.get("httpApi") {
            Some(settings) => http_event(draft, name, &place, settings, function),
            None => {
                let kind = event.as_object().and_then(|it| it.keys().next().cloned());
                let kind = kind.unwrap_or_default();
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

fn http_event(draft: &mut Draft, name: &str, place: &str, settings: &Value, function: &Value) {
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
    let mut route = Route::default();
    if key.trim() == "*" {
        route.path = "$default".to_owned();
    } else {
        let (method, rest) = key.trim().split_once(' ').unwrap_or(("*", key.trim()));
        match path(rest.trim()) {
            Ok(path) => route.path = path,
            Err(why) => {
                draft.leave_out(place, why);
                return;
            }
        }
        if !matches!(method.to_ascii_lowercase().as_str(), "*" | "any") {
            route.method = method.to_ascii_uppercase();
        }
    }
    let authorizer = settings.get("authorizer");
    let named = authorizer.and_then(|it| it.as_str().or_else(|| text(it, &["name"])));
    match named.map(slug) {
        Some(wanted) if draft.auths.contains_key(&wanted) => {
            let scopes = texts(authorizer.and_then(|it| it.get("scopes")));
            route.clauses.push(auth(&wanted, &scopes));
        }
        Some(wanted) => {
            let why = format!(
                "the authorizer `{wanted}` was not carried over: the route is public until you add one"
            );
            draft.leave_out(place, &why);
        }
        None if authorizer.and_then(|it| text(it, &["type"])) == Some("aws_iam") => {
            route.clauses.push("auth iam".to_owned());
        }
        None => {}
    }
    // Of a function's own limit, the gateway waits half a second longer, and never more than 30 s.
    let seconds = function.get("timeout").and_then(Value::as_u64);
    if let Some(seconds) = seconds.filter(|seconds| *seconds < 30) {
        route.clauses.push(timeout(seconds * 1000 + 500));
    }
    route.destination = draft.backend(
        name,
        Backend {
            kind: "lambda",
            ..Backend::default()
        },
    );
    draft.route(route);
}
