//! Parts of JSON bodies, as parameter mappings name them: `$request.body.user.roles[0]`.

use serde_json::Value;

/// The text of a part of a body that is JSON; `None` where it has no such part.
pub(super) fn find(body: &[u8], path: &str) -> Option<String> {
    let document: Value = serde_json::from_slice(body).ok()?;
    let mut at = &document;
    for step in path.trim_start_matches("$.").split('.') {
        let (name, indexes) = step
            .split_once('[')
            .map_or((step, ""), |(name, rest)| (name, rest));
        if !name.is_empty() {
            at = at.get(name)?;
        }
        for index in indexes.split('[').filter(|it| !it.is_empty()) {
            let index: usize = index.strip_suffix(']')?.parse().ok()?;
            at = at.get(index)?;
        }
    }
    Some(match at {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            at.to_string()
        }
    })
}
