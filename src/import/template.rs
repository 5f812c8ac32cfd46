//! Reads CloudFormation templates with an HTTP API, and the resources that SAM templates share with them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::import::authorizer::{self, LambdaAuthorizer, known_texts};
use crate::import::document::{at, entries, short, text, texts};
use crate::import::draft::{Backend, Draft, NO_COUNTERPART, Route, path, slug, value};
use crate::import::integration::{self, Integration, function_arn, referenced_resource};
use crate::import::openapi::{self, cors};
use crate::import::sam;

/// The resources of a template, by their ids.
pub(super) type Resources<'v> = BTreeMap<&'v str, &'v Value>;

/// Reads a template.
pub(super) fn read(template: &Value, draft: &mut Draft) {
    let description = text(template, &["Description"]);
    draft.description = description.map(str::to_owned);
    let listed: Vec<(&str, &Value)> = entries(template.get("Resources"))
        .map(|(id, resource)| (id.as_str(), resource))
        .collect();
    let resources: Resources<'_> = listed.iter().copied().collect();
    let mut apis = listed.iter().filter(|(_, it)| is_http_api(it));
    let api = apis.next().map(|(id, _)| *id);
    for (other, _) in apis {
        let why = "a second HTTP API in the template: it needs its own spec";
        draft.leave_out(&format!("Resources.{other}"), why);
    }
    if api.is_none() {
        use_existing_api(draft, &listed);
    }
    // Routes refer to authorizers, so those of the API come first.
    for (id, resource) in &listed {
        if in_api(resource, api, &resources) {
            match kind(resource) {
                "AWS::ApiGatewayV2::Authorizer" => authorizer(draft, id, properties(resource)),
                "AWS::Serverless::HttpApi" => sam::api(draft, id, properties(resource)),
                _ => {}
            }
        }
    }
    if let Some(globals) = at(template, &["Globals", "HttpApi"]) {
        sam::api(draft, "Globals.HttpApi", globals);
    }
    for (id, resource) in &listed {
        if !in_api(resource, api, &resources) {
            draft.leave_out(&format!("Resources.{id}"), "a part of another API");
            continue;
        }
        let properties = properties(resource);
        match kind(resource) {
            "AWS::ApiGatewayV2::Api" if api == Some(*id) => self::api(draft, id, properties),
            "AWS::ApiGatewayV2::Stage" => stage(draft, id, properties),
            "AWS::ApiGatewayV2::Route" => route(draft, id, properties, &resources),
            "AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Authorizer" => {}
            // Other HTTP APIs were reported above.
            "AWS::ApiGatewayV2::Api" if is_http_api(resource) => continue,
            // Integrations are read with their routes, and permissions are implied.
            "AWS::ApiGatewayV2::Integration" | "AWS::Lambda::Permission" => {}
            "AWS::Serverless::Function" => sam::function(draft, id, properties, api),
            kind => {
                let why = format!("{kind} belongs in a separate template");
                draft.leave_out(&format!("Resources.{id}"), &why);
                continue;
            }
        }
        for (key, entry) in entries(Some(resource)) {
            if matches!(
                key.as_str(),
                "Condition" | "DeletionPolicy" | "UpdateReplacePolicy"
            ) {
                leave_out(draft, id, key, entry);
            }
        }
    }
    for part in ["Parameters", "Mappings", "Conditions", "Outputs", "Rules"] {
        if let Some(found) = template.get(part) {
            draft.leave_out(part, &format!("{NO_COUNTERPART}: {}", short(found)));
        }
    }
    let globals = entries(template.get("Globals")).filter(|(key, _)| *key != "HttpApi");
    for (key, found) in globals {
        let place = format!("Globals.{key}");
        draft.leave_out(&place, &format!("{NO_COUNTERPART}: {}", short(found)));
    }
}

fn kind(resource: &Value) -> &str {
    text(resource, &["Type"]).unwrap_or("?")
}

fn properties(resource: &Value) -> &Value {
    resource.get("Properties").unwrap_or(&Value::Null)
}

