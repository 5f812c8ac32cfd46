//! OpenAPI 3, with or without the extensions of API Gateway.

use serde_json::Value;

use crate::import::document::{at, entries, short, text, texts};
use crate::import::draft::{Backend, Draft, Route, auth, path, slug, timeout, value, values};

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
const ANY: &str = "x-amazon-apigateway-any-method";

/// Reads a document.
pub(super) fn read(document: &Value, draft: &mut Draft) {
    if let Some(title) = text(document, &["info", "title"]) {
        draft.name = slug(title);
        draft.description = Some(title.to_owned());
    }
    for (key, value) in entries(Some(document)) {
        match key.as_str() {
            "openapi" | "info" | "paths" | "security" | "servers" | "components" | "tags" => {}
            "x-amazon-apigateway-cors" => cors(draft, value),
            "x-amazon-apigateway-importexport-version" => {}
            key => draft.leave_out(key, &format!("no counterpart in `.gw`: {}", short(value))),
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
    if let Some((name, scopes)) = required(document.get("security"), draft, "security") {
        draft.settings.push(auth(&name, &scopes));
    }
    let server = server(document, draft);
    for (path, item) in entries(document.get("paths")) {
        path_item(draft, document, (path, item), server.as_deref());
    }
}

/// The URL that operations without an integration go to.
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
    draft.leave_out("servers", &format!("{first} is no address of a backend"));
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
            docs: text(operation, &["summary"]).map(str::to_owned),
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

/// What an operation says that no gateway of this kind does.
fn left_out(draft: &mut Draft, operation: &Value, place: &str) {
    const CARRIED: [&str; 7] = [
        "summary",
        "description",
        "operationId",
        "tags",
        "security",
        "externalDocs",
        "x-amazon-apigateway-integration",
    ];
    let others: Vec<&str> = entries(Some(operation))
        .map(|(key, _)| key.as_str())
        .filter(|key| !CARRIED.contains(key))
        .collect();
    if !others.is_empty() {
        let why = format!("{}: an HTTP API does not validate these", others.join(", "));
        draft.leave_out(place, &why);
    }
}

fn security(draft: &mut Draft, operation: &Value, place: &str, route: &mut Route) {
    match operation.get("security") {
        Some(Value::Array(none)) if none.is_empty() => route.clauses.push("open".to_owned()),
        Some(wanted) => {
            if let Some((name, scopes)) = required(Some(wanted), draft, place) {
                route.clauses.push(auth(&name, &scopes));
            }
        }
        None => {}
    }
}

/// The authorizer of a security requirement, where it was carried over.
fn required(
    wanted: Option<&Value>,
    draft: &mut Draft,
    place: &str,
) -> Option<(String, Vec<String>)> {
    let alternatives = wanted?.as_array()?;
    if alternatives.len() > 1 {
        draft.leave_out(
            place,
            "a route has one authorizer, so only the first alternative is used",
        );
    }
    let first = alternatives.first()?.as_object()?;
    if first.len() > 1 {
        draft.leave_out(
            place,
            "a route has one authorizer, so only the first of several is used",
        );
    }
    let (name, scopes) = first.iter().next()?;
    let known = slug(name);
    if name == "sigv4" {
        return Some(("iam".to_owned(), Vec::new()));
    }
    if !draft.auths.contains_key(&known) {
        let why = format!(
            "the scheme `{name}` was not carried over: the route is public until you add an authorizer"
        );
        draft.leave_out(place, &why);
        return None;
    }
    let scopes = texts(Some(scopes));
    Some((known, scopes))
}

fn security_scheme(draft: &mut Draft, name: &str, scheme: &Value) {
    let place = format!("components.securitySchemes.{name}");
    let authorizer = scheme.get("x-amazon-apigateway-authorizer");
    let kind = authorizer.and_then(|it| text(it, &["type"]));
    let body = match (kind, authorizer) {
        (Some("jwt"), Some(it)) => {
            let issuer = text(it, &["jwtConfiguration", "issuer"]);
            let audience = texts(at(it, &["jwtConfiguration", "audience"]));
            issuer.map(|issuer| {
                format!(
                    "jwt {{ issuer {}; audience {} }}",
                    value(issuer),
                    values(&audience)
                )
            })
        }
        (Some("request"), Some(it)) => {
            let uri = text(it, &["authorizerUri"]).and_then(function_arn);
            let simple = it.get("enableSimpleResponses").and_then(Value::as_bool);
            let simple = if simple == Some(true) { "; simple" } else { "" };
            let source = texts(it.get("identitySource"));
            let identity: Vec<String> = source
                .iter()
                .flat_map(|it| it.split(','))
                .map(|it| it.trim().trim_start_matches("$request.").to_owned())
                .collect();
            let identity = match identity.as_slice() {
                [] => String::new(),
                identity => format!("; identity {}", identity.join(" ")),
            };
            uri.map(|arn| format!("lambda {{ function {arn}{identity}{simple} }}"))
        }
        _ => {
            let url = text(scheme, &["openIdConnectUrl"]);
            let issuer = url.and_then(|it| it.split("/.well-known/").next());
            issuer.filter(|it| it.starts_with("https://")).map(|issuer| {
                draft.leave_out(
                    &place,
                    "the document names no audience: replace `AUDIENCE` by the one that your tokens have",
                );
                format!("jwt {{ issuer {}; audience AUDIENCE }}", value(issuer))
            })
        }
    };
    match body {
        Some(body) => {
            draft.auths.insert(slug(name), body);
        }
        None if text(scheme, &["x-amazon-apigateway-authtype"]) == Some("awsSigv4") => {}
        None => {
            let kind = text(scheme, &["type"]).unwrap_or("?");
            let why = format!("an HTTP API has no authorizer for a scheme of type `{kind}`");
            draft.leave_out(&place, &why);
        }
    }
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
                let path = path.replace('{', "<").replace('}', ">").replace("+>", ">");
                route.destination = value(&format!("{server}{}", path.trim_end_matches('/')));
            }
            None => {
                route.destination = draft.backend(
                    "backend",
                    Backend {
                        kind: "lambda",
                        ..Backend::default()
                    },
                );
                let why = "the document does not say what answers: it goes to the function `backend`, an input";
                draft.leave_out(place, why);
            }
        }
        return;
    };
    if let Some(milliseconds) = integration.get("timeoutInMillis").and_then(Value::as_u64) {
        route.clauses.push(timeout(milliseconds));
    }
    let uri = text(integration, &["uri"]).unwrap_or_default();
    let private = text(integration, &["connectionType"]) == Some("VPC_LINK");
    if let Some(arn) = function_arn(uri) {
        let mut settings = vec![format!("arn {}", value(&arn))];
        if text(integration, &["payloadFormatVersion"]) == Some("1.0") {
            settings.push("payload 1.0".to_owned());
        }
        let name = arn.rsplit(':').next().unwrap_or("function").to_owned();
        route.destination = draft.backend(
            &name,
            Backend {
                kind: "lambda",
                settings,
            },
        );
    } else if private {
        let kind = if uri.contains("/net/") { "nlb" } else { "alb" };
        let settings = if uri.starts_with("arn:") {
            vec![format!("listener {}", value(uri))]
        } else {
            draft.leave_out(place, &format!("the listener is no ARN: {uri}"));
            Vec::new()
        };
        route.destination = draft.backend("service", Backend { kind, settings });
        route.clauses.push("keep".to_owned());
    } else if uri.starts_with("http") {
        route.destination = value(&uri.replace('{', "<").replace('}', ">").replace("+>", ">"));
    } else {
        let kind = text(integration, &["integrationSubtype"]).unwrap_or("unknown");
        draft.leave_out(
            place,
            &format!("an integration of another kind: {kind} {uri}"),
        );
        route.destination = draft.backend(
            "backend",
            Backend {
                kind: "lambda",
                ..Backend::default()
            },
        );
    }
    for (parameter, value) in entries(integration.get("requestParameters")) {
        parameter_mapping(draft, place, parameter, value, route);
    }
    if let Some(answers) = integration.get("responseParameters") {
        draft.leave_out(place, &format!("responseParameters {}", short(answers)));
    }
}

