//! CloudFormation and SAM templates with an HTTP API.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::import::document::{at, entries, short, text, texts};
use crate::import::draft::{Backend, Draft, Route, auth, path, slug, timeout, value, values};
use crate::import::openapi::{self, cors, function_arn, parameter_mapping};

const NO_COUNTERPART: &str = "no counterpart in `.gw`";

/// Reads a template.
pub(super) fn read(template: &Value, draft: &mut Draft) {
    let description = text(template, &["Description"]);
    draft.description = description.map(str::to_owned);
    let resources: BTreeMap<&String, &Value> = entries(template.get("Resources")).collect();
    for (id, resource) in &resources {
        if is(resource, "AWS::ApiGatewayV2::Authorizer") {
            authorizer(draft, id, resource);
        }
    }
    for (id, resource) in entries(template.get("Resources")) {
        let Some(kind) = text(resource, &["Type"]) else {
            continue;
        };
        let properties = resource.get("Properties").unwrap_or(&Value::Null);
        match kind {
            "AWS::ApiGatewayV2::Api" => api(draft, id, properties),
            "AWS::ApiGatewayV2::Stage" => stage(draft, id, properties),
            "AWS::ApiGatewayV2::Route" => route(draft, id, properties, &resources),
            "AWS::ApiGatewayV2::Authorizer" | "AWS::ApiGatewayV2::Integration" => {}
            "AWS::Lambda::Permission" => {}
            "AWS::Serverless::HttpApi" => sam_api(draft, id, properties),
            "AWS::Serverless::Function" => sam_function(draft, id, properties),
            kind => {
                let place = format!("Resources.{id}");
                draft.leave_out(&place, &format!("{kind} stays in a template of its own"));
            }
        }
    }
    for part in ["Parameters", "Mappings", "Conditions", "Outputs", "Globals"] {
        if let Some(found) = template.get(part) {
            draft.leave_out(part, &format!("left out: {}", short(found)));
        }
    }
}

fn is(resource: &Value, kind: &str) -> bool {
    text(resource, &["Type"]) == Some(kind)
}

fn api(draft: &mut Draft, id: &str, properties: &Value) {
    if text(properties, &["ProtocolType"]).is_some_and(|it| it != "HTTP") {
        draft.leave_out(
            &format!("Resources.{id}"),
            "an API of another protocol than HTTP",
        );
        return;
    }
    for (key, entry) in entries(Some(properties)) {
        match (key.as_str(), entry) {
            ("Name", Value::String(name)) => draft.name = slug(name),
            ("Description", Value::String(text)) => draft.description = Some(text.clone()),
            ("ProtocolType", _) => {}
            ("CorsConfiguration", entry) => cors(draft, entry),
            ("DisableExecuteApiEndpoint", Value::Bool(true)) => {
                draft.settings.push("endpoint off".to_owned());
            }
            ("DisableExecuteApiEndpoint", Value::Bool(false)) => {}
            ("Body", body) if body.is_object() => openapi::read(body, draft),
            (key, entry) => leave_out(draft, id, key, entry),
        }
    }
}

fn leave_out(draft: &mut Draft, id: &str, key: &str, entry: &Value) {
    let place = format!("Resources.{id}.{key}");
    draft.leave_out(&place, &format!("{NO_COUNTERPART}: {}", short(entry)));
}

fn stage(draft: &mut Draft, id: &str, properties: &Value) {
    for (key, entry) in entries(Some(properties)) {
        match key.as_str() {
            "ApiId" | "AutoDeploy" => {}
            "StageName" if *entry == "$default" => {}
            "StageName" => {
                let why = format!(
                    "{}: there is only the stage `$default`, so paths lose this prefix",
                    short(entry)
                );
                draft.leave_out(&format!("Resources.{id}.StageName"), &why);
            }
            "DefaultRouteSettings" => {
                let rate = entry.get("ThrottlingRateLimit").filter(|it| it.is_number());
                let burst = entry
                    .get("ThrottlingBurstLimit")
                    .filter(|it| it.is_number());
                match (rate, burst) {
                    (Some(rate), Some(burst)) => {
                        draft
                            .settings
                            .push(format!("throttle {rate}/s burst {burst}"));
                    }
                    (Some(rate), None) => draft.settings.push(format!("throttle {rate}/s")),
                    (None, _) => leave_out(draft, id, key, entry),
                }
            }
            key => leave_out(draft, id, key, entry),
        }
    }
}

