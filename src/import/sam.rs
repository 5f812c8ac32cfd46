//! Reads SAM templates: HTTP APIs, and the events of functions.

use serde_json::{Value, json};

use crate::import::authorizer::{self, LambdaAuthorizer};
use crate::import::document::{at, entries, known_texts, literal_text, short, text, texts};
use crate::import::draft::{Backend, Draft, NO_COUNTERPART, Route, auth, slug, timeout};
use crate::import::integration::{function_arn, referenced_resource};
use crate::import::openapi;
use crate::import::template::{
    IMPLICIT_API, default_settings, function_of, leave_out, place, route_of_key, tags,
};

/// Reads an `AWS::Serverless::HttpApi` with the settings in `Globals`, over which its own take precedence.
pub(super) fn api(
    draft: &mut Draft,
    id: &str,
    own: &Value,
    (globals, functions): (Option<&Value>, &[(&str, &Value)]),
) {
    let api_id = id;
    // The API that SAM adds has no name of its own.
    let name = text(own, &["Name"]).or((id != IMPLICIT_API).then_some(id));
    if let Some(name) = name {
        draft.name = slug(name);
    }
    let merged = merged(globals.unwrap_or(&Value::Null), own);
    let of = |key: &str| match own.get(key) {
        Some(_) => id,
        None => "Globals.HttpApi",
    };
    // Authorizers use stage variables, and routes use authorizers.
    if let Some(variables) = merged.get("StageVariables") {
        let place = format!("{}.StageVariables", place(of("StageVariables")));
        draft.stage_variables(&place, variables);
    }
    if let Some(auths) = merged.get("Auth") {
        authorizers(draft, of("Auth"), auths);
    }
    let mut has_body = false;
    for (key, entry) in entries(Some(&merged)) {
        let id = of(key);
        match (key.as_str(), entry) {
            ("Name", Value::String(_)) | ("Auth" | "StageVariables", _) => {}
            ("StageName", Value::String(name)) if name == "$default" => {}
            ("Description", Value::String(text)) => draft.description = Some(text.clone()),
            // Read with the body.
            ("CorsConfiguration", Value::Bool(_) | Value::Object(_)) => {}
            ("DisableExecuteApiEndpoint", Value::Bool(true)) => {
                draft.set(&place(id), "endpoint off".to_owned());
            }
            ("DisableExecuteApiEndpoint", Value::Bool(false)) => {}
            ("DefaultRouteSettings", entry) => {
                default_settings(draft, &format!("{}.{key}", place(id)), entry);
            }
            ("Tags", entry) => tags(draft, id, entry),
            ("DefinitionBody", body) if body.get("openapi").is_some() => has_body = true,
            (key, entry) => leave_out(draft, id, key, entry),
        }
    }
    let cors = merged.get("CorsConfiguration").and_then(cors_of);
    match merged.get("DefinitionBody").filter(|_| has_body) {
        Some(body) => {
            let mut body = with_settings(body, cors, &merged);
            for (function, properties) in functions {
                for (name, event) in entries(properties.get("Events")) {
                    if api_of(event).as_deref() == Some(api_id)
                        && complete_operation(draft, &mut body, function, event)
                    {
                        let place = format!("Resources.{function}.Events.{name}");
                        draft.in_body.insert(place);
                    }
                }
            }
            openapi::read(&body, draft);
        }
        None => cors.iter().for_each(|cors| openapi::cors(draft, cors)),
    }
}

/// Merges settings as SAM does: maps key by key, lists one after the other, and otherwise the API's own value.
fn merged(global: &Value, own: &Value) -> Value {
    match (global, own) {
        (Value::Object(global), Value::Object(own)) => {
            let mut all = global.clone();
            for (key, entry) in own {
                let entry = match global.get(key) {
                    Some(global) => merged(global, entry),
                    None => entry.clone(),
                };
                all.insert(key.clone(), entry);
            }
            Value::Object(all)
        }
        (Value::Array(global), Value::Array(own)) => {
            Value::Array(global.iter().chain(own).cloned().collect())
        }
        (global, Value::Null) => global.clone(),
        (_, own) => own.clone(),
    }
}

/// Returns CORS settings with the keys of the OpenAPI extension; `true` allows every origin.
fn cors_of(settings: &Value) -> Option<Value> {
    match settings {
        Value::Bool(true) => Some(json!({ "allowOrigins": ["*"] })),
        Value::Object(settings) => {
            let lower = |key: &String| {
                let mut letters = key.chars();
                let first = letters.next().map(|letter| letter.to_ascii_lowercase());
                first.into_iter().chain(letters).collect::<String>()
            };
            let entries = settings
                .iter()
                .map(|(key, entry)| (lower(key), entry.clone()));
            Some(Value::Object(entries.collect()))
        }
        _ => None,
    }
}