/// A mapping of a request in AWS's words.
pub(super) fn parameter_mapping(
    draft: &mut Draft,
    place: &str,
    parameter: &str,
    mapped: &Value,
    route: &mut Route,
) {
    let text = mapped.as_str().unwrap_or_default();
    let words = parameter.split_once(':').and_then(|(operation, rest)| {
        let (part, name) = rest.split_once('.').unwrap_or((rest, ""));
        let operation = match operation {
            "overwrite" => "set",
            "append" => "append",
            "remove" => "remove",
            _ => return None,
        };
        Some((operation, part, name))
    });
    let filled = text.replace("${request.path.", "<").replace('}', ">");
    match words {
        Some(("set", "path", "")) if !filled.contains('$') => {
            route.clauses.retain(|it| it != "keep");
            route.clauses.push(format!("at {}", value(&filled)));
        }
        Some(("remove", "header", name)) => {
            route.settings.push(format!("request remove header {name}"));
        }
        Some((operation, "header", name)) if !name.eq_ignore_ascii_case("host") => {
            let setting = format!("request {operation} header {name} {}", mapping_value(text));
            route.settings.push(setting);
        }
        Some(("remove", "querystring", name)) => {
            route.settings.push(format!("request remove query {name}"));
        }
        Some((operation, "querystring", name)) => {
            let setting = format!("request {operation} query {name} {}", mapping_value(text));
            route.settings.push(setting);
        }
        _ => draft.leave_out(place, &format!("the mapping {parameter} = {text}")),
    }
}