fn authorizer(draft: &mut Draft, id: &str, resource: &Value) {
    let properties = resource.get("Properties").unwrap_or(&Value::Null);
    let source: Vec<String> = texts(properties.get("IdentitySource"));
    let identity: Vec<&str> = source
        .iter()
        .map(|it| it.trim_start_matches("$request."))
        .collect();
    let body = match text(properties, &["AuthorizerType"]) {
        Some("JWT") => jwt(at(properties, &["JwtConfiguration"]), "Issuer", "Audience"),
        Some("REQUEST") => {
            let function = properties.get("AuthorizerUri").and_then(joined);
            let function = function.as_deref().and_then(function_arn);
            let function = function.unwrap_or_else(|| slug(id));
            let simple = properties.get("EnableSimpleResponses") == Some(&Value::Bool(true));
            let simple = if simple { "; simple" } else { "" };
            let identity = match identity.as_slice() {
                [] => String::new(),
                identity => format!("; identity {}", identity.join(" ")),
            };
            Some(format!(
                "lambda {{ function {}{identity}{simple} }}",
                value(&function)
            ))
        }
        _ => None,
    };
    match body {
        Some(body) => {
            draft.auths.insert(slug(id), body);
        }
        None => draft.leave_out(
            &format!("Resources.{id}"),
            "an authorizer whose issuer is not written out",
        ),
    }
}

fn jwt(settings: Option<&Value>, issuer: &str, audience: &str) -> Option<String> {
    let settings = settings?;
    let issuer = joined(settings.get(issuer)?)?;
    let audience = texts(settings.get(audience));
    if issuer.contains("${") || audience.is_empty() {
        return None;
    }
    Some(format!(
        "jwt {{ issuer {}; audience {} }}",
        value(&issuer),
        values(&audience)
    ))
}

/// Text that is written out, `Fn::Sub` and `Fn::Join` included; references stay `${Name}`.
fn joined(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    if let Some(name) = text(value, &["Ref"]) {
        return Some(format!("${{{name}}}"));
    }
    match value.get("Fn::GetAtt") {
        Some(Value::Array(parts)) => {
            let parts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
            return Some(format!("${{{}}}", parts.join(".")));
        }
        Some(Value::String(name)) => return Some(format!("${{{name}}}")),
        _ => {}
    }
    match value.get("Fn::Sub") {
        Some(Value::String(text)) => return Some(text.clone()),
        Some(Value::Array(parts)) => return parts.first()?.as_str().map(str::to_owned),
        _ => {}
    }
    let join = value.get("Fn::Join")?.as_array()?;
    let separator = join.first()?.as_str()?;
    let parts: Option<Vec<String>> = join.get(1)?.as_array()?.iter().map(joined).collect();
    Some(parts?.join(separator))
}

/// The resource that a text with one reference names: `integrations/${Orders}` is `Orders`.
fn referred(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("${")?;
    let (name, _) = rest.split_once('}')?;
    name.split('.').next()
}

fn route(draft: &mut Draft, id: &str, properties: &Value, resources: &BTreeMap<&String, &Value>) {
    let place = format!("Resources.{id}");
    let Some(mut route) = text(properties, &["RouteKey"]).and_then(|key| keyed(draft, &place, key))
    else {
        draft.leave_out(&place, "a route key that is not written out");
        return;
    };
    match text(properties, &["AuthorizationType"]) {
        None | Some("NONE") => {}
        Some("AWS_IAM") => route.clauses.push("auth iam".to_owned()),
        Some(_) => {
            let authorizer = properties.get("AuthorizerId").and_then(joined);
            let name = authorizer.as_deref().and_then(referred).map(slug);
            match name.filter(|name| draft.auths.contains_key(name)) {
                Some(name) => {
                    let scopes = texts(properties.get("AuthorizationScopes"));
                    route.clauses.push(auth(&name, &scopes));
                }
                None => draft.leave_out(
                    &place,
                    "its authorizer was not carried over: the route is public until you add one",
                ),
            }
        }
    }
    let target = properties.get("Target").and_then(joined);
    let integration = target.as_deref().and_then(referred);
    let integration = integration.and_then(|name| {
        let (name, resource) = resources.get_key_value(&name.to_owned())?;
        Some((name.as_str(), resource.get("Properties")?))
    });
    match integration {
        Some((name, integration)) => {
            self::integration(draft, &place, name, integration, &mut route)
        }
        None => {
            draft.leave_out(&place, "a target that is no integration of this template");
            route.destination = draft.backend(
                "backend",
                Backend {
                    kind: "lambda",
                    ..Backend::default()
                },
            );
        }
    }
    draft.route(route);
}

