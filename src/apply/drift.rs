//! Drift: compares the desired values, the last seen ones, and the live ones. Only considers properties that the
//! deployment has set, and routes of its API that it did not create.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::apply::mutate::Stop;
use crate::apply::patch::touches;
use crate::apply::session::Session;
use crate::apply::state::Record;
use crate::apply::value::mask;

/// A difference found in AWS.
#[derive(Clone, Debug)]
pub enum Drift {
    /// The resource no longer exists.
    Missing(Box<Record>),
    /// A property has a different value.
    Changed {
        /// The resource.
        record: Box<Record>,
        /// The property.
        path: String,
        /// The value that was sent.
        desired: Value,
        /// The value that was read last.
        seen: Value,
        /// The live value.
        live: Value,
    },
    /// AWS does not return a property.
    Unreadable {
        /// The resource.
        record: Box<Record>,
        /// The properties.
        paths: Vec<String>,
    },
    /// A route that the deployment did not create.
    Foreign {
        /// The API.
        api: String,
        /// The route's identifier.
        identifier: String,
        /// Its key.
        key: String,
    },
}

impl Drift {
    /// Returns true for differences, false for properties that AWS does not return.
    #[must_use]
    pub fn is_difference(&self) -> bool {
        !matches!(self, Self::Unreadable { .. })
    }
}

/// Compares everything that the deployment owns with AWS.
///
/// # Errors
/// AWS does not respond.
pub async fn drift(session: &Session) -> Result<Vec<Drift>, Stop> {
    let records: Vec<Record> = session.journal.state().steps.values().cloned().collect();
    let mut found = Vec::new();
    let unfinished = |fault: crate::aws::Fault| Stop::Unfinished(fault.to_string());
    for record in &records {
        let read = session
            .cloud
            .read(record.via, &record.of, &record.identifier)
            .await;
        let Some(live) = read.map_err(unfinished)? else {
            found.push(Drift::Missing(Box::new(record.clone())));
            continue;
        };
        let sent = Value::Object(record.desired.clone());
        let live = mask(&live.properties, &sent);
        let mut unreadable = Vec::new();
        for (name, desired) in &record.desired {
            compare(
                record,
                name,
                desired,
                live.get(name),
                &mut found,
                &mut unreadable,
            );
        }
        if !unreadable.is_empty() {
            found.push(Drift::Unreadable {
                record: Box::new(record.clone()),
                paths: unreadable,
            });
        }
    }
    let own: BTreeSet<&str> = records.iter().map(|it| it.identifier.as_str()).collect();
    let gone: BTreeSet<String> = found
        .iter()
        .filter_map(|it| match it {
            Drift::Missing(record) => Some(record.identifier.clone()),
            Drift::Changed { .. } | Drift::Unreadable { .. } | Drift::Foreign { .. } => None,
        })
        .collect();
    let apis = records
        .iter()
        .filter(|it| it.of == "AWS::ApiGatewayV2::Api" && !gone.contains(&it.identifier));
    for api in apis {
        let parent = serde_json::json!({ "ApiId": api.identifier });
        let routes = session
            .cloud
            .list(api.via, "AWS::ApiGatewayV2::Route", Some(&parent))
            .await;
        for route in routes.map_err(unfinished)? {
            if own.contains(route.identifier.as_str()) {
                continue;
            }
            let read = session
                .cloud
                .read(api.via, "AWS::ApiGatewayV2::Route", &route.identifier)
                .await;
            let whole = read.map_err(unfinished)?.unwrap_or(route);
            let key = whole.properties.get("RouteKey").and_then(Value::as_str);
            found.push(Drift::Foreign {
                api: api.identifier.clone(),
                key: key.unwrap_or_default().to_owned(),
                identifier: whole.identifier.clone(),
            });
        }
    }
    Ok(found)
}

fn compare(
    record: &Record,
    path: &str,
    desired: &Value,
    live: Option<&Value>,
    found: &mut Vec<Drift>,
    unreadable: &mut Vec<String>,
) {
    let secret = desired
        .as_object()
        .is_some_and(|it| it.contains_key("$secret"));
    if live.is_none() && (secret || touches(&record.write_only, path)) {
        unreadable.push(path.to_owned());
        return;
    }
    match (desired, live) {
        (Value::Object(desired), Some(Value::Object(live))) => {
            for (name, desired) in desired {
                let path = format!("{path}/{name}");
                compare(record, &path, desired, live.get(name), found, unreadable);
            }
        }
        (Value::Array(desired), Some(Value::Array(live))) if same_entries(desired, live) => {}
        (Value::Array(desired), Some(Value::Array(live)))
            if path == "Tags" && desired.iter().all(|tag| live.contains(tag)) => {}
        (desired, Some(live)) if is_same(desired, live) => {}
        (desired, live) => found.push(Drift::Changed {
            seen: crate::apply::value::attribute(&record.attributes, path).unwrap_or_default(),
            record: Box::new(record.clone()),
            path: path.to_owned(),
            desired: desired.clone(),
            live: live.cloned().unwrap_or_default(),
        }),
    }
}

/// Returns true for lists with the same entries in any order, because most of AWS's lists are sets.
fn same_entries(desired: &[Value], live: &[Value]) -> bool {
    let mut left: Vec<&Value> = live.iter().collect();
    let take = |one: &Value| {
        let found = left.iter().position(|other| covers(one, other));
        found.map(|index| left.remove(index)).is_some()
    };
    desired.len() == live.len() && desired.iter().all(take)
}

/// Returns true if a live value has everything that was sent; AWS adds defaults.
fn covers(desired: &Value, live: &Value) -> bool {
    match (desired, live) {
        (Value::Object(desired), Value::Object(live)) => desired
            .iter()
            .all(|(name, desired)| live.get(name).is_some_and(|live| covers(desired, live))),
        (Value::Array(desired), Value::Array(live)) => same_entries(desired, live),
        (desired, live) => is_same(desired, live),
    }
}

/// Compares values. Some types return numbers and booleans as text.
fn is_same(desired: &Value, live: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let number = |text: &str| text.parse::<f64>().ok();
    match (text(desired), text(live)) {
        (Some(desired), Some(live)) => {
            let as_numbers = number(&desired).zip(number(&live));
            desired == live || as_numbers.is_some_and(|(desired, live)| desired == live)
        }
        _ => desired == live,
    }
}