/// A value of a mapping: variables of AWS's words are those of `.gw`.
fn mapping_value(text: &str) -> String {
    let variable = text
        .strip_prefix('$')
        .filter(|rest| !rest.contains(['{', ' ']));
    match variable {
        Some(name) => format!(
            "${}",
            name.replace("request.querystring.", "request.query.")
        ),
        None => value(text),
    }
}

/// The integration of an operation, maybe one that the document shares.
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

/// The function's ARN in the URI of an integration, or alone.
pub(super) fn function_arn(uri: &str) -> Option<String> {
    let start = uri.find(":lambda:")?;
    let begin = uri.get(..start)?.rfind("arn:")?;
    // In `arn:..:apigateway:REGION:lambda:path/../functions/ARN/invocations`, the function's own ARN comes second.
    let rest = match uri.find("/functions/") {
        Some(at) => uri.get(at + "/functions/".len()..)?,
        None => uri.get(begin..)?,
    };
    let arn = rest.trim_end_matches("/invocations");
    arn.contains(":function:").then(|| arn.to_owned())
}

/// CORS in the words of the extension, which templates and `serverless.yml` nearly share.
pub(super) fn cors(draft: &mut Draft, settings: &Value) {
    let mut lines = Vec::new();
    let mut left = Vec::new();
    for (key, entry) in entries(Some(settings)) {
        let list = values(&texts(Some(entry)));
        match key.to_ascii_lowercase().as_str() {
            "alloworigins" | "allowedorigins" => lines.push(format!("origins {list}")),
            "allowmethods" | "allowedmethods" => lines.push(format!("methods {list}")),
            "allowheaders" | "allowedheaders" => lines.push(format!("headers {list}")),
            "exposeheaders" | "exposedresponseheaders" => lines.push(format!("expose {list}")),
            "maxage" => lines.extend(entry.as_u64().map(|it| format!("max-age {it}s"))),
            "allowcredentials" if *entry == Value::Bool(true) => {
                lines.push("credentials".to_owned());
            }
            "allowcredentials" => {}
            key => left.push(key.to_owned()),
        }
    }
    for key in left {
        draft.leave_out(&format!("cors.{key}"), "no counterpart in `.gw`");
    }
    if !lines.is_empty() {
        draft
            .settings
            .push(format!("cors {{ {} }}", lines.join("; ")));
    }
}
