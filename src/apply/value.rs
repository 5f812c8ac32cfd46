//! Values of a plan with their references filled in, as far as what they refer to is known.
//!
//! Two markers stand in a value until it is sent: what is not known yet, and what is secret. A secret leaves this room in
//! requests alone; journal and state hold its hash.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Marks what is known only after another step.
const UNKNOWN: &str = "$unknown";
/// Marks a secret: its value in memory, its hash in the journal.
const SECRET: &str = "$secret";

/// The known identifier and properties of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Its primary identifier.
    pub identifier: String,
    /// Its properties; a list of such where a read step reads several.
    pub attributes: Value,
}

/// The source of references.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The inputs.
    pub inputs: BTreeMap<String, Value>,
    /// The names of those that are secret.
    pub secret: BTreeSet<String>,
    /// The resources that are there.
    pub known: BTreeMap<String, Known>,
}

impl Scope {
    /// Fills in the references of properties.
    #[must_use]
    pub fn properties(&self, properties: &Map<String, Value>) -> Map<String, Value> {
        let entries = properties.iter();
        entries
            .map(|(name, value)| (name.clone(), self.value(value)))
            .collect()
    }

    /// Fills in the references of a value.
    #[must_use]
    pub fn value(&self, value: &Value) -> Value {
        match value {
            Value::Object(entries) => match reference(entries) {
                Some((form, argument)) => self.reference(form, argument),
                None => Value::Object(self.properties(entries)),
            },
            Value::Array(entries) => {
                Value::Array(entries.iter().flat_map(|it| self.entries(it)).collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }

    /// The entries that an entry of a list stands for: several where a reference in it is a list.
    fn entries(&self, entry: &Value) -> Vec<Value> {
        let filled = self.value(entry);
        let Value::Object(written) = entry else {
            return vec![filled];
        };
        match filled {
            Value::Array(entries) if reference(written).is_some() => entries,
            Value::Object(filled) => {
                let is_reference = |name: &str| {
                    let value = written.get(name).and_then(Value::as_object);
                    value.is_some_and(|value| reference(value).is_some())
                };
                let lists = filled.iter().filter(|(name, _)| is_reference(name));
                let lengths = lists.filter_map(|(_, value)| value.as_array().map(Vec::len));
                let Some(length) = lengths.max() else {
                    return vec![Value::Object(filled)];
                };
                (0..length)
                    .map(|index| {
                        let entries = filled.iter().map(|(name, value)| match value {
                            Value::Array(values) if is_reference(name) => {
                                (name.clone(), values.get(index).cloned().unwrap_or_default())
                            }
                            value => (name.clone(), value.clone()),
                        });
                        Value::Object(entries.collect())
                    })
                    .collect()
            }
            filled => vec![filled],
        }
    }

    fn reference(&self, form: &str, argument: &Value) -> Value {
        match (form, argument) {
            ("$ref", Value::String(step)) => match self.known.get(step) {
                Some(known) => known.identifier.as_str().into(),
                None => unknown(step),
            },
            ("$get", Value::Array(path)) => {
                let part = |index: usize| path.get(index).and_then(Value::as_str);
                let (step, name) = (part(0).unwrap_or_default(), part(1).unwrap_or_default());
                let Some(known) = self.known.get(step) else {
                    return unknown(step);
                };
                match attribute(&known.attributes, name) {
                    Some(Value::String(text)) if part(2) == Some("host") => host(&text).into(),
                    Some(value) => value,
                    None => unknown(step),
                }
            }
            ("$input", Value::String(name)) => match self.inputs.get(name) {
                Some(value) if self.secret.contains(name) => json!({ SECRET: value }),
                Some(value) => value.clone(),
                None => unknown(name),
            },
            ("$join", Value::Array(parts)) => self.join(parts),
            _ => Value::Null,
        }
    }

    fn join(&self, parts: &[Value]) -> Value {
        let mut text = String::new();
        let mut secret = false;
        for part in parts {
            let filled = self.value(part);
            let filled = match secret_of(&filled) {
                Some(value) => {
                    secret = true;
                    value.clone()
                }
                None => filled,
            };
            match filled {
                Value::String(piece) => text.push_str(&piece),
                Value::Number(number) => text.push_str(&number.to_string()),
                Value::Bool(truth) => text.push_str(&truth.to_string()),
                unknown @ Value::Object(_) => return unknown,
                Value::Null | Value::Array(_) => {}
            }
        }
        if secret {
            json!({ SECRET: text })
        } else {
            text.into()
        }
    }
}

/// The form and the argument of a reference.
fn reference(entries: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = entries.iter().next()?;
    let is_form = matches!(name.as_str(), "$ref" | "$get" | "$input" | "$join");
    (entries.len() == 1 && is_form).then_some((name, argument))
}

fn unknown(of: &str) -> Value {
    json!({ UNKNOWN: of })
}

/// The property at a path; of several resources, that of each.
#[must_use]
pub fn attribute(attributes: &Value, path: &str) -> Option<Value> {
    if let Value::Array(all) = attributes {
        let each = all.iter().map(|one| attribute(one, path));
        return each.collect::<Option<Vec<Value>>>().map(Value::Array);
    }
    let found = path
        .split('/')
        .try_fold(attributes, |value, name| match value {
            Value::Array(entries) => entries.get(name.parse::<usize>().ok()?),
            value => value.get(name),
        });
    found.filter(|value| !value.is_null()).cloned()
}

/// The host of a URL, or the text itself where it is none.
fn host(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn secret_of(value: &Value) -> Option<&Value> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    entries.get(SECRET)
}

/// True for values with a part that is not known yet.
#[must_use]
pub fn is_unknown(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.contains_key(UNKNOWN) || entries.values().any(is_unknown),
        Value::Array(entries) => entries.iter().any(is_unknown),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The value as AWS gets it.
#[must_use]
pub fn revealed(value: &Value) -> Value {
    map_secrets(value, &|secret| secret.clone())
}

/// The value as journal and state get it.
#[must_use]
pub fn redacted(value: &Value) -> Value {
    map_secrets(
        value,
        &|secret| json!({ SECRET: sha256(&secret.to_string()) }),
    )
}

/// The value for people: whatever is known by its hash alone is not shown.
#[must_use]
pub fn hidden(value: &Value) -> Value {
    map_secrets(value, &|_| json!("(secret)"))
}

/// Properties that were read, for journal and state: a secret that AWS gives back becomes its hash again, wherever it
/// stands. `sent` has the hashes.
#[must_use]
pub fn masked(read: &Value, sent: &Value) -> Value {
    let mut hashes = Vec::new();
    secrets(sent, &mut hashes);
    if hashes.is_empty() {
        return read.clone();
    }
    mask(read, Some(sent), &hashes)
}

fn mask(read: &Value, sent: Option<&Value>, hashes: &[Value]) -> Value {
    let hash = || sha256(&read.to_string());
    if sent.is_some_and(|sent| secret_of(sent).is_some()) {
        return json!({ SECRET: hash() });
    }
    match read {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let sent = sent.and_then(|sent| sent.get(name));
                (name.clone(), mask(value, sent, hashes))
            });
            Value::Object(entries.collect())
        }
        Value::Array(entries) => {
            let entries = entries.iter().map(|entry| mask(entry, None, hashes));
            Value::Array(entries.collect())
        }
        Value::String(_) | Value::Number(_) if hashes.contains(&hash().into()) => {
            json!({ SECRET: hash() })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => read.clone(),
    }
}

/// A message of AWS without the secrets that it quotes.
#[must_use]
pub fn discreet(message: &str, secrets: &[Value]) -> String {
    let texts = secrets.iter().filter_map(Value::as_str);
    let texts = texts.filter(|text| !text.is_empty());
    texts.fold(message.to_owned(), |message, text| {
        message.replace(text, "(secret)")
    })
}

fn map_secrets(value: &Value, of: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(entries) => match secret_of(value) {
            Some(secret) => of(secret),
            None => {
                let entries = entries.iter();
                Value::Object(
                    entries
                        .map(|(name, value)| (name.clone(), map_secrets(value, of)))
                        .collect(),
                )
            }
        },
        Value::Array(entries) => {
            Value::Array(entries.iter().map(|it| map_secrets(it, of)).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// A journal's value with its hashes turned back into the secrets that have them; `None` where one is not among them.
#[must_use]
pub fn restored(value: &Value, secrets: &[Value]) -> Option<Value> {
    match value {
        Value::Object(entries) => match secret_of(value) {
            Some(hash) => {
                let mut secrets = secrets.iter();
                let found = secrets.find(|it| hash.as_str() == Some(&sha256(&it.to_string())));
                found.map(|secret| json!({ SECRET: secret }))
            }
            None => {
                let entries = entries.iter();
                let entries =
                    entries.map(|(name, value)| Some((name.clone(), restored(value, secrets)?)));
                entries.collect::<Option<Map<_, _>>>().map(Value::Object)
            }
        },
        Value::Array(entries) => {
            let entries = entries.iter().map(|entry| restored(entry, secrets));
            entries.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value.clone()),
    }
}

/// Every secret of a value.
pub fn secrets(value: &Value, into: &mut Vec<Value>) {
    match (value, secret_of(value)) {
        (_, Some(secret)) => into.push(secret.clone()),
        (Value::Object(entries), None) => entries.values().for_each(|it| secrets(it, into)),
        (Value::Array(entries), None) => entries.iter().for_each(|it| secrets(it, into)),
        _ => {}
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(text: &str) -> String {
    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Known, Scope, is_unknown, redacted, revealed};

    fn scope() -> Scope {
        let mut scope = Scope::default();
        scope.inputs.insert("Key".to_owned(), json!("hunter2"));
        scope.secret.insert("Key".to_owned());
        let addresses = json!([{ "Ip": "10.0.0.1" }, { "Ip": "10.0.0.2" }]);
        let known = |identifier: &str, attributes: Value| Known {
            identifier: identifier.to_owned(),
            attributes,
        };
        scope
            .known
            .insert("addresses".to_owned(), known("", addresses));
        let express = json!({ "Endpoint": "https://x.example/" });
        scope
            .known
            .insert("express".to_owned(), known("arn", express));
        scope
    }

    #[test]
    fn an_entry_with_a_reference_to_a_list_stands_for_several() {
        let targets = json!([{ "Id": { "$get": ["addresses", "Ip"] }, "Port": 443 }]);
        let wanted = json!([{ "Id": "10.0.0.1", "Port": 443 }, { "Id": "10.0.0.2", "Port": 443 }]);
        assert_eq!(scope().value(&targets), wanted);
    }

    #[test]
    fn a_host_has_no_scheme() {
        let host = json!({ "$get": ["express", "Endpoint", "host"] });
        assert_eq!(scope().value(&host), json!("x.example"));
    }

    #[test]
    fn secrets_are_hashed_on_disk_and_plain_in_requests() {
        let value = scope().value(&json!({ "$join": ["key=", { "$input": "Key" }] }));
        assert_eq!(revealed(&value), json!("key=hunter2"));
        let redacted = redacted(&value).to_string();
        assert!(!redacted.contains("hunter2"), "{redacted}");
    }

    #[test]
    fn what_is_not_there_yet_is_unknown() {
        assert!(is_unknown(&scope().value(&json!([{ "$ref": "api" }]))));
    }
}
