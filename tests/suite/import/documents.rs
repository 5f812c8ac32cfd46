//! Reads a document independently of the importer: routes, their targets and authorization, and CORS.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The properties of a gateway that can be compared between a document and a build.
#[derive(Debug, Default)]
pub(crate) struct Gateway {
    pub(crate) routes: BTreeMap<String, Route>,
    pub(crate) cors: BTreeMap<&'static str, BTreeSet<String>>,
}

#[derive(Debug, Default)]
pub(crate) struct Route {
    /// Words, one of which is in every line about this route.
    pub(crate) places: Vec<String>,
    /// The URL or ARN that it calls, if literal.
    pub(crate) calls: Option<String>,
    /// Its authorization: the properties of an authorizer, and scopes.
    pub(crate) auth: Vec<String>,
    /// The timeout in milliseconds, or `computed`.
    pub(crate) timeout: Option<String>,
    /// The payload format of a function's event, or `computed`.
    pub(crate) payload: Option<String>,
}

/// Parses a document to JSON.
pub(crate) fn parse(text: &str) -> Value {
    convert(&serde_yaml::from_str(text).expect("YAML or JSON"))
}

fn convert(yaml: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match yaml {
        Yaml::Sequence(list) => list.iter().map(convert).collect(),
        Yaml::Mapping(map) => {
            let entries = map.iter().map(|(key, value)| {
                let key = convert(key);
                let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                (key, convert(value))
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.trim_start_matches('!');
            let prefix = if name == "Ref" { "" } else { "Fn::" };
            json!({ format!("{prefix}{name}"): convert(&tagged.value) })
        }
        plain => serde_json::to_value(plain).expect("JSON"),
    }
}

/// Reads a document of any format, or the output of `gwc build`.
pub(crate) fn read(document: &Value) -> Gateway {
    let mut gateway = Gateway::default();
    if document.get("openapi").is_some() {
        openapi(document, &mut gateway);
    } else if document.get("Resources").is_some() {
        template(document, &mut gateway);
    } else {
        serverless(document, &mut gateway);
    }
    gateway
}

/// Replaces each `Fn::If` by the value that the template's conditions choose: comparisons of constants.
pub(crate) fn settled(value: &Value, template: &Value) -> Value {
    match value {
        Value::Object(map) => {
            if let Some([name, then, otherwise]) = map
                .get("Fn::If")
                .and_then(Value::as_array)
                .and_then(|parts| <&[Value; 3]>::try_from(parts.as_slice()).ok())
            {
                let name = name.as_str().expect("a condition's name");
                let sides = &template["Conditions"][name]["Fn::Equals"];
                assert!(sides[0].is_boolean() && sides[1].is_boolean(), "{sides}");
                let chosen = if sides[0] == sides[1] {
                    then
                } else {
                    otherwise
                };
                return settled(chosen, template);
            }
            let entries = map
                .iter()
                .map(|(key, entry)| (key.clone(), settled(entry, template)));
            let no_value = json!({ "Ref": "AWS::NoValue" });
            Value::Object(entries.filter(|(_, entry)| *entry != no_value).collect())
        }
        Value::Array(list) => list.iter().map(|entry| settled(entry, template)).collect(),
        other => other.clone(),
    }
}

/// Reads an API of SAM's own translation of a template. The template names the events that became routes, and the lines
/// about an event are about its route.
pub(crate) fn translated(translation: &Value, api: &str, template: &Value) -> Gateway {
    let mut gateway = Gateway::default();
    let properties = &translation["Resources"][api]["Properties"];
    let body = &properties["Body"];
    openapi(body, &mut gateway);
    cors(&properties["CorsConfiguration"], &mut gateway);
    let events = template["Resources"].as_object().into_iter().flatten();
    for (function, resource) in events {
        let events = resource["Properties"]["Events"].as_object();
        for (name, event) in events.into_iter().flatten() {
            let event = &event["Properties"];
            let path = event["Path"].as_str().unwrap_or("$default");
            let method = event["Method"].as_str().unwrap_or("ANY").to_uppercase();
            let method = method.replace("X-AMAZON-APIGATEWAY-ANY-METHOD", "ANY");
            let key = match path {
                "$default" => path.to_owned(),
                path => format!("{method} {path}"),
            };
            // Without a body in the template, the routes are in another file, and the template has their events.
            if body.is_null()
                && (event["ApiId"] == api || reference(&event["ApiId"]).as_deref() == Some(api))
            {
                gateway.routes.entry(key.clone()).or_default();
            }
            if let Some(route) = gateway.routes.get_mut(&key) {
                route
                    .places
                    .push(format!("Resources.{function}.Events.{name}:"));
            }
        }
    }
    gateway
}

/// Returns the function that a URI refers to, in lower-case letters and digits.
fn function(uri: &Value) -> Option<String> {
    let text = text(uri)?;
    let name = text.rsplit("${").next()?.split(['}', '.']).next()?;
    let name = name.strip_suffix("FunctionArn").unwrap_or(name);
    let plain = |letter: &char| letter.is_ascii_alphanumeric();
    let name: String = name.chars().filter(plain).collect();
    text.contains("${")
        .then(|| format!("function {}", name.to_ascii_lowercase()))
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn timeout(value: &Value) -> Option<String> {
    let number = number(value).map(|number| number.to_string());
    (!value.is_null()).then(|| number.unwrap_or("computed".to_owned()))
}

/// Returns `1.0` or `2.0`, which YAML reads as a number, or `computed`.
fn version(value: &Value) -> Option<String> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok());
    let number = number.map(|number| format!("{number:.1}"));
    (!value.is_null()).then(|| number.unwrap_or("computed".to_owned()))
}

/// Returns what a Lambda authorizer is called with and how it answers.
fn lambda(sources: &Value, ttl: &Value, simple: &Value, version: &Value) -> Vec<String> {
    let sources = texts(sources);
    let sources = sources.iter().flat_map(|text| text.split(','));
    let mut of: Vec<String> = sources
        .map(|text| format!("from {}", text.trim()))
        .collect();
    of.push(format!("ttl {}", number(ttl).unwrap_or(0)));
    of.push(format!("simple {}", *simple == Value::Bool(true)));
    of.push(format!(
        "version {}",
        self::version(version).unwrap_or_default()
    ));
    of
}

/// Returns a text with `?` for computed parts.
fn text(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    if let Some(joined) = value.get("Fn::Join") {
        let parts: Option<Vec<String>> = joined[1].as_array()?.iter().map(text).collect();
        return Some(parts?.join(joined[0].as_str()?));
    }
    if let Some(sub) = value.get("Fn::Sub") {
        return sub.as_str().or(sub[0].as_str()).map(str::to_owned);
    }
    let name = value.get("Ref").or_else(|| value.get("Fn::GetAtt"))?;
    let name = name.as_str().or(name[0].as_str())?;
    Some(format!("${{{}}}", name.split('.').next()?))
}

fn literal(value: &Value) -> Option<String> {
    let text = text(value).filter(|text| !text.is_empty() && !text.contains("${"))?;
    let function = text.split("/functions/").nth(1).unwrap_or(&text);
    let function = function.trim_end_matches("/invocations");
    Some(function.replace("+}", "}").trim_end_matches('/').to_owned())
}

fn texts(value: &Value) -> BTreeSet<String> {
    let list = match value {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    list.iter().filter_map(text).collect()
}

fn reference(value: &Value) -> Option<String> {
    let text = text(value)?;
    let names = text
        .split("${")
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    names
        .map(|name| name.split('.').next().unwrap_or(name).to_owned())
        .find(|name| !name.starts_with("AWS::"))
}

/// Reads CORS settings, whatever their keys are called.
fn cors(settings: &Value, gateway: &mut Gateway) {
    for (key, value) in settings.as_object().into_iter().flatten() {
        let key = key.to_ascii_lowercase();
        let word = [
            "origins",
            "methods",
            "expose",
            "headers",
            "maxage",
            "credentials",
        ];
        let Some(word) = word.into_iter().find(|word| key.contains(word)) else {
            continue;
        };
        let values = match value {
            Value::Bool(false) => continue,
            Value::Bool(true) | Value::Number(_) => [value.to_string()].into(),
            list => texts(list)
                .iter()
                .map(|text| text.to_ascii_lowercase())
                .collect(),
        };
        gateway.cors.insert(word, values);
    }
}

fn jwt(settings: &Value) -> Vec<String> {
    let get = |name: &str| {
        settings
            .get(name)
            .or_else(|| settings.get(name.to_ascii_lowercase()))
    };
    let mut of: Vec<String> = texts(get("Audience").unwrap_or(&Value::Null))
        .into_iter()
        .collect();
    of.extend(get("Issuer").and_then(literal));
    of.sort();
    of
}

fn template(document: &Value, gateway: &mut Gateway) {
    let none = Map::new();
    let resources = document["Resources"].as_object().unwrap_or(&none);
    let of = |value: &Value| reference(value).and_then(|name| resources.get(&name));
    let api = resources.iter().find(|(_, it)| {
        it["Type"] == "AWS::ApiGatewayV2::Api" && it["Properties"]["ProtocolType"] == "HTTP"
    });
    for (id, resource) in resources {
        let properties = &resource["Properties"];
        let elsewhere = properties
            .get("ApiId")
            .and_then(reference)
            .is_some_and(|named| {
                resources.contains_key(&named) && api.is_some_and(|(api, _)| *api != named)
            });
        match resource["Type"].as_str().unwrap_or_default() {
            "AWS::ApiGatewayV2::Api" if api.is_some_and(|(api, _)| api == id) => {
                cors(&properties["CorsConfiguration"], gateway);
            }
            "AWS::ApiGatewayV2::Route" if !elsewhere => {
                let key = properties["RouteKey"].as_str().expect("a route key");
                let integration = of(&properties["Target"]).map(|it| &it["Properties"]);
                let uri = integration.and_then(|it| literal(&it["IntegrationUri"]));
                let simple = integration.is_none_or(|it| it.get("IntegrationSubtype").is_none());
                let proxy = integration.filter(|it| it["IntegrationType"] == "AWS_PROXY" && simple);
                let function = proxy.and_then(|it| function(&it["IntegrationUri"]));
                let mut auth = Vec::new();
                if let Some(authorizer) = of(&properties["AuthorizerId"]) {
                    let it = &authorizer["Properties"];
                    auth = jwt(&it["JwtConfiguration"]);
                    auth.extend(
                        literal(&it["AuthorizerUri"]).filter(|arn| arn.contains(":function:")),
                    );
                    auth.extend(
                        it["JwtConfiguration"]
                            .is_null()
                            .then(|| "function".to_owned()),
                    );
                    if it["AuthorizerType"] == "REQUEST" {
                        auth.extend(lambda(
                            &it["IdentitySource"],
                            &it["AuthorizerResultTtlInSeconds"],
                            &it["EnableSimpleResponses"],
                            &it["AuthorizerPayloadFormatVersion"],
                        ));
                    }
                } else if properties["AuthorizationType"] == "AWS_IAM" {
                    auth.push("iam".to_owned());
                }
                auth.extend(texts(&properties["AuthorizationScopes"]));
                let route = Route {
                    places: vec![format!("Resources.{id}"), key.to_owned()],
                    calls: uri.filter(|_| simple).or(function),
                    auth,
                    timeout: integration.and_then(|it| timeout(&it["TimeoutInMillis"])),
                    payload: proxy.and_then(|it| version(&it["PayloadFormatVersion"])),
                };
                gateway.routes.insert(key.to_owned(), route);
            }
            _ => {}
        }
    }
}

fn openapi(document: &Value, gateway: &mut Gateway) {
    cors(&document["x-amazon-apigateway-cors"], gateway);
    let server = document["servers"][0]["url"].as_str().unwrap_or_default();
    let schemes = &document["components"]["securitySchemes"];
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (word, operation) in item.as_object().into_iter().flatten() {
            let method = match word.as_str() {
                "x-amazon-apigateway-any-method" => "ANY".to_owned(),
                "get" | "put" | "post" | "patch" | "delete" | "head" | "options" => {
                    word.to_uppercase()
                }
                _ => continue,
            };
            let default = path.ends_with("$default");
            let key = if default {
                "$default".to_owned()
            } else {
                format!("{method} {path}")
            };
            let mut integration = &operation["x-amazon-apigateway-integration"];
            if let Some(name) = integration["$ref"]
                .as_str()
                .and_then(|it| it.rsplit('/').next())
            {
                integration = &document["components"]["x-amazon-apigateway-integrations"][name];
            }
            let calls = match integration {
                Value::Null => {
                    let usable = server.starts_with("https://") && !server.contains('{');
                    let path = if default { "" } else { path };
                    usable.then(|| json!(format!("{}{path}", server.trim_end_matches('/'))))
                }
                it => Some(it["uri"].clone()),
            };
            let wanted = operation
                .get("security")
                .or_else(|| document.get("security"));
            let mut places = vec![
                format!("{} {path}", word.to_uppercase()),
                format!("paths.{path}"),
                key.clone(),
            ];
            let mut auth = Vec::new();
            let optional =
                wanted.is_some_and(|it| it.as_array().is_some_and(|all| all.contains(&json!({}))));
            for (name, scopes) in wanted
                .map(|it| &it[0])
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                // SAM's word for no authorizer.
                if optional || name == "NONE" {
                    break;
                }
                let authorizer = &schemes[name]["x-amazon-apigateway-authorizer"];
                auth = jwt(&authorizer["jwtConfiguration"]);
                auth.extend(literal(&authorizer["authorizerUri"]));
                auth.extend(texts(scopes));
                auth.push(format!("scheme {name}"));
                if name == "AWS_IAM" && authorizer.is_null() {
                    auth.push("iam".to_owned());
                }
                if authorizer["type"] == "request" {
                    auth.push("function".to_owned());
                    auth.extend(lambda(
                        &authorizer["identitySource"],
                        &authorizer["authorizerResultTtlInSeconds"],
                        &authorizer["enableSimpleResponses"],
                        &authorizer["authorizerPayloadFormatVersion"],
                    ));
                }
                places.push(format!("securitySchemes.{name}:"));
                places.push(format!("Authorizers.{name}:"));
            }
            auth.retain(|it| !it.starts_with("scheme ") || !schemes.is_null());
            let route = Route {
                places,
                calls: calls
                    .as_ref()
                    .and_then(|it| literal(it).or_else(|| function(it))),
                auth,
                timeout: timeout(&integration["timeoutInMillis"]),
                payload: version(&integration["payloadFormatVersion"]),
            };
            gateway.routes.insert(key, route);
        }
    }
}

