//! Parts of JSON bodies in parameter mappings: `$request.body.user.roles[0]`.

use serde_json::Value;

/// Returns the text of a part of a JSON body; `None` if there is no such part.
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
