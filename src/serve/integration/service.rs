//! Calls of AWS services, either shown or sent to `--aws-endpoint`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Map, Value, json};

use crate::facts::{Action as ActionFacts, Owner, ValueKind};
use crate::model::{
    Action, BackendBody, BackendKind, Destination, Route, ServiceKind, whole_seconds,
};
use crate::route::trace::Values;
use crate::serve::answer::{Answer, Refusal};
use crate::serve::exchange::Exchange;
use crate::serve::gateway::Gateway;
use crate::serve::integration::http;
use crate::serve::state::State;
use crate::serve::{address, clock};

/// A call in AWS's form.
struct Call {
    subtype: &'static str,
    parameters: Vec<Argument>,
}

/// A parameter of a call.
struct Argument {
    name: &'static str,
    kind: ValueKind,
    value: String,
}

impl Call {
    fn argument(&self, name: &str) -> &str {
        let mut arguments = self.parameters.iter();
        let found = arguments.find(|it| it.name == name);
        found.map_or("", |it| it.value.as_str())
    }
}

/// Makes the call of a route's action.
pub(super) async fn call(
    state: &State,
    gateway: &Gateway,
    exchange: &Exchange,
    route: &Route,
    given: Vec<(String, String)>,
) -> Result<Answer, Refusal> {
    let unknown = || Refusal::internal("API_CONFIGURATION_ERROR", "the action is unknown");
    let Destination::Action(action) = &route.destination else {
        return Err(unknown());
    };
    let (kind, call) = describe(state, gateway, action, given).ok_or_else(unknown)?;
    let parameters = call.parameters.iter();
    let parameters: Map<String, Value> = parameters
        .map(|it| (it.name.to_owned(), json!(it.value)))
        .collect();
    let shown = json!({ "action": call.subtype, "parameters": parameters });
    let Some(endpoint) = &state.aws_endpoint else {
        let mut refusal = Refusal::missing(
            "this would call AWS; to make the call, start gwc serve with `--aws-endpoint http://127.0.0.1:4566`",
        );
        refusal.answer.body = json!({ "message": refusal.why, "call": shown })
            .to_string()
            .into();
        return Err(refusal);
    };
    let region = gateway.program().gateway.region.as_ref();
    let region = region.map_or("us-east-1", |it| it.value.as_str());
    let request = request(exchange, kind, &call, region, endpoint)?;
    let mut answer = http::fetch(state, request).await?;
    // API Gateway returns the service's response, as JSON if the service supports it.
    answer.headers.remove("server");
    Ok(answer)
}

/// Returns the parameters of a call by AWS's names: those of the backend and those of the route.
fn describe(
    state: &State,
    gateway: &Gateway,
    action: &Action,
    given: Vec<(String, String)>,
) -> Option<(ServiceKind, Call)> {
    let backend = gateway.program().backend(action.backend)?;
    let crate::model::BackendKind::Service(kind) = backend.kind else {
        return None;
    };
    let BackendBody::Service { resource } = &backend.body else {
        return None;
    };
    let facts: &ActionFacts = state
        .facts
        .integrations
        .action(backend.kind.word(), &action.name.value)?;
    let resource = Values::new(gateway.program()).text(resource);
    let mut own = resource.split('/');
    let mut parameters = Vec::new();
    for parameter in &facts.parameters {
        let value = match parameter.of {
            Owner::Backend if kind == ServiceKind::AppConfig => own.next().map(str::to_owned),
            Owner::Backend => Some(name(kind, &resource)),
            Owner::Route => {
                let found = given.iter().find(|(word, _)| word == parameter.word);
                found.map(|(_, value)| value.clone())
            }
        };
        if let Some(value) = value.filter(|it| !it.is_empty()) {
            parameters.push(Argument {
                name: parameter.aws,
                value: match parameter.value {
                    ValueKind::Seconds => whole_seconds(&value),
                    ValueKind::Text | ValueKind::Number | ValueKind::Json | ValueKind::List => {
                        value
                    }
                },
                kind: parameter.value,
            });
        }
    }
    let subtype = facts.subtype;
    Some((
        kind,
        Call {
            subtype,
            parameters,
        },
    ))
}

