//! Reads CloudFormation templates with an HTTP API, and the resources that SAM templates share with them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::import::authorizer::{self, LambdaAuthorizer};
use crate::import::conditions::{self, Evaluated};
use crate::import::document::{
    at, entries, joined_at, known_texts, literal_text, short, text, texts,
};
use crate::import::draft::{Backend, Draft, NO_COUNTERPART, Route, UNPROTECTED, path, slug, value};
use crate::import::integration::{self, Integration, function_arn, referenced_resource};
use crate::import::openapi::{self, cors};
use crate::import::sam;

/// The resources of a template, by their ids.
pub(super) type Resources<'v> = BTreeMap<&'v str, &'v Value>;

/// Reads a template.
pub(super) fn read(template: &Value, draft: &mut Draft) {
    let Evaluated { template, uses } = conditions::evaluate(template);
    let template = &template;
    for (place, what) in uses {
        draft.leave_out(&place, &what);
    }
    let description = text(template, &["Description"]);
    draft.description = description.map(str::to_owned);
    let listed: Vec<(&str, &Value)> = entries(template.get("Resources"))
        .map(|(id, resource)| (id.as_str(), resource))
        .collect();
    let resources: Resources<'_> = listed.iter().copied().collect();
    let api = chosen_api(&listed);
    draft.has_api = api.is_some();
    for (other, _) in listed.iter().filter(|(_, it)| is_http_api(it)) {
        if api != Some(*other) {
            let why = "a second HTTP API in the template: it needs its own spec";
            draft.leave_out(&format!("Resources.{other}"), why);
        }
    }
    if api.is_none() {
        use_existing_api(draft, &listed);
    }
    let own: Vec<(&str, &Value)> = listed
        .iter()
        .copied()
        .filter(|(_, it)| in_api(it, api, &resources))
        .collect();
    // Authorizers use stage variables, and routes use authorizers.
    for (id, stage) in own
        .iter()
        .filter(|(_, it)| kind(it) == "AWS::ApiGatewayV2::Stage")
    {
        if let Some(variables) = properties(stage).get("StageVariables") {
            draft.stage_variables(&format!("Resources.{id}.StageVariables"), variables);
        }
    }
    for (id, it) in own
        .iter()
        .filter(|(_, it)| kind(it) == "AWS::ApiGatewayV2::Authorizer")
    {
        authorizer(draft, id, properties(it));
    }
    let globals = at(template, &["Globals", "HttpApi"]);
    let functions: Vec<(&str, &Value)> = listed
        .iter()
        .filter(|(_, it)| kind(it) == "AWS::Serverless::Function")
        .map(|(id, it)| (*id, properties(it)))
        .collect();
    if let Some(id) = api {
        match resources.get(id) {
            Some(it) if kind(it) == "AWS::Serverless::HttpApi" => {
                sam::api(draft, id, properties(it), (globals, &functions));
            }
            Some(_) => {}
            None => sam::api(draft, id, &Value::Null, (globals, &functions)),
        }
    } else if let Some(globals) = globals {
        let why = "these settings are for APIs of the template, and it has none";
        draft.leave_out("Globals.HttpApi", &format!("{why}: {}", short(globals)));
    }
    for (id, resource) in &listed {
        if !in_api(resource, api, &resources) {
            draft.leave_out(&format!("Resources.{id}"), "a part of another API");
            continue;
        }
        if is_http_api(resource) && api != Some(*id) {
            continue;
        }
        if self::resource(draft, id, resource, (api, &resources)) {
            attributes(draft, id, resource);
        }
    }
    unused_integrations(draft, &own);
    if let Some(transform) = template.get("Transform") {
        transforms(draft, transform);
    }
    for part in [
        "Parameters",
        "Mappings",
        "Conditions",
        "Outputs",
        "Rules",
        "Metadata",
        "Hooks",
    ] {
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

/// Reads a resource; returns false if all of it was left out.
fn resource(
    draft: &mut Draft,
    id: &str,
    resource: &Value,
    (api, resources): (Option<&str>, &Resources<'_>),
) -> bool {
    let properties = properties(resource);
    match kind(resource) {
        "AWS::ApiGatewayV2::Api" if api == Some(id) => self::api(draft, id, properties),
        "AWS::ApiGatewayV2::Stage" => stage(draft, id, properties),
        "AWS::ApiGatewayV2::Route" => route(draft, id, properties, resources),
        // Read before.
        "AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Authorizer" => {}
        // Read with its routes.
        "AWS::ApiGatewayV2::Integration" => {}
        // Each function gets a permission for its gateway.
        "AWS::Lambda::Permission"
            if text(properties, &["Principal"]) == Some("apigateway.amazonaws.com") => {}
        "AWS::Serverless::Function" => sam::function(draft, id, properties, api),
        kind => {
            let why = format!("{kind} belongs in a separate template");
            draft.leave_out(&format!("Resources.{id}"), &why);
            return false;
        }
    }
    true
}

/// Reports what a resource has besides its type and properties.
fn attributes(draft: &mut Draft, id: &str, resource: &Value) {
    for (key, entry) in entries(Some(resource)) {
        if key != "Type" && key != "Properties" {
            leave_out(draft, id, key, entry);
        }
    }
}

/// Reports integrations that no route uses.
fn unused_integrations(draft: &mut Draft, own: &[(&str, &Value)]) {
    let routes = own
        .iter()
        .filter(|(_, it)| kind(it) == "AWS::ApiGatewayV2::Route");
    let targets: Vec<String> = routes
        .filter_map(|(_, it)| properties(it).get("Target").and_then(literal_text))
        .filter_map(|target| referenced_resource(&target).map(str::to_owned))
        .collect();
    for (id, _) in own
        .iter()
        .filter(|(_, it)| kind(it) == "AWS::ApiGatewayV2::Integration")
    {
        if !targets.iter().any(|target| target == id) {
            draft.leave_out(&format!("Resources.{id}"), "no route uses this integration");
        }
    }
}

/// Reports every transform but SAM's own.
fn transforms(draft: &mut Draft, transform: &Value) {
    let all = match transform {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    for transform in all {
        let name = transform.as_str();
        if !name.is_some_and(|name| name.starts_with("AWS::Serverless-")) {
            let why = format!("{}: what it adds is not in the document", short(transform));
            draft.leave_out("Transform", &why);
        }
    }
}

/// The API that SAM creates for events that name none.
pub(super) const IMPLICIT_API: &str = "ServerlessHttpApi";

/// Returns the API to import: the first one with routes, or else the first one.
fn chosen_api<'v>(listed: &[(&'v str, &'v Value)]) -> Option<&'v str> {
    let named = |value: Option<&Value>| {
        let text = value.and_then(literal_text)?;
        referenced_resource(&text).map(str::to_owned)
    };
    let mut used: Vec<String> = Vec::new();
    for (id, resource) in listed {
        let properties = properties(resource);
        let paths = ["Body", "DefinitionBody"].map(|body| at(properties, &[body, "paths"]));
        match kind(resource) {
            "AWS::ApiGatewayV2::Route" => used.extend(named(properties.get("ApiId"))),
            "AWS::Serverless::Function" => used.extend(sam::apis_of(properties)),
            _ if paths.into_iter().flatten().any(Value::is_object) => used.push((*id).to_owned()),
            _ => {}
        }
    }
    let declared = listed
        .iter()
        .filter(|(_, it)| is_http_api(it))
        .map(|(id, _)| *id);
    let implicit = used
        .iter()
        .any(|id| id == IMPLICIT_API)
        .then_some(IMPLICIT_API);
    let all: Vec<&str> = declared.chain(implicit).collect();
    let with_routes = all.iter().find(|id| used.iter().any(|used| used == *id));
    with_routes.or(all.first()).copied()
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
        draft.set("ApiId", format!("api {}", value(&id)));
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
                draft.set(&place(id), "endpoint off".to_owned());
            }
            ("DisableExecuteApiEndpoint", Value::Bool(false)) => {}
            ("IpAddressType", Value::String(kind)) if kind == "dualstack" => {
                draft.set(&place(id), "ip dualstack".to_owned());
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
        draft.set(&place(id), format!("tags {{ {} }}", lines.join("; ")));
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
            // Stage variables were read before.
            "ApiId" | "StageVariables" => {}
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
        (Some(rate), Some(burst)) => {
            draft.set(place, format!("throttle {rate}/s burst {burst}"));
        }
        (Some(rate), None) => draft.set(place, format!("throttle {rate}/s")),
        (None, _) => {}
    }
    for (key, entry) in entries(Some(settings)) {
        match key.as_str() {
            "ThrottlingRateLimit" if rate.is_some() => {}
            "ThrottlingBurstLimit" if rate.is_some() && burst.is_some() => {}
            "DetailedMetricsEnabled" if *entry == Value::Bool(true) => {
                draft.set(place, "metrics detailed".to_owned());
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
    leave_out_others(draft, id, properties, &known);
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

fn leave_out_others(draft: &mut Draft, id: &str, properties: &Value, known: &[&str]) {
    for (key, entry) in entries(Some(properties)) {
        if !known.contains(&key.as_str()) {
            leave_out(draft, id, key, entry);
        }
    }
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
    let scopes = draft.scopes(&place, properties.get("AuthorizationScopes"));
    match text(properties, &["AuthorizationType"]) {
        None if properties.get("AuthorizationType").is_some() => {
            let why = format!("its AuthorizationType is computed: {UNPROTECTED}");
            draft.leave_out(&place, &why);
        }
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
    leave_out_others(draft, id, properties, &known);
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
    let joined_at = |path: &[&str]| joined_at(properties, path);
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
        milliseconds: draft.number(place, properties, "TimeoutInMillis"),
        payload: draft.version(place, properties, "PayloadFormatVersion"),
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
    leave_out_others(draft, id, properties, &known);
}
