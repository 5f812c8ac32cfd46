//! The sealed graph itself: as JSON for tools, and as a line per resource for people and tests.
//!
//! Properties are the same as in the template; references name resources by id, and attributes by the graph's names.

use serde::{Serialize, Serializer};
use serde_json::{Map as Json, Value as JsonValue, json};

use crate::emit::properties::properties;
use crate::emit::properties::value::{Map, Value};
use crate::graph::{Attribute, Expr, Graph, Input, ListExpr, Output, Resource, Sealed};

/// The name of the format; it changes with every breaking change.
const FORMAT: &str = "gwc-ir/1";

/// The document. Entries are built one at a time as they are written, so that the graph is not in memory twice.
#[derive(Serialize)]
struct Document<'g> {
    format: &'static str,
    gateway: &'g str,
    deployment: &'g str,
    description: Option<&'g str>,
    region: Option<&'g str>,
    #[serde(serialize_with = "inputs")]
    inputs: &'g [Input],
    #[serde(serialize_with = "resources")]
    resources: &'g [Resource],
    #[serde(serialize_with = "outputs")]
    outputs: &'g [Output],
}

/// Returns the graph as one JSON document.
#[must_use]
pub fn document(sealed: &Sealed) -> String {
    let Graph {
        deployment,
        gateway,
        description,
        region,
        partition: _,
        environment: _,
        resources,
        inputs,
        outputs,
        patches: _,
    } = sealed.graph();
    let document = Document {
        format: FORMAT,
        gateway,
        deployment,
        description: description.as_deref(),
        region: region.as_deref(),
        inputs,
        resources,
        outputs,
    };
    // INVARIANT: the keys of the document are texts.
    let text = serde_json::to_string_pretty(&document);
    let mut text = text.unwrap_or_else(|fault| never!("the graph: {fault}"));
    text.push('\n');
    text
}

fn inputs<S: Serializer>(inputs: &&[Input], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(inputs.iter().map(input))
}

fn resources<S: Serializer>(resources: &&[Resource], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(resources.iter().map(resource))
}

fn outputs<S: Serializer>(outputs: &&[Output], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(outputs.iter().map(output))
}

/// Returns a line per resource, input and output, by id and name, without files and lines of the spec.
#[must_use]
pub fn lines(sealed: &Sealed) -> String {
    let graph = sealed.graph();
    let mut text = String::new();
    for Input { name, kind, .. } in &graph.inputs {
        text.push_str(&format!("input {name} {kind:?}\n"));
    }
    for resource in &graph.resources {
        let body = JsonValue::Object(map(&properties(&resource.body)));
        text.push_str(&format!("{} {body}", resource.id));
        if let Some(former) = &resource.former {
            text.push_str(&format!(" was {former}"));
        }
        if !resource.depends_on.is_empty() {
            let ids = resource.depends_on.iter().map(|id| id.as_str());
            text.push_str(&format!(" after {}", ids.collect::<Vec<_>>().join(" ")));
        }
        text.push_str(&format!(" # {}\n", resource.origin.item));
    }
    for Output { name, value, .. } in &graph.outputs {
        text.push_str(&format!("output {name} {}\n", expr(value)));
    }
    text
}

fn input(input: &Input) -> JsonValue {
    json!({
        "name": input.name,
        "kind": format!("{:?}", input.kind),
        "description": input.description,
        "file": &*input.origin.file,
        "line": input.origin.line,
    })
}

fn output(output: &Output) -> JsonValue {
    json!({
        "name": output.name,
        "description": output.description,
        "value": expr(&output.value),
        "export": output.export.as_ref().map(expr),
    })
}

fn resource(resource: &Resource) -> JsonValue {
    let kind = resource.body.kind();
    let mut entry = Json::new();
    entry.insert("id".to_owned(), json!(resource.id.as_str()));
    if let Some(former) = &resource.former {
        entry.insert("former".to_owned(), json!(former.as_str()));
    }
    entry.insert("kind".to_owned(), json!(format!("{kind:?}")));
    entry.insert("type".to_owned(), json!(kind.aws_type()));
    entry.insert(
        "properties".to_owned(),
        JsonValue::Object(map(&properties(&resource.body))),
    );
    let depends_on = resource.depends_on.iter().map(|id| json!(id.as_str()));
    entry.insert(
        "depends_on".to_owned(),
        JsonValue::Array(depends_on.collect()),
    );
    let origin = &resource.origin;
    entry.insert(
        "origin".to_owned(),
        json!({
            "file": &*origin.file,
            "line": origin.line,
            "item": origin.item,
            "docs": origin.docs,
        }),
    );
    JsonValue::Object(entry)
}

fn map(map: &Map<'_>) -> Json<String, JsonValue> {
    let entries = map.0.iter();
    entries
        .map(|(name, value)| (name.to_string(), self::value(value)))
        .collect()
}

fn value(value: &Value<'_>) -> JsonValue {
    match value {
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => json!(number),
        Value::Rate(rate) if rate.0 % 1000 == 0 => json!(rate.0 / 1000),
        Value::Rate(rate) => {
            let thousandths = u32::try_from(rate.0).map_or(f64::INFINITY, f64::from);
            json!(thousandths / 1000.0)
        }
        Value::Text(text) => json!(text),
        Value::Expr(value) => expr(value),
        Value::Input(name) => json!({ "$input": name }),
        Value::Whole(entries) => list(entries),
        Value::List(values) => JsonValue::Array(values.iter().map(self::value).collect()),
        Value::Map(map) => JsonValue::Object(self::map(map)),
    }
}

fn list(list: &ListExpr) -> JsonValue {
    match list {
        ListExpr::Known(entries) => JsonValue::Array(entries.iter().map(expr).collect()),
        ListExpr::Input(name) => json!({ "$input": name }),
        ListExpr::Get(id, attribute) => get(id.as_str(), *attribute),
    }
}

fn expr(value: &Expr) -> JsonValue {
    match value {
        Expr::Literal(text) => json!(text),
        Expr::Get(id, attribute) => get(id.as_str(), *attribute),
        Expr::Input(name) => json!({ "$input": name }),
        Expr::Region => json!({ "$context": "region" }),
        Expr::Account => json!({ "$context": "account" }),
        Expr::Partition => json!({ "$context": "partition" }),
        Expr::Deployment => json!({ "$context": "deployment" }),
        Expr::Join(pieces) => {
            json!({ "$join": pieces.iter().map(expr).collect::<Vec<_>>() })
        }
    }
}

fn get(id: &str, attribute: Attribute) -> JsonValue {
    json!({ "$get": [id, format!("{attribute:?}")] })
}