/// Returns a resource in the form that its service expects: a stream or bus by its name, a queue by its URL.
fn name(kind: ServiceKind, resource: &str) -> String {
    if kind == ServiceKind::Sqs
        && let ["arn", _, _, region, account, queue] =
            resource.split(':').collect::<Vec<_>>().as_slice()
    {
        return format!("https://sqs.{region}.amazonaws.com/{account}/{queue}");
    }
    if !kind.is_called_by_name() || !resource.starts_with("arn:") {
        return resource.to_owned();
    }
    let last = resource.rsplit(['/', ':']).next();
    last.unwrap_or(resource).to_owned()
}

/// Builds the request of a call in the JSON protocol of its service.
fn request(
    exchange: &Exchange,
    kind: ServiceKind,
    call: &Call,
    region: &str,
    endpoint: &address::Address,
) -> Result<hyper::Request<Full<Bytes>>, Refusal> {
    // The words of the language are the names by which the services sign.
    let service = BackendKind::Service(kind).word();
    let Some((_, operation)) = call.subtype.split_once('-') else {
        never!("no operation in `{}`", call.subtype);
    };
    let at = clock::basic_time(exchange.arrived);
    let Some(day) = at.get(..8) else {
        never!("no day in `{at}`");
    };
    // AWS emulators read the service and region from the signature, but do not verify it.
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential=gwc/{day}/{region}/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=unsigned"
    );
    let builder = hyper::Request::builder()
        .header("host", endpoint.authority.as_str())
        .header("x-amz-date", &at)
        .header("authorization", signature);
    let built = if let Some((target, version)) = kind.json_protocol() {
        let body = body(kind, operation, &call.parameters);
        builder
            .method(hyper::Method::POST)
            .uri(endpoint.below("/", "")?)
            .header("content-type", format!("application/x-amz-json-{version}"))
            .header("x-amz-target", format!("{target}.{operation}"))
            .body(Full::new(Bytes::from(body.to_string())))
    } else {
        let part = |name: &str| call.argument(name);
        let path = format!(
            "/applications/{}/environments/{}/configurations/{}",
            part("Application"),
            part("Environment"),
            part("Configuration")
        );
        let query = format!("client_id={}", part("ClientId"));
        let builder = builder.uri(endpoint.below(&path, &query)?);
        builder.body(Full::new(Bytes::new()))
    };
    built.map_err(|error| Refusal::internal("API_CONFIGURATION_ERROR", error.to_string()))
}

/// Renders the parameters as JSON in the service's form.
fn body(kind: ServiceKind, operation: &str, parameters: &[Argument]) -> Value {
    let mut fields = Map::new();
    for Argument { name, kind, value } in parameters {
        let text = || json!(value);
        let value = match (*name, kind) {
            // The region to call, which does not matter here.
            ("Region", _) => continue,
            // Kinesis expects bytes.
            ("Data", _) => json!(STANDARD.encode(value)),
            (_, ValueKind::Text) => text(),
            // The service refuses a value of another kind.
            (_, ValueKind::Seconds | ValueKind::Number) => {
                value.parse::<u64>().map_or_else(|_| text(), |it| json!(it))
            }
            (_, ValueKind::Json) => serde_json::from_str(value).unwrap_or_else(|_| text()),
            (_, ValueKind::List) => {
                let items: Vec<&str> = value.split(',').map(str::trim).collect();
                json!(items)
            }
        };
        fields.insert((*name).to_owned(), value);
    }
    if (kind, operation) == (ServiceKind::Events, "PutEvents") {
        return json!({ "Entries": [fields] });
    }
    Value::Object(fields)
}
