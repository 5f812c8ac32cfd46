//! Reads SAM templates: HTTP APIs, and the events of functions.

use serde_json::Value;

use crate::import::authorizer::{self, LambdaAuthorizer, known_texts};
use crate::import::document::{at, entries, short, text, texts};
use crate::import::draft::{Backend, Draft, NO_COUNTERPART, auth, slug, timeout};
use crate::import::integration::{function_arn, referenced_resource};
use crate::import::openapi::{self, cors};
use crate::import::template::{
    default_settings, function_of, leave_out, literal_text, place, route_of_key, tags,
};

/// Reads an `AWS::Serverless::HttpApi`, or the settings in `Globals` for all of them.
pub(super) fn api(draft: &mut Draft, id: &str, properties: &Value) {
    if !id.contains('.') {
        draft.name = slug(text(properties, &["Name"]).unwrap_or(id));
    }
    for (key, entry) in entries(Some(properties)) {
        match (key.as_str(), entry) {
            ("Name", Value::String(_)) => {}
            ("StageName", Value::String(name)) if name == "$default" => {}
            ("Description", Value::String(text)) => draft.description = Some(text.clone()),
            ("CorsConfiguration", Value::Bool(true)) => {
                draft.settings.push("cors { origins * }".to_owned());
            }
            ("CorsConfiguration", entry) if entry.is_object() => cors(draft, entry),
            ("DisableExecuteApiEndpoint", Value::Bool(true)) => {
                draft.settings.push("endpoint off".to_owned());
            }
            ("DisableExecuteApiEndpoint", Value::Bool(false)) => {}
            ("DefaultRouteSettings", entry) => {
                default_settings(draft, &format!("{}.{key}", place(id)), entry);
            }
            ("Auth", auths) => authorizers(draft, id, auths),
            ("Tags", entry) => tags(draft, id, entry),
            ("DefinitionBody", body) if body.is_object() => openapi::read(body, draft),
            (key, entry) => leave_out(draft, id, key, entry),
        }
    }
}

fn authorizers(draft: &mut Draft, id: &str, auths: &Value) {
    for (name, authorizer) in entries(auths.get("Authorizers")) {
        let place = format!("{}.Auth.Authorizers.{name}", place(id));
        self::authorizer(draft, (name, &place), authorizer);
    }
    match auths.get("DefaultAuthorizer").map(|it| (it, it.as_str())) {
        Some((_, Some("AWS_IAM"))) => draft.settings.push("auth iam".to_owned()),
        Some((entry, name)) => {
            let known = name.and_then(|name| draft.auth_name(name));
            match known.map(|name| auth(name, &[])) {
                Some(setting) => draft.settings.push(setting),
                None => {
                    let place = format!("{}.Auth.DefaultAuthorizer", place(id));
                    let why = format!(
                        "{}: the authorizer was not imported, so routes are public until you add one",
                        short(entry)
                    );
                    draft.leave_out(&place, &why);
                }
            }
        }
        None => {}
    }
    for (key, entry) in entries(Some(auths)) {
        match key.as_str() {
            "Authorizers" | "DefaultAuthorizer" => {}
            "EnableIamAuthorizer" if entry.is_boolean() => {}
            key => leave_out(draft, id, &format!("Auth.{key}"), entry),
        }
    }
}

fn authorizer(draft: &mut Draft, (name, place): (&str, &str), it: &Value) {
    let mut known = vec!["IdentitySource", "JwtConfiguration"];
    if let Some(settings) = it.get("JwtConfiguration") {
        let issuer = settings.get("issuer").and_then(literal_text);
        let audience = known_texts(settings.get("audience"));
        let from = texts(it.get("IdentitySource"));
        authorizer::jwt(draft, (name, place), issuer.as_deref(), &audience, &from);
        known.push("AuthorizationScopes");
        if it.get("AuthorizationScopes").is_some() {
            draft.leave_out(
                place,
                "its AuthorizationScopes: scopes are written at each route",
            );
        }
    } else if let Some(function) = it.get("FunctionArn").and_then(literal_text) {
        let arn = function_arn(&function).filter(|arn| !arn.contains("${"));
        let identity = it.get("Identity");
        let named = |key: &str, root: &str| -> Vec<String> {
            let names = texts(identity.and_then(|it| it.get(key)));
            names.iter().map(|name| format!("{root}{name}")).collect()
        };
        let sources = [
            named("Headers", "$request.header."),
            named("QueryStrings", "$request.querystring."),
            named("StageVariables", "$stageVariables."),
            named("Context", "$context."),
        ];
        let ttl = identity.and_then(|it| it.get("ReauthorizeEvery"));
        let payload = it.get("AuthorizerPayloadFormatVersion");
        let lambda = LambdaAuthorizer {
            function: arn.unwrap_or_else(|| function_of(draft, place, &function, name)),
            identity: sources.concat(),
            ttl: ttl.and_then(Value::as_u64),
            payload: payload.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)),
            simple: it.get("EnableSimpleResponses") == Some(&Value::Bool(true)),
        };
        authorizer::lambda(draft, (name, place), &lambda);
        known.extend([
            "FunctionArn",
            "Identity",
            "AuthorizerPayloadFormatVersion",
            "EnableSimpleResponses",
        ]);
    } else {
        draft.leave_out(
            place,
            "an authorizer whose issuer or function is not a literal",
        );
    }
    for (key, entry) in entries(Some(it)) {
        if !known.contains(&key.as_str()) {
            draft.leave_out(place, &format!("{key} {}: {NO_COUNTERPART}", short(entry)));
        }
    }
}

