//! Reads OpenAPI 3, with or without the extensions of API Gateway.

use serde_json::Value;

use crate::import::authorizer::{self, LambdaAuthorizer};
use crate::import::document::{at, entries, joined_at, known_texts, short, text, texts};
use crate::import::draft::{Backend, Draft, NO_COUNTERPART, Route, auth, path, slug, values};
use crate::import::integration::{self, Integration, function_arn};
use crate::import::template::function_of;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
const ANY: &str = "x-amazon-apigateway-any-method";

/// Reads a document.
pub(super) fn read(document: &Value, draft: &mut Draft) {
    if let Some(title) = text(document, &["info", "title"]) {
        draft.name = slug(title);
        draft.description = Some(title.to_owned());
    }
    let more = entries(document.get("info")).map(|(key, _)| key.as_str());
    let more = more.filter(|key| *key != "title");
    draft.leave_out_keys("info", more, "documentation");
    for (key, value) in entries(Some(document)) {
        match key.as_str() {
            "openapi" | "info" | "paths" | "security" | "servers" | "components" => {}
            "x-amazon-apigateway-cors" => cors(draft, value),
            "tags" | "externalDocs" => draft.leave_out(key, "documentation"),
            key => draft.leave_out(key, &format!("{NO_COUNTERPART}: {}", short(value))),
        }
    }
    for (key, _) in entries(at(document, &["components"])) {
        if key != "securitySchemes" && key != "x-amazon-apigateway-integrations" {
            let place = format!("components.{key}");
            draft.leave_out(&place, "an HTTP API does not validate requests or answers");
        }
    }
    for (name, scheme) in entries(at(document, &["components", "securitySchemes"])) {
        security_scheme(draft, name, scheme);
    }
    match requirement(document.get("security"), draft, "security") {
        Requirement::Auth(name, scopes) => {
            if !scopes.is_empty() {
                // In `.gw`, scopes belong to routes, so each route without its own requirement gets these.
                draft.default_scopes.clone_from(&scopes);
            }
            draft.set("security", auth(&name, &[]));
        }
        Requirement::None | Requirement::Unsaid | Requirement::LeftOut => {}
    }
    let server = server(document, draft);
    for (path, item) in entries(document.get("paths")) {
        path_item(draft, document, (path, item), server.as_deref());
    }
}

/// Returns the URL for operations without an integration.
fn server(document: &Value, draft: &mut Draft) -> Option<String> {
    let servers = document.get("servers").and_then(Value::as_array);
    let mut urls = servers
        .into_iter()
        .flatten()
        .filter_map(|it| text(it, &["url"]));
    let first = urls.next().map(str::to_owned);
    for other in urls {
        draft.leave_out(
            "servers",
            &format!("only the first server is used, not {other}"),
        );
    }
    let first = first?;
    if first.starts_with("https://") && !first.contains('{') && !first.contains("execute-api") {
        return Some(first.trim_end_matches('/').to_owned());
    }
    draft.leave_out("servers", &format!("{first} is not the URL of a backend"));
    None
}

fn path_item(
    draft: &mut Draft,
    document: &Value,
    (key, item): (&str, &Value),
    server: Option<&str>,
) {
    let default = key == "/$default" || key == "$default";
    let route_path = match path(key) {
        _ if default => "$default".to_owned(),
        Ok(path) => path,
        Err(why) => {
            draft.leave_out(&format!("paths.{key}"), why);
            return;
        }
    };
    for (word, operation) in entries(Some(item)) {
        let method = match word.as_str() {
            ANY => String::new(),
            word if METHODS.contains(&word) => word.to_ascii_uppercase(),
            word => {
                let place = format!("paths.{key}.{word}");
                draft.leave_out(&place, "no counterpart in `.gw`");
                continue;
            }
        };
        let place = format!("{} {key}", word.to_ascii_uppercase());
        let mut route = Route {
            docs: docs(draft, operation, &place),
            method: if default { String::new() } else { method },
            path: route_path.clone(),
            ..Route::default()
        };
        security(draft, operation, &place, &mut route);
        destination(
            draft,
            document,
            operation,
            (&place, key),
            server,
            &mut route,
        );
        left_out(draft, operation, &place);
        draft.route(route);
    }
}

