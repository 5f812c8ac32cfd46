//! Request and response mappings, as API Gateway's keys and values.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html>

use std::collections::BTreeMap;

use crate::graph::Expr;
use crate::graph::from_program::Builder;
use crate::model::{
    HeaderChange, Operation, RequestMapping, RequestPart, ResponseChange, ResponseMapping, Text,
};

/// A mapping of one header or query parameter.
pub(super) struct Change<'a> {
    /// E.g. `overwrite:header.x-team`.
    pub(super) key: String,
    /// The value; `None` for a removal.
    pub(super) value: Option<&'a Text>,
}

impl Change<'_> {
    /// Returns the value as API Gateway expects it: `''` for a removal.
    pub(super) fn expr(&self, cx: &Builder<'_>) -> Expr {
        match self.value {
            Some(value) => cx.mapping_value(value),
            None => Expr::text("''"),
        }
    }
}

/// Returns the request mappings, sorted by key. For the same header or parameter, the innermost scope (route, then
/// group) wins.
pub(super) fn request(mappings: &[RequestMapping]) -> Vec<Change<'_>> {
    let mut changes: BTreeMap<(RequestPart, String), Change<'_>> = BTreeMap::new();
    for mapping in mappings {
        let name = mapping.name.value.as_str();
        let (place, same) = match mapping.part {
            RequestPart::Header => ("header", name.to_ascii_lowercase()),
            RequestPart::Query => ("querystring", name.to_owned()),
        };
        let change = change(mapping.operation, place, name, &mapping.value);
        changes.insert((mapping.part, same), change);
    }
    sort(changes.into_values())
}

/// Returns the response mappings by status, sorted. The innermost scope wins, as with requests.
pub(super) fn response(mappings: &[ResponseMapping]) -> Vec<(u16, Vec<Change<'_>>, Option<u16>)> {
    type Of<'a> = (BTreeMap<String, Change<'a>>, Option<u16>);
    let mut by_status: BTreeMap<u16, Of<'_>> = BTreeMap::new();
    for mapping in mappings {
        let (headers, status) = by_status.entry(mapping.status.value).or_default();
        match &mapping.change {
            ResponseChange::Status(new) => *status = Some(new.value),
            ResponseChange::Header(HeaderChange {
                operation,
                name,
                value,
            }) => {
                let change = change(*operation, "header", &name.value, value);
                headers.insert(name.value.to_ascii_lowercase(), change);
            }
        }
    }
    let by_status = by_status.into_iter();
    by_status
        .map(|(status, (headers, new))| (status, sort(headers.into_values()), new))
        .collect()
}

fn change<'a>(operation: Operation, place: &str, name: &str, value: &'a Text) -> Change<'a> {
    let (word, value) = match operation {
        Operation::Set => ("overwrite", Some(value)),
        Operation::Append => ("append", Some(value)),
        Operation::Remove => ("remove", None),
    };
    Change {
        key: format!("{word}:{place}.{name}"),
        value,
    }
}

fn sort<'a>(changes: impl Iterator<Item = Change<'a>>) -> Vec<Change<'a>> {
    let mut changes: Vec<Change<'a>> = changes.collect();
    changes.sort_by(|left, right| left.key.cmp(&right.key));
    changes
}