fn is_http_api(resource: &Value) -> bool {
    let protocol = text(properties(resource), &["ProtocolType"]);
    match kind(resource) {
        "AWS::ApiGatewayV2::Api" => protocol.is_none_or(|it| it == "HTTP"),
        kind => kind == "AWS::Serverless::HttpApi",
    }
}

/// Returns true if a resource belongs to the imported API, or to no API of the template.
fn in_api(resource: &Value, api: Option<&str>, resources: &Resources<'_>) -> bool {
    if !kind(resource).starts_with("AWS::ApiGatewayV2::") {
        return true;
    }
    let named = properties(resource).get("ApiId").and_then(literal_text);
    let named = named.as_deref().and_then(referenced_resource);
    let is_api = |id: &&str| {
        let types = resources.get(id).map(|it| kind(it));
        matches!(
            types,
            Some("AWS::ApiGatewayV2::Api" | "AWS::Serverless::HttpApi")
        )
    };
    match named.filter(is_api) {
        Some(named) => Some(named) == api,
        None => true,
    }
}

/// Sets the API's id if the template has routes of an existing API.
fn use_existing_api(draft: &mut Draft, listed: &[(&str, &Value)]) {
    let mut ids = listed.iter().filter_map(|(_, resource)| {
        let of_api = kind(resource).starts_with("AWS::ApiGatewayV2::");
        let id = of_api.then(|| text(properties(resource), &["ApiId"]))??;
        Some(id.to_owned())
    });
    if let Some(id) = ids.next() {
        draft.settings.push(format!("api {}", value(&id)));
    }
}

fn api(draft: &mut Draft, id: &str, properties: &Value) {
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
            ("IpAddressType", Value::String(kind)) if kind == "dualstack" => {
                draft.settings.push("ip dualstack".to_owned());
            }
            ("IpAddressType", Value::String(kind)) if kind == "ipv4" => {}
            ("Tags", tags) => self::tags(draft, id, tags),
            ("Body", body) if body.is_object() => openapi::read(body, draft),
            (key, entry) => leave_out(draft, id, key, entry),
        }
    }
}

/// Converts tags with literal values.
pub(super) fn tags(draft: &mut Draft, id: &str, tags: &Value) {
    let mut lines = Vec::new();
    for (key, entry) in entries(Some(tags)) {
        match entry.as_str() {
            Some(text) => lines.push(format!("{} {}", value(key), value(text))),
            None => leave_out(draft, id, &format!("Tags.{key}"), entry),
        }
    }
    if !lines.is_empty() {
        draft
            .settings
            .push(format!("tags {{ {} }}", lines.join("; ")));
    }
}

/// Adds a message that a property was left out.
pub(super) fn leave_out(draft: &mut Draft, id: &str, key: &str, entry: &Value) {
    let place = format!("{}.{key}", place(id));
    draft.leave_out(&place, &format!("{NO_COUNTERPART}: {}", short(entry)));
}

/// Returns the place of a resource, or of another named part of the document.
pub(super) fn place(id: &str) -> String {
    match id.contains('.') || id == "provider" {
        true => id.to_owned(),
        false => format!("Resources.{id}"),
    }
}

fn stage(draft: &mut Draft, id: &str, properties: &Value) {
    for (key, entry) in entries(Some(properties)) {
        match key.as_str() {
            "ApiId" => {}
            "AutoDeploy" if *entry == Value::Bool(true) => {}
            "StageName" if *entry == "$default" => {}
            "StageName" => {
                let why = format!(
                    "{}: there is only the stage `$default`, so paths lose this prefix",
                    short(entry)
                );
                draft.leave_out(&format!("Resources.{id}.StageName"), &why);
            }
            "DefaultRouteSettings" => {
                default_settings(draft, &format!("Resources.{id}.{key}"), entry)
            }
            key => leave_out(draft, id, key, entry),
        }
    }
}

