//! The query string, with the route's mappings applied.

use crate::model::{Operation, RequestMapping, RequestPart};
use crate::route::percent::{decode, encode};
use crate::route::trace::Values;

/// Returns the decoded value of a parameter; several are joined by commas, as in API Gateway.
#[must_use]
pub fn value(query: &str, name: &str) -> Option<String> {
    let same = pairs(query).filter(|(known, _)| decode(known) == name);
    let values: Vec<String> = same
        .map(|(_, value)| decode(value.trim_start_matches('=')).into_owned())
        .collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// Returns every parameter with its value, in the order sent, decoded; `+` is a space.
#[must_use]
pub fn query_pairs(query: &str) -> Vec<(String, String)> {
    let plain = |text: &str| decode(&text.replace('+', " ")).into_owned();
    let all = pairs(query);
    all.map(|(name, value)| (plain(name), plain(value.strip_prefix('=').unwrap_or(value))))
        .collect()
}

/// Returns the query string that the backend sees.
pub(super) fn apply_mappings(
    query: &str,
    mappings: &[RequestMapping],
    words: &Values<'_>,
) -> String {
    let mut kept: Vec<(String, String)> = pairs(query)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut changed = false;
    for mapping in mappings {
        match mapping.part {
            RequestPart::Header => continue,
            RequestPart::Query => changed = true,
        }
        let name = &mapping.name.value;
        match mapping.operation {
            Operation::Append => {}
            Operation::Set | Operation::Remove => kept.retain(|(known, _)| decode(known) != *name),
        }
        match mapping.operation {
            Operation::Remove => {}
            Operation::Set | Operation::Append => {
                let Some(value) = words.mapping_value(&mapping.value) else {
                    continue;
                };
                // A symbol is a placeholder for an unknown value, and is not encoded.
                let symbol = words.live().is_none() && value.contains(['<', '$']);
                let value = if symbol { value } else { parameter(&value) };
                kept.push((parameter(name), format!("={value}")));
            }
        }
    }
    if !changed {
        return query.to_owned();
    }
    let joined = kept.into_iter().map(|(name, value)| name + &value);
    joined.collect::<Vec<_>>().join("&")
}

/// Returns a name or value, encoded for a query string.
fn parameter(text: &str) -> String {
    encode(text)
        .replace('&', "%26")
        .replace('+', "%2B")
        .replace('=', "%3D")
}

/// Returns the names, and the values with their `=`.
fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.find('=').unwrap_or(pair.len());
            pair.split_at(at)
        })
}
