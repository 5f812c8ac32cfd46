//! Parses YAML and JSON to the same tree, with CloudFormation's short tags expanded: `!Ref X` becomes `{"Ref": "X"}`.

use serde_json::{Map, Value, json};
use serde_yaml::Value as Yaml;

/// Parses a document, or returns a reason.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let document: Yaml = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    Ok(value(&document))
}

fn value(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(yes) => json!(yes),
        Yaml::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => json!(whole),
            (None, Some(real)) => json!(real),
            (None, None) => json!(number.to_string()),
        },
        Yaml::String(text) => json!(text),
        Yaml::Sequence(entries) => Value::Array(entries.iter().map(value).collect()),
        Yaml::Mapping(map) => {
            let entries = map
                .iter()
                .map(|(key, entry)| (self::key(key), value(entry)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let inner = value(&tagged.value);
            match tag.trim_start_matches('!') {
                "Ref" => json!({ "Ref": inner }),
                "Condition" => json!({ "Condition": inner }),
                "GetAtt" => json!({ "Fn::GetAtt": attribute(inner) }),
                function => json!({ format!("Fn::{function}"): inner }),
            }
        }
    }
}

/// Converts a key to text; YAML reads keys such as `200` and `on` as numbers and booleans.
fn key(key: &Yaml) -> String {
    match value(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Splits `A.B` to `["A", "B"]`.
fn attribute(value: Value) -> Value {
    match value.as_str().and_then(|text| text.split_once('.')) {
        Some((resource, attribute)) => json!([resource, attribute]),
        None => value,
    }
}

/// Returns the text at a path of keys.
pub(super) fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    at(value, path)?.as_str()
}

/// Returns the value at a path of keys.
pub(super) fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |at, key| at.get(key))
}

/// Returns the entries of a map; none for any other value.
pub(super) fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// Returns the texts of a list, or a single text.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) => {
            let texts = list.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the texts of a list, or none if one of them is computed.
pub(super) fn known_texts(entry: Option<&Value>) -> Vec<String> {
    let found = texts(entry);
    let count = entry.and_then(Value::as_array).map_or(1, Vec::len);
    if found.len() == count {
        found
    } else {
        Vec::new()
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

/// Returns the literal text at a path of keys, with references written `${Name}`.
pub(super) fn joined_at(value: &Value, path: &[&str]) -> Option<String> {
    at(value, path).and_then(literal_text)
}

/// Abbreviates a value for a message.
pub(super) fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}..", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