/// A route of a key in AWS's form.
fn keyed(draft: &mut Draft, place: &str, key: &str) -> Option<Route> {
    if key == "$default" {
        return Some(Route {
            path: key.to_owned(),
            ..Route::default()
        });
    }
    let (method, rest) = key.split_once(' ')?;
    match path(rest.trim()) {
        Ok(path) => Some(Route {
            method: if method == "ANY" {
                String::new()
            } else {
                method.to_ascii_uppercase()
            },
            path,
            ..Route::default()
        }),
        Err(why) => {
            draft.leave_out(place, why);
            None
        }
    }
}

fn integration(draft: &mut Draft, place: &str, id: &str, properties: &Value, route: &mut Route) {
    if let Some(milliseconds) = properties.get("TimeoutInMillis").and_then(Value::as_u64) {
        route.clauses.push(timeout(milliseconds));
    }
    let uri = properties
        .get("IntegrationUri")
        .and_then(joined)
        .unwrap_or_default();
    let kind = text(properties, &["IntegrationType"]).unwrap_or_default();
    let private = text(properties, &["ConnectionType"]) == Some("VPC_LINK");
    if kind == "AWS_PROXY" && properties.get("IntegrationSubtype").is_none() {
        let mut settings = Vec::new();
        let name = match function_arn(&uri).filter(|arn| !arn.contains("${")) {
            Some(arn) => {
                settings.push(format!("arn {}", value(&arn)));
                arn.rsplit(':').next().unwrap_or(id).to_owned()
            }
            None => {
                let name = referred(&uri)
                    .filter(|name| !name.starts_with("AWS::"))
                    .unwrap_or(id);
                let why =
                    format!("the function `{name}` stays in its template: its ARN is an input");
                draft.leave_out(place, &why);
                name.to_owned()
            }
        };
        if text(properties, &["PayloadFormatVersion"]) == Some("1.0") {
            settings.push("payload 1.0".to_owned());
        }
        route.destination = draft.backend(
            &name,
            Backend {
                kind: "lambda",
                settings,
            },
        );
    } else if private {
        let kind = if uri.contains("/net/") { "nlb" } else { "alb" };
        let settings = if uri.starts_with("arn:") && !uri.contains("${") {
            vec![format!("listener {}", value(&uri))]
        } else {
            draft.leave_out(place, &format!("the listener {uri} is an input"));
            Vec::new()
        };
        route.destination = draft.backend(id, Backend { kind, settings });
        route.clauses.push("keep".to_owned());
    } else if kind == "HTTP_PROXY" && uri.starts_with("http") && !uri.contains("${") {
        route.destination = value(&uri.replace('{', "<").replace('}', ">").replace("+>", ">"));
    } else {
        draft.leave_out(
            place,
            &format!("the integration `{id}` of type {kind} to {uri}"),
        );
        route.destination = draft.backend(
            id,
            Backend {
                kind: "lambda",
                ..Backend::default()
            },
        );
    }
    for (parameter, mapped) in entries(properties.get("RequestParameters")) {
        parameter_mapping(draft, place, parameter, mapped, route);
    }
    if let Some(answers) = properties.get("ResponseParameters") {
        draft.leave_out(place, &format!("ResponseParameters {}", short(answers)));
    }
}