/// Returns the OpenAPI document of an API with the settings that SAM writes into it: CORS settings replace those of the
/// same name, and the default authorizer is for operations that require nothing.
fn with_settings(body: &Value, cors: Option<Value>, api: &Value) -> Value {
    let mut body = body.clone();
    if let Some(cors) = cors {
        let known = body.get("x-amazon-apigateway-cors");
        let cors = merged_cors(known.unwrap_or(&Value::Null), &cors);
        if let Some(body) = body.as_object_mut() {
            body.insert("x-amazon-apigateway-cors".to_owned(), cors);
        }
    }
    if at(api, &["Auth", "DefaultAuthorizer"]).is_none() {
        return body;
    }
    let paths = body.get_mut("paths").and_then(Value::as_object_mut);
    for item in paths.into_iter().flatten().map(|(_, item)| item) {
        let operations = item.as_object_mut().into_iter().flatten();
        for (method, operation) in operations {
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            let none = json!([]);
            if method == "options" {
                operation.entry("security").or_insert(none);
            } else if operation.get("security") == Some(&none) {
                operation.remove("security");
            }
        }
    }
    body
}

/// Completes the operation of an event, as SAM does: the function is the integration of an operation without one,
/// timeout and payload format of the event replace those of the document, and its authorizer comes after the document's.
/// Returns false if the document has no such operation.
fn complete_operation(draft: &mut Draft, body: &mut Value, function: &str, event: &Value) -> bool {
    let none = Value::Null;
    let event = event.get("Properties").unwrap_or(&none);
    let path = text(event, &["Path"]).unwrap_or("$default");
    let method = text(event, &["Method"])
        .unwrap_or("any")
        .to_ascii_lowercase();
    let method = match method.as_str() {
        "any" | "*" => "x-amazon-apigateway-any-method",
        method => method,
    };
    let operation = body
        .get_mut("paths")
        .and_then(|it| it.get_mut(path)?.get_mut(method));
    let Some(operation) = operation else {
        return false;
    };
    if operation.is_null() {
        *operation = json!({});
    }
    let Some(operation) = operation.as_object_mut() else {
        return false;
    };
    let made = json!({
        "type": "aws_proxy",
        "httpMethod": "POST",
        "payloadFormatVersion": "2.0",
        "uri": { "Fn::GetAtt": [function, "Arn"] },
    });
    let integration = operation
        .entry("x-amazon-apigateway-integration")
        .or_insert(made);
    for (from, to) in [
        ("TimeoutInMillis", "timeoutInMillis"),
        ("PayloadFormatVersion", "payloadFormatVersion"),
    ] {
        if let (Some(entry), Some(integration)) = (event.get(from), integration.as_object_mut()) {
            integration.insert(to.to_owned(), entry.clone());
        }
    }
    if let Some(name) = text(event, &["Auth", "Authorizer"]) {
        let own = at(event, &["Auth", "AuthorizationScopes"]).cloned();
        let known = draft.scopes_of.get(name).cloned().unwrap_or_default();
        let scopes = own.unwrap_or_else(|| json!(known));
        if name == "AWS_IAM" && draft.auth_name(name).is_none() {
            draft.signed.insert(name.to_owned());
        }
        if name == "NONE" {
            operation.insert("security".to_owned(), json!([]));
        } else {
            let security = operation.entry("security").or_insert(json!([]));
            if let Some(security) = security.as_array_mut() {
                security.push(json!({ name: scopes }));
            }
        }
    }
    true
}

