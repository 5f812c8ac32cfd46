//! Evaluates the references in a plan's values, as far as their targets are known.
//!
//! Until it is sent, a value may contain two markers: for unknown parts and for secrets. Secrets leave this module only
//! in requests; journal and state contain their hashes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Marks a value that is unknown until another step is done.
const UNKNOWN: &str = "$unknown";
/// Marks a secret: the value in memory, the hash in the journal.
const SECRET: &str = "$secret";

/// The known identifier and properties of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceValues {
    /// Its primary identifier.
    pub identifier: String,
    /// Its properties; a list if a read step reads several resources.
    pub attributes: Value,
}

/// The values that references are evaluated with.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The inputs.
    pub inputs: BTreeMap<String, Value>,
    /// The names of the secret inputs.
    pub secret: BTreeSet<String>,
    /// The existing resources.
    pub known: BTreeMap<String, ResourceValues>,
}

impl Scope {
    /// Evaluates the references in properties.
    #[must_use]
    pub fn properties(&self, properties: &Map<String, Value>) -> Map<String, Value> {
        let entries = properties.iter();
        entries
            .map(|(name, value)| (name.clone(), self.value(value)))
            .collect()
    }

    /// Evaluates the references in a value.
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

    /// Expands an entry of a list: to several entries if a reference in it is a list.
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

/// Returns the kind and the argument of a reference.
fn reference(entries: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = entries.iter().next()?;
    let is_form = matches!(name.as_str(), "$ref" | "$get" | "$input" | "$join");
    (entries.len() == 1 && is_form).then_some((name, argument))
}

fn unknown(of: &str) -> Value {
    json!({ UNKNOWN: of })
}

/// Returns the property at a path; for several resources, the property of each.
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

/// Returns the host of a URL, or the text itself if it is not a URL.
fn host(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

fn secret_of(value: &Value) -> Option<&Value> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    entries.get(SECRET)
}

/// Returns true for values with an unknown part.
#[must_use]
pub fn is_unknown(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.contains_key(UNKNOWN) || entries.values().any(is_unknown),
        Value::Array(entries) => entries.iter().any(is_unknown),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Returns the value with its secrets, for AWS.
#[must_use]
pub fn reveal(value: &Value) -> Value {
    map_secrets(value, &|secret| secret.clone())
}

/// Returns the value with hashes for secrets, for the journal and the state.
#[must_use]
pub fn redact(value: &Value) -> Value {
    map_secrets(
        value,
        &|secret| json!({ SECRET: sha256(&secret.to_string()) }),
    )
}

/// Returns the value for display, without hashed parts.
#[must_use]
pub fn hide(value: &Value) -> Value {
    map_secrets(value, &|_| json!("(secret)"))
}

/// Hashes the secrets in properties that were read, for the journal and the state: wherever AWS returns a secret, it is
/// replaced by its hash. `sent` contains the hashes.
#[must_use]
pub fn mask(read: &Value, sent: &Value) -> Value {
    let mut hashes = Vec::new();
    secrets(sent, &mut hashes);
    if hashes.is_empty() {
        return read.clone();
    }
    mask_at(read, Some(sent), &hashes)
}

fn mask_at(read: &Value, sent: Option<&Value>, hashes: &[Value]) -> Value {
    let hash = || sha256(&read.to_string());
    if sent.is_some_and(|sent| secret_of(sent).is_some()) {
        return json!({ SECRET: hash() });
    }
    match read {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let sent = sent.and_then(|sent| sent.get(name));
                (name.clone(), mask_at(value, sent, hashes))
            });
            Value::Object(entries.collect())
        }
        Value::Array(entries) => {
            let sent = sent.and_then(Value::as_array);
            let masked = entries.iter().enumerate().map(|(index, entry)| {
                let sent = sent.and_then(|sent| same_entry(sent, index, entry));
                mask_at(entry, sent, hashes)
            });
            Value::Array(masked.collect())
        }
        Value::String(_) | Value::Number(_) if hashes.contains(&hash().into()) => {
            json!({ SECRET: hash() })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => read.clone(),
    }
}

/// Removes the secrets that AWS's message quotes.
#[must_use]
pub fn remove_secrets(message: &str, secrets: &[Value]) -> String {
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

/// Returns the entry that was sent for an entry that was read: the one of the same name, or else one with a secret, since
/// an unknown entry among secrets may be one too, or else the one of the same index.
fn same_entry<'s>(sent: &'s [Value], index: usize, read: &Value) -> Option<&'s Value> {
    let name = |entry: &Value| ["Name", "Key"].iter().find_map(|it| entry.get(it)).cloned();
    let named =
        name(read).and_then(|wanted| sent.iter().find(|it| name(it).as_ref() == Some(&wanted)));
    let is_secret = |it: &&Value| {
        let mut found = Vec::new();
        secrets(it, &mut found);
        !found.is_empty()
    };
    named
        .or_else(|| sent.iter().find(is_secret))
        .or_else(|| sent.get(index))
}

/// Replaces the hashes in a journal's value by their secrets; `None` if one is missing.
#[must_use]
pub fn restore(value: &Value, secrets: &[Value]) -> Option<Value> {
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
                    entries.map(|(name, value)| Some((name.clone(), restore(value, secrets)?)));
                entries.collect::<Option<Map<_, _>>>().map(Value::Object)
            }
        },
        Value::Array(entries) => {
            let entries = entries.iter().map(|entry| restore(entry, secrets));
            entries.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value.clone()),
    }
}

/// Collects every secret of a value.
pub fn secrets(value: &Value, into: &mut Vec<Value>) {
    match (value, secret_of(value)) {
        (_, Some(secret)) => into.push(secret.clone()),
        (Value::Object(entries), None) => entries.values().for_each(|it| secrets(it, into)),
        (Value::Array(entries), None) => entries.iter().for_each(|it| secrets(it, into)),
        _ => {}
    }
}

/// Returns the SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(text: &str) -> String {
    let bytes = Sha256::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ResourceValues, SECRET, Scope, is_unknown, mask, redact, reveal};

    fn scope() -> Scope {
        let mut scope = Scope::default();
        scope.inputs.insert("Key".to_owned(), json!("hunter2"));
        scope.secret.insert("Key".to_owned());
        let addresses = json!([{ "Ip": "10.0.0.1" }, { "Ip": "10.0.0.2" }]);
        let known = |identifier: &str, attributes: Value| ResourceValues {
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
        assert_eq!(reveal(&value), json!("key=hunter2"));
        let redacted = redact(&value).to_string();
        assert!(!redacted.contains("hunter2"), "{redacted}");
    }

    #[test]
    fn secrets_in_lists_are_hashed_however_they_changed() {
        let secret = |text: &str| json!({ SECRET: super::sha256(&json!(text).to_string()) });
        let entry = |name: &str, value: Value| json!({ "Name": name, "Value": value });
        let sent = json!({ "Env": [entry("A", secret("one")), entry("B", secret("two"))] });
        // One was changed outside, and the other one is not known.
        let read = json!({ "Env": [
            entry("B", json!("two")), entry("A", json!("other")), entry("C", json!("third")),
        ] });
        let shown = mask(&read, &sent).to_string();
        for text in ["two", "other", "third"] {
            assert!(!shown.contains(&format!("\"{text}\"")), "{shown}");
        }
        assert!(shown.contains("\"C\""), "{shown}");
    }

    #[test]
    fn references_to_missing_resources_are_unknown() {
        assert!(is_unknown(&scope().value(&json!([{ "$ref": "api" }]))));
    }
}