/// Reads an `AWS::Serverless::Function`.
pub(super) fn function(draft: &mut Draft, id: &str, properties: &Value, api: Option<&str>) {
    let mut used = false;
    for (name, event) in entries(properties.get("Events")) {
        let place = format!("Resources.{id}.Events.{name}");
        let kind = text(event, &["Type"]).unwrap_or("?");
        if kind != "HttpApi" {
            draft.leave_out(&place, &format!("an event of type {kind}"));
            continue;
        }
        let event = event.get("Properties").unwrap_or(&Value::Null);
        let of = event.get("ApiId").and_then(literal_text);
        let of = of.as_deref().and_then(referenced_resource);
        if of.is_some() && api.is_some() && of != api {
            draft.leave_out(&place, "a part of another API");
            continue;
        }
        used = true;
        self::event(draft, id, &place, event);
    }
    let why = match used {
        true => "the function stays in its template: its ARN is an input",
        false => "AWS::Serverless::Function belongs in a separate template",
    };
    draft.leave_out(&format!("Resources.{id}"), why);
}

fn event(draft: &mut Draft, id: &str, place: &str, event: &Value) {
    let method = text(event, &["Method"]).unwrap_or("ANY");
    let key = match text(event, &["Path"]) {
        Some(path) if path != "$default" => {
            // SAM also accepts `x-amazon-apigateway-any-method` for any method.
            let any = method.eq_ignore_ascii_case("x-amazon-apigateway-any-method");
            let method = if any { "ANY" } else { method };
            format!("{} {path}", method.to_ascii_uppercase())
        }
        Some(_) | None if event.get("Path").is_none_or(Value::is_string) => "$default".to_owned(),
        Some(_) | None => {
            draft.leave_out(place, "a path that is not a literal");
            return;
        }
    };
    let Some(mut route) = route_of_key(draft, place, &key) else {
        return;
    };
    let scopes = known_texts(at(event, &["Auth", "AuthorizationScopes"]));
    match text(event, &["Auth", "Authorizer"]) {
        Some("NONE") => route.clauses.push("open".to_owned()),
        Some("AWS_IAM") => route.clauses.push("auth iam".to_owned()),
        Some(name) => draft.protect(place, &mut route, (name, &scopes)),
        None if !scopes.is_empty() => {
            let inherited = draft
                .settings
                .iter()
                .find_map(|it| it.strip_prefix("auth "));
            match inherited.map(str::to_owned) {
                Some(name) => route.clauses.push(auth(&name, &scopes)),
                None => draft.leave_out(place, "scopes without an authorizer"),
            }
        }
        None => {}
    }
    match event.get("TimeoutInMillis").and_then(Value::as_u64) {
        Some(30_000) | None => {}
        Some(milliseconds) => route.clauses.push(timeout(milliseconds)),
    }
    let mut settings = Vec::new();
    let payload = event.get("PayloadFormatVersion");
    if payload.is_some_and(|it| *it == "1.0" || it.as_f64() == Some(1.0)) {
        settings.push("payload 1.0".to_owned());
    }
    throttle(draft, place, event.get("RouteSettings"), &mut route.clauses);
    for (key, entry) in entries(Some(event)) {
        match key.as_str() {
            "Path"
            | "Method"
            | "ApiId"
            | "Auth"
            | "TimeoutInMillis"
            | "PayloadFormatVersion"
            | "RouteSettings" => {}
            key => draft.leave_out(place, &format!("{key} {}: {NO_COUNTERPART}", short(entry))),
        }
    }
    for (key, entry) in entries(event.get("Auth")) {
        if key != "Authorizer" && key != "AuthorizationScopes" {
            draft.leave_out(
                place,
                &format!("Auth.{key} {}: {NO_COUNTERPART}", short(entry)),
            );
        }
    }
    let backend = Backend {
        kind: "lambda",
        settings,
    };
    route.destination = draft.backend(id, backend);
    draft.route(route);
}

fn throttle(draft: &mut Draft, place: &str, settings: Option<&Value>, clauses: &mut Vec<String>) {
    let Some(settings) = settings else {
        return;
    };
    let number = |key: &str| settings.get(key).filter(|it| it.is_number());
    let rate = number("ThrottlingRateLimit");
    let burst = number("ThrottlingBurstLimit");
    match (rate, burst) {
        (Some(rate), Some(burst)) => clauses.push(format!("throttle {rate}/s burst {burst}")),
        (Some(rate), None) => clauses.push(format!("throttle {rate}/s")),
        (None, _) => {}
    }
    for (key, entry) in entries(Some(settings)) {
        let carried = match key.as_str() {
            "ThrottlingRateLimit" => rate.is_some(),
            "ThrottlingBurstLimit" => rate.is_some() && burst.is_some(),
            _ => false,
        };
        if !carried {
            draft.leave_out(place, &format!("{key} {}: {NO_COUNTERPART}", short(entry)));
        }
    }
}
