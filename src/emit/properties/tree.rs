//! Properties of a resource as JSON, so that two of them can be compared path by path.

use serde_json::{Map, Value, json};

use crate::emit::properties::{Value as Property, properties};
use crate::graph::{Expr, ListExpr, Rate, Resource};

/// The properties of a resource, with `{"$get": [ID, ATTRIBUTE]}`, `{"$input": NAME}`, `{"$join": [..]}` and
/// `{"$deploy": WHAT}` where a deploy fills something in. `named` adds the name that targets other than CloudFormation
/// write.
#[must_use]
pub fn tree(resource: &Resource, named: Naming) -> Value {
    let mut map = object(&properties(&resource.body));
    if let (Naming::Written, Some((property, text))) = (named, resource.body.given_name()) {
        map.insert(property.to_owned(), json!(text));
    }
    Value::Object(map)
}

/// Who names the resources that have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// CloudFormation, so that no change can collide with a name.
    Generated,
    /// The compiler.
    Written,
}

fn object(map: &crate::emit::properties::Map<'_>) -> Map<String, Value> {
    let entries = map.0.iter();
    entries
        .map(|(name, property)| (name.clone().into_owned(), value(property)))
        .collect()
}

fn value(property: &Property<'_>) -> Value {
    match property {
        Property::Bool(yes) => json!(yes),
        Property::Int(number) => json!(number),
        Property::Rate(Rate(thousandths)) if thousandths % 1000 == 0 => json!(thousandths / 1000),
        Property::Rate(Rate(thousandths)) => {
            json!(format!("{}.{:03}", thousandths / 1000, thousandths % 1000))
        }
        Property::Text(text) => json!(text),
        Property::Expr(expr) => self::expr(expr),
        Property::Input(name) => json!({ "$input": name }),
        Property::Whole(ListExpr::Input(name)) => json!({ "$input": name }),
        Property::Whole(ListExpr::Get(id, attribute)) => {
            json!({ "$get": [id.as_str(), format!("{attribute:?}")] })
        }
        Property::Whole(ListExpr::Known(entries)) => {
            Value::Array(entries.iter().map(self::expr).collect())
        }
        Property::List(entries) => Value::Array(entries.iter().map(value).collect()),
        Property::Map(map) => Value::Object(object(map)),
    }
}

fn expr(expr: &Expr) -> Value {
    match expr {
        Expr::Literal(text) => json!(text),
        Expr::Get(id, attribute) => json!({ "$get": [id.as_str(), format!("{attribute:?}")] }),
        Expr::Input(name) => json!({ "$input": name }),
        Expr::Region => json!({ "$deploy": "region" }),
        Expr::Account => json!({ "$deploy": "account" }),
        Expr::Partition => json!({ "$deploy": "partition" }),
        Expr::Deployment => json!({ "$deploy": "deployment" }),
        Expr::Join(pieces) => json!({ "$join": pieces.iter().map(self::expr).collect::<Vec<_>>() }),
    }
}

/// A value as a reader wants it: text without quotes, references as symbols.
#[must_use]
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "unset".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(text).collect();
            format!("[{}]", entries.join(", "))
        }
        Value::Object(map) => symbol(map).unwrap_or_else(|| {
            let entries = map.iter();
            let entries: Vec<String> = entries
                .map(|(name, value)| format!("{name}: {}", text(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }),
    }
}

fn symbol(map: &Map<String, Value>) -> Option<String> {
    let (key, value) = map.iter().next()?;
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match key.as_str() {
        "$get" => {
            let parts: Vec<String> = value.as_array()?.iter().map(words).collect();
            Some(format!("<{}>", parts.join(".")))
        }
        "$input" | "$deploy" => Some(format!("<{}>", words(value))),
        "$join" => Some(value.as_array()?.iter().map(text).collect()),
        _ => None,
    }
}

/// Whether a value stands for something that a deploy fills in.
#[must_use]
pub fn is_symbol(value: &Value) -> bool {
    let map = value.as_object();
    map.is_some_and(|map| map.keys().any(|key| key.starts_with('$')))
}