/// Converts the throttle and metrics settings of all routes.
pub(super) fn default_settings(draft: &mut Draft, place: &str, settings: &Value) {
    let number = |key: &str| settings.get(key).filter(|it| it.is_number());
    let rate = number("ThrottlingRateLimit");
    let burst = number("ThrottlingBurstLimit");
    match (rate, burst) {
        (Some(rate), Some(burst)) => draft
            .settings
            .push(format!("throttle {rate}/s burst {burst}")),
        (Some(rate), None) => draft.settings.push(format!("throttle {rate}/s")),
        (None, _) => {}
    }
    for (key, entry) in entries(Some(settings)) {
        match key.as_str() {
            "ThrottlingRateLimit" if rate.is_some() => {}
            "ThrottlingBurstLimit" if rate.is_some() && burst.is_some() => {}
            "DetailedMetricsEnabled" if *entry == Value::Bool(true) => {
                draft.settings.push("metrics detailed".to_owned());
            }
            "DetailedMetricsEnabled" if *entry == Value::Bool(false) => {}
            key => draft.leave_out(place, &format!("{key} {}: {NO_COUNTERPART}", short(entry))),
        }
    }
}

fn authorizer(draft: &mut Draft, id: &str, properties: &Value) {
    let place = format!("Resources.{id}");
    let own = (id, place.as_str());
    let identity = texts(properties.get("IdentitySource"));
    let mut known = vec!["ApiId", "Name", "AuthorizerType", "IdentitySource"];
    match text(properties, &["AuthorizerType"]) {
        Some("JWT") => {
            let issuer = at(properties, &["JwtConfiguration", "Issuer"]).and_then(literal_text);
            let audience = known_texts(at(properties, &["JwtConfiguration", "Audience"]));
            authorizer::jwt(draft, own, issuer.as_deref(), &audience, &identity);
            known.push("JwtConfiguration");
        }
        Some("REQUEST") => {
            let uri = properties
                .get("AuthorizerUri")
                .and_then(literal_text)
                .unwrap_or_default();
            let arn = function_arn(&uri).filter(|arn| !arn.contains("${"));
            let lambda = LambdaAuthorizer {
                function: arn.unwrap_or_else(|| function_of(draft, &place, &uri, id)),
                identity,
                ttl: properties
                    .get("AuthorizerResultTtlInSeconds")
                    .and_then(Value::as_u64),
                payload: text(properties, &["AuthorizerPayloadFormatVersion"]).map(str::to_owned),
                simple: properties.get("EnableSimpleResponses") == Some(&Value::Bool(true)),
            };
            authorizer::lambda(draft, own, &lambda);
            known.extend([
                "AuthorizerUri",
                "AuthorizerResultTtlInSeconds",
                "AuthorizerPayloadFormatVersion",
                "EnableSimpleResponses",
            ]);
        }
        _ => draft.leave_out(&place, "an authorizer of an unknown type"),
    }
    others(draft, id, properties, &known);
}

/// Returns a backend for a function without a literal ARN, which becomes an input.
pub(super) fn function_of(draft: &mut Draft, place: &str, uri: &str, otherwise: &str) -> String {
    let name = referenced_resource(uri).unwrap_or(otherwise).to_owned();
    let why = format!("the function `{name}` stays where it is deployed: its ARN is an input");
    draft.leave_out(place, &why);
    let backend = Backend {
        kind: "lambda",
        ..Backend::default()
    };
    draft.backend(&name, backend)
}

fn others(draft: &mut Draft, id: &str, properties: &Value, known: &[&str]) {
    for (key, entry) in entries(Some(properties)) {
        if !known.contains(&key.as_str()) {
            leave_out(draft, id, key, entry);
        }
    }
}

/// Returns literal text, with `Fn::Sub` and `Fn::Join` evaluated and references written `${Name}`.
pub(super) fn literal_text(value: &Value) -> Option<String> {
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
    let parts: Option<Vec<String>> = join.get(1)?.as_array()?.iter().map(literal_text).collect();
    Some(parts?.join(separator))
}