fn sam_api(draft: &mut Draft, id: &str, properties: &Value) {
    draft.name = slug(text(properties, &["Name"]).unwrap_or(id));
    for (key, entry) in entries(Some(properties)) {
        match (key.as_str(), entry) {
            ("Name" | "StageName", _) => {}
            ("Description", Value::String(text)) => draft.description = Some(text.clone()),
            ("CorsConfiguration", entry) => cors(draft, entry),
            ("DisableExecuteApiEndpoint", Value::Bool(true)) => {
                draft.settings.push("endpoint off".to_owned());
            }
            ("DisableExecuteApiEndpoint", Value::Bool(false)) => {}
            ("Auth", auths) => sam_auth(draft, id, auths),
            ("DefinitionBody", body) if body.is_object() => openapi::read(body, draft),
            (key, entry) => leave_out(draft, id, key, entry),
        }
    }
}

fn sam_auth(draft: &mut Draft, id: &str, auths: &Value) {
    for (name, authorizer) in entries(auths.get("Authorizers")) {
        let place = format!("Resources.{id}.Auth.Authorizers.{name}");
        let jwt = jwt(authorizer.get("JwtConfiguration"), "issuer", "audience");
        let function = authorizer.get("FunctionArn").and_then(joined);
        match (jwt, function) {
            (Some(body), _) => {
                draft.auths.insert(slug(name), body);
            }
            (None, Some(function)) => {
                let function = referred(&function).map(slug).unwrap_or(function);
                let simple = authorizer.get("EnableSimpleResponses") == Some(&Value::Bool(true));
                let simple = if simple { "; simple" } else { "" };
                let body = format!("lambda {{ function {}{simple} }}", value(&function));
                draft.auths.insert(slug(name), body);
            }
            (None, None) => {
                draft.leave_out(&place, "an issuer or audience that is not written out")
            }
        }
    }
    if let Some(name) = text(auths, &["DefaultAuthorizer"]).map(slug) {
        if draft.auths.contains_key(&name) {
            draft.settings.push(auth(&name, &[]));
        } else if name == "aws-iam" {
            draft.settings.push("auth iam".to_owned());
        } else {
            let place = format!("Resources.{id}.Auth.DefaultAuthorizer");
            draft.leave_out(
                &place,
                "its authorizer was not carried over: routes are public until you add one",
            );
        }
    }
}

fn sam_function(draft: &mut Draft, id: &str, properties: &Value) {
    let mut used = false;
    for (name, event) in entries(properties.get("Events")) {
        let place = format!("Resources.{id}.Events.{name}");
        if !is(event, "HttpApi") {
            let kind = text(event, &["Type"]).unwrap_or("?");
            draft.leave_out(&place, &format!("an event of type {kind}"));
            continue;
        }
        used = true;
        let event = event.get("Properties").unwrap_or(&Value::Null);
        let method = text(event, &["Method"])
            .unwrap_or("ANY")
            .to_ascii_uppercase();
        let key = match text(event, &["Path"]) {
            Some(path) if path != "$default" => format!("{method} {path}"),
            Some(_) | None => "$default".to_owned(),
        };
        let Some(mut route) = keyed(draft, &place, &key) else {
            continue;
        };
        match text(event, &["Auth", "Authorizer"]) {
            Some("NONE") => route.clauses.push("open".to_owned()),
            Some("AWS_IAM") => route.clauses.push("auth iam".to_owned()),
            Some(name) if draft.auths.contains_key(&slug(name)) => {
                let scopes = texts(at(event, &["Auth", "AuthorizationScopes"]));
                route.clauses.push(auth(&slug(name), &scopes));
            }
            Some(name) => {
                let why = format!(
                    "the authorizer `{name}` was not carried over: the route is public until you add one"
                );
                draft.leave_out(&place, &why);
            }
            None => {}
        }
        if let Some(milliseconds) = event.get("TimeoutInMillis").and_then(Value::as_u64) {
            route.clauses.push(timeout(milliseconds));
        }
        let mut settings = Vec::new();
        if text(event, &["PayloadFormatVersion"]) == Some("1.0") {
            settings.push("payload 1.0".to_owned());
        }
        route.destination = draft.backend(
            id,
            Backend {
                kind: "lambda",
                settings,
            },
        );
        draft.route(route);
    }
    let place = format!("Resources.{id}");
    let why = match used {
        true => "the function stays in its template: its ARN is an input",
        false => "AWS::Serverless::Function stays in a template of its own",
    };
    draft.leave_out(&place, why);
}