/// Returns the summary of an operation, or else its description.
fn docs(draft: &mut Draft, operation: &Value, place: &str) -> Option<String> {
    let non_empty = |key| text(operation, &[key]).filter(|text| !text.trim().is_empty());
    match (non_empty("summary"), non_empty("description")) {
        (Some(summary), Some(_)) => {
            draft.leave_out(place, "description: only the summary is imported");
            Some(summary.to_owned())
        }
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// Adds messages about parts of an operation that HTTP APIs do not support.
fn left_out(draft: &mut Draft, operation: &Value, place: &str) {
    const CARRIED: [&str; 4] = [
        "summary",
        "description",
        "security",
        "x-amazon-apigateway-integration",
    ];
    let others: Vec<&str> = entries(Some(operation))
        .map(|(key, _)| key.as_str())
        .filter(|key| !CARRIED.contains(key))
        .collect();
    draft.leave_out_keys(place, others, "HTTP APIs do not support these");
}

/// The meaning of a list of security requirements.
enum Requirement {
    /// An authorizer and scopes.
    Auth(String, Vec<String>),
    /// No authorization.
    None,
    /// Not specified.
    Unsaid,
    /// An authorizer that was not imported.
    LeftOut,
}

fn security(draft: &mut Draft, operation: &Value, place: &str, route: &mut Route) {
    match requirement(operation.get("security"), draft, place) {
        Requirement::Auth(name, scopes) => route.clauses.push(auth(&name, &scopes)),
        Requirement::None => route.clauses.push("open".to_owned()),
        Requirement::Unsaid if !draft.default_scopes.is_empty() => {
            if let Some(name) = draft.gateway_auth().map(str::to_owned) {
                route.clauses.push(auth(&name, &draft.default_scopes));
            }
        }
        Requirement::Unsaid | Requirement::LeftOut => {}
    }
}

/// Returns the imported authorizer of a security requirement.
fn requirement(wanted: Option<&Value>, draft: &mut Draft, place: &str) -> Requirement {
    let Some(alternatives) = wanted.and_then(Value::as_array) else {
        return Requirement::Unsaid;
    };
    let is_optional = |it: &Value| it.as_object().is_some_and(serde_json::Map::is_empty);
    if alternatives.is_empty() {
        return Requirement::None;
    }
    if alternatives.iter().any(is_optional) {
        draft.leave_out(
            place,
            "authorization cannot be optional, so this route requires none",
        );
        return Requirement::None;
    }
    let names =
        |it: &Value| -> Vec<String> { entries(Some(it)).map(|(name, _)| name.clone()).collect() };
    let all: Vec<String> = alternatives.iter().flat_map(names).collect();
    let can = |name: &String| draft.auth_name(name).is_some() || draft.signed.contains(name);
    let chosen = alternatives.iter().find(|it| names(it).iter().any(can));
    let Some(chosen) = chosen else {
        draft.protect(place, &mut Route::default(), (&all.join("`, `"), &[]));
        return Requirement::LeftOut;
    };
    let Some((name, scopes)) = entries(Some(chosen)).find(|(name, _)| can(name)) else {
        return Requirement::LeftOut;
    };
    let others = all
        .iter()
        .filter(|other| *other != name)
        .map(String::as_str);
    let others: Vec<&str> = others.collect();
    draft.leave_out_keys(place, others, "a route has one authorizer");
    if draft.signed.contains(name) {
        return Requirement::Auth("iam".to_owned(), Vec::new());
    }
    let known = draft.auth_name(name).unwrap_or_default().to_owned();
    let scopes = texts(Some(scopes));
    let scopes = draft.checked_scopes(place, &known, &scopes).to_vec();
    Requirement::Auth(known, scopes)
}

fn security_scheme(draft: &mut Draft, name: &str, scheme: &Value) {
    let place = format!("components.securitySchemes.{name}");
    let authorizer = scheme.get("x-amazon-apigateway-authorizer");
    let own = (name, place.as_str());
    let kind = authorizer.and_then(|it| text(it, &["type"]));
    match (kind, authorizer) {
        (Some("jwt"), Some(it)) => {
            let audience = known_texts(at(it, &["jwtConfiguration", "audience"]));
            let issuer = joined_at(it, &["jwtConfiguration", "issuer"]);
            authorizer::jwt(
                draft,
                own,
                issuer.as_deref(),
                &audience,
                &texts(it.get("identitySource")),
            );
            let known = ["type", "jwtConfiguration", "identitySource"];
            leave_out_others(draft, &place, it, &known);
        }
        (Some("request"), Some(it)) => {
            let uri = joined_at(it, &["authorizerUri"]).unwrap_or_default();
            let arn = function_arn(&uri).filter(|arn| !arn.contains("${"));
            let lambda = LambdaAuthorizer {
                function: arn.unwrap_or_else(|| function_of(draft, &place, &uri, name)),
                identity: texts(it.get("identitySource")),
                ttl: it
                    .get("authorizerResultTtlInSeconds")
                    .and_then(Value::as_u64),
                payload: draft
                    .version(&place, it, "authorizerPayloadFormatVersion")
                    .map(str::to_owned),
                simple: it.get("enableSimpleResponses") == Some(&Value::Bool(true)),
            };
            authorizer::lambda(draft, own, &lambda);
            let known = [
                "type",
                "authorizerUri",
                "identitySource",
                "authorizerResultTtlInSeconds",
                "authorizerPayloadFormatVersion",
                "enableSimpleResponses",
            ];
            leave_out_others(draft, &place, it, &known);
        }
        _ if name == "sigv4"
            || text(scheme, &["x-amazon-apigateway-authtype"]) == Some("awsSigv4") =>
        {
            draft.signed.insert(name.to_owned());
        }
        _ => {
            let url = text(scheme, &["openIdConnectUrl"]);
            let issuer = url.and_then(|it| it.split("/.well-known/").next());
            match issuer.filter(|it| it.starts_with("https://")) {
                Some(issuer) => {
                    let audience = ["AUDIENCE".to_owned()];
                    authorizer::jwt(draft, own, Some(issuer), &audience, &[]);
                    draft.leave_out(
                        &place,
                        "the document names no audience: replace `AUDIENCE` with that of your tokens",
                    );
                }
                None => {
                    let kind = text(scheme, &["type"]).unwrap_or("?");
                    let why =
                        format!("an HTTP API has no authorizer for a scheme of type `{kind}`");
                    draft.leave_out(&place, &why);
                }
            }
        }
    }
}

/// Adds messages about keys that were left out.
fn leave_out_others(draft: &mut Draft, place: &str, part: &Value, known: &[&str]) {
    let keys = entries(Some(part)).map(|(key, _)| key.as_str());
    let keys = keys.filter(|key| !known.contains(key));
    draft.leave_out_keys(place, keys, NO_COUNTERPART);
}

fn destination(
    draft: &mut Draft,
    document: &Value,
    operation: &Value,
    (place, key): (&str, &str),
    server: Option<&str>,
    route: &mut Route,
) {
    let Some(integration) = integration(document, operation) else {
        let path = if key.starts_with('/') { key } else { "" };
        match server {
            Some(server) => {
                let path = path.replace("$default", "");
                let path = path.trim_end_matches('/');
                route.destination = integration::url(&format!("{server}{path}"));
            }
            None => {
                let backend = Backend {
                    kind: "lambda",
                    ..Backend::default()
                };
                route.destination = draft.backend("backend", backend);
                let why = "the document names no backend: the route calls the function `backend`, an input";
                draft.leave_out(place, why);
            }
        }
        return;
    };
    let of = |name: &str| text(integration, &[name]);
    let private = of("connectionType") == Some("VPC_LINK");
    let link = private.then(|| joined_at(integration, &["connectionId"]).unwrap_or_default());
    let carried = Integration {
        name: if private { "service" } else { "backend" },
        kind: of("type").unwrap_or_default().to_ascii_lowercase(),
        uri: joined_at(integration, &["uri"]).unwrap_or_default(),
        subtype: of("integrationSubtype"),
        method: of("httpMethod"),
        link,
        server_name: joined_at(integration, &["tlsConfig", "serverNameToVerify"]),
        milliseconds: draft.number(place, integration, "timeoutInMillis"),
        payload: draft.version(place, integration, "payloadFormatVersion"),
        requests: integration.get("requestParameters"),
        answers: integration.get("responseParameters"),
    };
    integration::apply(draft, place, &carried, route);
    let known = [
        "type",
        "uri",
        "integrationSubtype",
        "httpMethod",
        "connectionType",
        "connectionId",
        "tlsConfig",
        "timeoutInMillis",
        "payloadFormatVersion",
        "requestParameters",
        "responseParameters",
    ];
    leave_out_others(draft, place, integration, &known);
}

/// Returns the integration of an operation, which may be shared in the document.
fn integration<'v>(document: &'v Value, operation: &'v Value) -> Option<&'v Value> {
    let own = operation.get("x-amazon-apigateway-integration")?;
    match text(own, &["$ref"]).and_then(|it| it.rsplit('/').next()) {
        Some(name) => at(
            document,
            &["components", "x-amazon-apigateway-integrations", name],
        ),
        None => Some(own),
    }
}

/// Converts CORS settings of the extension, whose names are nearly the same in templates and `serverless.yml`.
pub(super) fn cors(draft: &mut Draft, settings: &Value) {
    let lines = cors_lines(draft, settings);
    set_cors(draft, &lines);
}

/// Sets CORS, which needs origins.
pub(super) fn set_cors(draft: &mut Draft, lines: &[String]) {
    if lines.iter().any(|line| line.starts_with("origins ")) {
        draft.set("cors", format!("cors {{ {} }}", lines.join("; ")));
    } else if !lines.is_empty() {
        let why = format!("{}: without origins, CORS allows nothing", lines.join("; "));
        draft.leave_out("cors", &why);
    }
}

/// Returns the lines of a `cors` block.
pub(super) fn cors_lines(draft: &mut Draft, settings: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left = Vec::new();
    for (key, entry) in entries(Some(settings)) {
        let entry_texts = known_texts(Some(entry));
        let list = values(&entry_texts);
        let lower = key.to_ascii_lowercase();
        if entry_texts.is_empty()
            && (lower.contains("headers") || lower.contains("methods") || lower.contains("origins"))
        {
            left.push(format!("{key} ({})", short(entry)));
            continue;
        }
        match lower.as_str() {
            "alloworigins" | "allowedorigins" => lines.push(format!("origins {list}")),
            "allowmethods" | "allowedmethods" => lines.push(format!("methods {list}")),
            "allowheaders" | "allowedheaders" => lines.push(format!("headers {list}")),
            "exposeheaders" | "exposedresponseheaders" => lines.push(format!("expose {list}")),
            "maxage" => match entry.as_u64() {
                Some(seconds) => lines.push(format!("max-age {seconds}s")),
                None => left.push(format!("{key} ({})", short(entry))),
            },
            "allowcredentials" if *entry == Value::Bool(true) => {
                lines.push("credentials".to_owned());
            }
            "allowcredentials" if *entry == Value::Bool(false) => {}
            _ => left.push(format!("{key} ({})", short(entry))),
        }
    }
    for key in left {
        draft.leave_out(&format!("cors.{key}"), NO_COUNTERPART);
    }
    let any_origin = lines.iter().any(|line| line == "origins *");
    if any_origin && let Some(at) = lines.iter().position(|line| line == "credentials") {
        lines.remove(at);
        draft.leave_out(
            "cors.allowCredentials",
            "API Gateway refuses it with the origin `*`",
        );
    }
    lines
}