fn route(draft: &mut Draft, id: &str, properties: &Value, resources: &Resources<'_>) {
    let place = format!("Resources.{id}");
    let key = text(properties, &["RouteKey"]);
    let Some(mut route) = key.and_then(|key| route_of_key(draft, &place, key)) else {
        if key.is_none() {
            draft.leave_out(&place, "a route key that is not a literal");
        }
        return;
    };
    let scopes = known_texts(properties.get("AuthorizationScopes"));
    match text(properties, &["AuthorizationType"]) {
        None | Some("NONE") => {}
        Some("AWS_IAM") => route.clauses.push("auth iam".to_owned()),
        Some(_) => {
            let authorizer = properties
                .get("AuthorizerId")
                .and_then(literal_text)
                .unwrap_or_default();
            let name = referenced_resource(&authorizer)
                .unwrap_or(&authorizer)
                .to_owned();
            draft.protect(&place, &mut route, (&name, &scopes));
        }
    }
    let known = [
        "ApiId",
        "RouteKey",
        "AuthorizationType",
        "AuthorizerId",
        "AuthorizationScopes",
        "Target",
    ];
    others(draft, id, properties, &known);
    let target = properties.get("Target").and_then(literal_text);
    let named = target.as_deref().and_then(referenced_resource);
    let found = named.and_then(|name| {
        let (name, resource) = resources.get_key_value(name)?;
        Some((*name, self::properties(resource)))
    });
    match found {
        Some((name, properties)) => integration(draft, &place, name, properties, &mut route),
        None => {
            let why = "a target that is not an integration of this template: the route calls the function `backend`, an input";
            draft.leave_out(&place, why);
            let backend = Backend {
                kind: "lambda",
                ..Backend::default()
            };
            route.destination = draft.backend("backend", backend);
        }
    }
    draft.route(route);
}

/// Creates a route from a key in AWS's form.
pub(super) fn route_of_key(draft: &mut Draft, place: &str, key: &str) -> Option<Route> {
    if key == "$default" {
        return Some(Route {
            path: key.to_owned(),
            ..Route::default()
        });
    }
    let Some((method, rest)) = key.split_once(' ') else {
        draft.leave_out(place, &format!("the route key {key}"));
        return None;
    };
    let method = method.to_ascii_uppercase();
    const METHODS: [&str; 8] = [
        "ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS",
    ];
    if !METHODS.contains(&method.as_str()) {
        draft.leave_out(place, &format!("the method {method}"));
        return None;
    }
    match path(rest.trim()) {
        Ok(path) => Some(Route {
            method: if method == "ANY" {
                String::new()
            } else {
                method
            },
            path,
            ..Route::default()
        }),
        Err(why) => {
            draft.leave_out(place, &format!("{key}: {why}"));
            None
        }
    }
}

fn integration(draft: &mut Draft, place: &str, id: &str, properties: &Value, route: &mut Route) {
    let of = |name: &str| text(properties, &[name]);
    let joined_at = |path: &[&str]| at(properties, path).and_then(literal_text);
    let private = of("ConnectionType") == Some("VPC_LINK");
    let link = private.then(|| joined_at(&["ConnectionId"]).unwrap_or_default());
    let carried = Integration {
        name: id,
        kind: of("IntegrationType")
            .unwrap_or_default()
            .to_ascii_lowercase(),
        uri: joined_at(&["IntegrationUri"]).unwrap_or_default(),
        subtype: of("IntegrationSubtype"),
        method: of("IntegrationMethod"),
        link,
        server_name: joined_at(&["TlsConfig", "ServerNameToVerify"]),
        milliseconds: properties.get("TimeoutInMillis").and_then(Value::as_u64),
        payload: of("PayloadFormatVersion"),
        requests: properties.get("RequestParameters"),
        answers: properties.get("ResponseParameters"),
    };
    integration::apply(draft, place, &carried, route);
    let known = [
        "ApiId",
        "IntegrationType",
        "IntegrationUri",
        "IntegrationSubtype",
        "IntegrationMethod",
        "ConnectionType",
        "ConnectionId",
        "TlsConfig",
        "TimeoutInMillis",
        "PayloadFormatVersion",
        "RequestParameters",
        "ResponseParameters",
    ];
    others(draft, id, properties, &known);
}