fn merged_cors(known: &Value, own: &Value) -> Value {
    let mut all = known.as_object().cloned().unwrap_or_default();
    all.extend(own.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

fn authorizers(draft: &mut Draft, id: &str, auths: &Value) {
    for (name, authorizer) in entries(auths.get("Authorizers")) {
        let place = format!("{}.Auth.Authorizers.{name}", place(id));
        self::authorizer(draft, (name, &place), authorizer);
    }
    let place = format!("{}.Auth.DefaultAuthorizer", place(id));
    match auths.get("DefaultAuthorizer").map(|it| (it, it.as_str())) {
        Some((_, Some("AWS_IAM"))) if draft.auth_name("AWS_IAM").is_none() => {
            draft.set(&place, "auth iam".to_owned());
        }
        Some((entry, name)) => {
            let known = name.and_then(|name| draft.auth_name(name));
            match known.map(|name| auth(name, &[])) {
                Some(setting) => {
                    draft.set(&place, setting);
                    let scopes = name.and_then(|name| draft.scopes_of.get(name));
                    draft.default_scopes = scopes.cloned().unwrap_or_default();
                }
                None => {
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
        // SAM accepts both cases.
        let of = |lower: &str, upper: &str| settings.get(lower).or_else(|| settings.get(upper));
        let issuer = of("issuer", "Issuer").and_then(literal_text);
        let audience = known_texts(of("audience", "Audience"));
        let from = texts(it.get("IdentitySource"));
        authorizer::jwt(draft, (name, place), issuer.as_deref(), &audience, &from);
        known.push("AuthorizationScopes");
        let scopes = draft.scopes(place, it.get("AuthorizationScopes"));
        draft.scopes_of.insert(name.to_owned(), scopes);
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

/// Returns the APIs that the events of a function name: the ids of resources, or that of the implicit API.
pub(super) fn apis_of(function: &Value) -> Vec<String> {
    let events = entries(function.get("Events")).map(|(_, event)| event);
    let events = events.filter(|event| text(event, &["Type"]) == Some("HttpApi"));
    events.filter_map(api_of).collect()
}

fn api_of(event: &Value) -> Option<String> {
    match at(event, &["Properties", "ApiId"]) {
        Some(Value::String(id)) => Some(id.clone()),
        Some(id) => referenced_resource(&literal_text(id)?).map(str::to_owned),
        None => Some(IMPLICIT_API.to_owned()),
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
        if api.is_some() && api_of(event).as_deref() != api {
            draft.leave_out(&place, "a part of another API");
            continue;
        }
        used = true;
        if draft.in_body.contains(&place) {
            continue;
        }
        let event = event.get("Properties").unwrap_or(&Value::Null);
        self::event(draft, id, &place, event);
    }
    let why = match used {
        true => "the function stays in its template: its ARN is an input",
        false => "AWS::Serverless::Function belongs in a separate template",
    };
    draft.leave_out(&format!("Resources.{id}"), why);
    if let Some(alias) = properties.get("AutoPublishAlias").filter(|_| used) {
        let why = format!(
            "its events call the alias {}: the ARN has to end with it",
            short(alias)
        );
        draft.leave_out(&format!("Resources.{id}.AutoPublishAlias"), &why);
    }
}

fn event(draft: &mut Draft, id: &str, place: &str, event: &Value) {
    if event
        .get("Method")
        .is_some_and(|method| !method.is_string() && !method.is_null())
    {
        draft.leave_out(place, "a method that is not a literal");
        return;
    }
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
    protect(draft, place, event.get("Auth"), &mut route);
    match draft.number(place, event, "TimeoutInMillis") {
        Some(30_000) | None => {}
        Some(milliseconds) => route.clauses.push(timeout(milliseconds)),
    }
    let mut settings = Vec::new();
    if draft.version(place, event, "PayloadFormatVersion") == Some("1.0") {
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

/// Sets the authorizer of an event. Its scopes are its own, or else those of the authorizer.
fn protect(draft: &mut Draft, place: &str, auths: Option<&Value>, route: &mut Route) {
    let authorizer = auths.and_then(|it| it.get("Authorizer"));
    let own = draft.scopes(place, auths.and_then(|it| it.get("AuthorizationScopes")));
    match authorizer.map(|it| (it, it.as_str())) {
        Some((_, Some("NONE"))) => route.clauses.push("open".to_owned()),
        // An authorizer of the API can have this name, too.
        Some((_, Some("AWS_IAM"))) if draft.auth_name("AWS_IAM").is_none() => {
            route.clauses.push("auth iam".to_owned());
        }
        Some((_, Some(name))) => {
            let scopes = match own.is_empty() && name != "AWS_IAM" {
                true => draft.scopes_of.get(name).cloned().unwrap_or_default(),
                false => own,
            };
            draft.protect(place, route, (name, &scopes));
        }
        Some((computed, None)) => {
            draft.protect(place, route, (&short(computed), &own));
        }
        None if draft.gateway_auth().is_some() && route.method == "OPTIONS" => {
            // The default authorizer is not for preflight requests.
            route.clauses.push("open".to_owned());
        }
        None => {
            let inherited = draft.gateway_auth().map(str::to_owned);
            match inherited {
                Some(name) if !own.is_empty() => {
                    let own = draft.checked_scopes(place, &name, &own).to_vec();
                    route.clauses.push(auth(&name, &own));
                }
                Some(name) if !draft.default_scopes.is_empty() => {
                    route.clauses.push(auth(&name, &draft.default_scopes));
                }
                None if !own.is_empty() => draft.leave_out(place, "scopes without an authorizer"),
                Some(_) | None => {}
            }
        }
    }
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