fn serverless(document: &Value, gateway: &mut Gateway) {
    cors(&document["provider"]["httpApi"]["cors"], gateway);
    for (name, function) in document["functions"].as_object().into_iter().flatten() {
        let events = function["events"].as_array().into_iter().flatten();
        for (at, event) in events.enumerate() {
            let Some(settings) = event.get("httpApi") else {
                continue;
            };
            let said = settings.as_str().map(str::to_owned).unwrap_or_else(|| {
                let path = settings["path"].as_str().unwrap_or_default();
                format!("{} {path}", settings["method"].as_str().unwrap_or("*"))
            });
            let (method, path) = said.split_once(' ').unwrap_or(("*", "*"));
            let key = match (method, path) {
                (_, "*") => "$default".to_owned(),
                ("*", path) => format!("ANY {path}"),
                (method, path) => format!("{} {path}", method.to_uppercase()),
            };
            let authorizer = &settings["authorizer"];
            let mut auth = Vec::new();
            if let Some(named) = authorizer.as_str().or(authorizer["name"].as_str()) {
                let it = &document["provider"]["httpApi"]["authorizers"][named];
                auth.extend(texts(&it["audience"]));
                auth.extend(literal(&it["issuerUrl"]));
                if it["type"] == "request" {
                    auth.push("function".to_owned());
                    let version = it.get("payloadVersion").cloned().unwrap_or(json!("2.0"));
                    auth.extend(lambda(
                        &it["identitySource"],
                        &it["resultTtlInSeconds"],
                        &it["enableSimpleResponses"],
                        &version,
                    ));
                }
                auth.extend(texts(&authorizer["scopes"]));
            } else if authorizer["type"] == "aws_iam" {
                auth.push("iam".to_owned());
            }
            let shared = &document["provider"]["httpApi"]["timeout"];
            let seconds = settings.get("timeout").unwrap_or(shared).as_f64();
            let route = Route {
                places: vec![format!("functions.{name}.events[{at}]")],
                timeout: seconds.map(|seconds| (seconds * 1000.0).to_string()),
                calls: Some(format!(
                    "function {}",
                    name.to_lowercase()
                        .replace(|letter: char| !letter.is_alphanumeric(), "")
                )),
                auth,
                ..Route::default()
            };
            gateway.routes.insert(key, route);
        }
    }
}
